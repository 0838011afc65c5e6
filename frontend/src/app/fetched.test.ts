import { describe, expect, it, vi } from 'vitest'

import { fetched } from './fetched'

const failed = (address: string) => Promise.reject(new TypeError(`Failed to fetch dynamically imported module: ${address}`))
const PART = 'data:text/javascript,export%20const%20name=%22part%22;//.js'

describe('a part that did not come', () => {
  it('is there at once when it comes', async () => {
    expect(await fetched(() => Promise.resolve(1))).toBe(1)
  })

  it('is asked for under another address, since browsers keep the failure of the first', async () => {
    expect(await fetched(() => failed(PART) as Promise<{ name: string }>)).toMatchObject({ name: 'part' })
  })

  it('is said to be missing when what failed is something else', async () => {
    const load = vi.fn(() => Promise.reject(new Error('no')))
    await expect(fetched(load)).rejects.toThrow('no')
    expect(load).toHaveBeenCalledTimes(1)
  })

  it('is not mistaken for another part that was asked for again in vain', async () => {
    await expect(fetched(() => failed(`${PART}?again=7`))).rejects.toThrow('again=7')
  })
})
