import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

const SOURCE = resolve(__dirname, '..')
const MOVES = /\.(?:fit|animate|setCenter|setZoom|setResolution)\(/

/** Who may move a map, and on whose word. */
const ALLOWED = new Map([
  ['map/moves.ts', 'buttons, keys, what was asked to be shown, following'],
  ['wall/WallMap.vue', 'one fixed region, put in sight again when the screen changes its size'],
  ['grid/LotMap.vue', 'its own small map, by its button'],
])

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : /\.(vue|ts)$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [join(folder, entry.name)] : [])
}

describe('the map', () => {
  it('is moved by nothing but what is named here', () => {
    const movers = files(SOURCE).filter((file) => {
      const text = readFileSync(file, 'utf8')
      return /getView\(\)|ol\/View/.test(text) && MOVES.test(text)
    })
    const names = movers.map((file) => relative(SOURCE, file)).filter((name) => !name.endsWith('FieldMap.vue'))
    expect(names.filter((name) => !ALLOWED.has(name))).toEqual([])
  })
})
