import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { DARK, LIGHT, sheetGroups, sheetPage, sheetPicture } from '../../scripts/symbolSheet'

const docs = resolve(__dirname, '../../../docs')

describe('the sheet of symbols', () => {
  it('is in the documents as the map draws it: npm run symbols', () => {
    expect(readFileSync(resolve(docs, 'symbols.md'), 'utf8')).toBe(sheetPage())
    expect(readFileSync(resolve(docs, 'pictures/symbols.svg'), 'utf8')).toBe(sheetPicture(LIGHT))
    expect(readFileSync(resolve(docs, 'pictures/symbols-dark.svg'), 'utf8')).toBe(sheetPicture(DARK))
  })

  it('names every mark in both languages', () => {
    for (const { rows } of sheetGroups()) expect(rows.filter((row) => !row.zh || !row.en)).toEqual([])
  })
})
