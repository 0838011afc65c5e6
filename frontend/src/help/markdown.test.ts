import { describe, expect, it } from 'vitest'

import { chapters, readChapter } from './manual'
import { blocksOf, plain } from './markdown'

describe('the manual inside the product', () => {
  it('reads headings, text, lists, tables and code in their order', () => {
    const blocks = blocksOf('# A\n\none\ntwo\n\n- x\n- y\n  more\n\n1. first\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\ncode\n```\n')
    expect(blocks).toEqual([
      { kind: 'heading', level: 1, text: 'A' },
      { kind: 'text', text: 'one two' },
      { kind: 'list', ordered: false, items: ['x', 'y more'] },
      { kind: 'list', ordered: true, items: ['first'] },
      { kind: 'table', head: ['a', 'b'], rows: [['1', '2']] },
      { kind: 'code', text: 'code' },
    ])
  })

  it('leaves out the signs of writing and pictures', () => {
    expect(plain('**Read** `it` in [the page](x.md) ![picture](y.png)')).toBe('Read it in the page')
  })

  it('has every chapter as a text, in Chinese where there is a Chinese edition', async () => {
    expect(chapters()).toContain('dispatcher')
    for (const chapter of chapters()) expect(blocksOf(await readChapter(chapter, 'en')).length, chapter).toBeGreaterThan(3)
    expect(await readChapter('dispatcher', 'zh-CN')).toMatch(/[\u3400-\u9fff]{4}/)
  })
})
