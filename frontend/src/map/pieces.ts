/** Reads pieces of the base map: each has an address of its own, so that a browser keeps it and asks for many at once. */
import { EtagMismatch, type RangeResponse, type Source } from 'pmtiles'

import { reachable } from '@/app/later'

/** While the service is away it is asked again, at last every eight seconds. */
const LONGEST_TRY = 4
const PASSING = new Set([408, 425, 429])

export class Pieces implements Source {
  /** Once another base map was made, what the browser keeps is of no use any more. */
  private outdated = false

  /**
   * A patient one waits through an outage: whoever reads would keep what failed for good, the beginning of the file
   * above all, and the map would stay empty. A sheet of paper is made of what can be had now.
   */
  constructor(private readonly url: string, private readonly patient = true) {}

  getKey(): string {
    return this.url
  }

  async getBytes(offset: number, length: number, signal?: AbortSignal, known?: string): Promise<RangeResponse> {
    const answer = await this.ask(`${this.url}&from=${offset}&bytes=${length}`, signal)
    if (!answer.ok) throw new Error(`base map: ${answer.status}`)
    const etag = answer.headers.get('etag') ?? undefined
    if (known && etag !== known) {
      this.outdated = true
      throw new EtagMismatch('the base map was made anew')
    }
    return { data: await answer.arrayBuffer(), etag }
  }

  private async ask(address: string, signal?: AbortSignal): Promise<Response> {
    for (let tries = 1; ; tries++) {
      const answer = await fetch(address, { signal, cache: this.outdated ? 'reload' : 'default' }).catch((error: unknown) => {
        if (!this.patient || signal?.aborted) throw error
        return null
      })
      if (answer && (!this.patient || (answer.status < 500 && !PASSING.has(answer.status)))) return answer
      await reachable(Math.min(tries, LONGEST_TRY))
      signal?.throwIfAborted()
    }
  }
}
