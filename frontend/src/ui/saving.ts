/** Saves what the service made, or the page itself, as a file; out of an exercise its name says so. */
import { marked } from '@/app/world'

/** Return the file name that a header gives, or null. */
export function nameOf(disposition: string | null): string | null {
  const found = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')
  return found ? decodeURIComponent(found[1]!) : null
}

/** Have the browser save a file under this name; return the name that it got. */
export function saveFile(content: Blob, name: string): string {
  const link = Object.assign(document.createElement('a'), { href: URL.createObjectURL(content), download: marked(name) })
  document.body.append(link)
  link.click()
  link.remove()
  URL.revokeObjectURL(link.href)
  return link.download
}

/** Save an answer of the service under the name it gives, or under another where it gives none. */
export async function saveAnswer(answer: Response, otherwise: string): Promise<string> {
  return saveFile(await answer.blob(), nameOf(answer.headers.get('content-disposition')) ?? otherwise)
}
