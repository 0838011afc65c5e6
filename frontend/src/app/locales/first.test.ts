import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { wordsOf } from './both'
import core from './zh-CN'

const SOURCE = resolve(__dirname, '../..')
/** What may be open before the words of pages have come: see FIRST_SEEN of the router. */
const FIRST_SEEN = ['app/main.ts', 'app/SignIn.vue', 'desk/PaneWindow.vue', 'field/FieldPage.vue']
/** Beginnings under which only some keys are meant, and those. */
const SOME_OF = new Map([
  ['hazard.', ['isolation', 'protective_action', 'plume', 'flood', 'buffer', 'drawn']],
  ['closure.', ['drawHint', 'editHint', 'markHint', 'openHint']],
  ['survey.', []], // the end of a file's name
])
/** A permission looks like a key; the name of a page that no menu names comes with the page. */
const NOT_FIRST = new Set(['aid.ask', 'score.nav'])

const STATIC = /^(?:import|export) (?!type )(?:[^'";]*? from )?'([^']+)'/gm
/** What is fetched together with the words of pages, or as a page, waits for them. */
const DYNAMIC = /(withWords\(\(\) => |pageWords\(\), (?:await )?|component: \(\) => fetched\(\(\) => )?import\('([^']+)'\)/g

function fileOf(name: string, from: string): string | null {
  const path = name.startsWith('@/') ? join(SOURCE, name.slice(2)) : name.startsWith('.') ? resolve(dirname(from), name) : null
  return path && ([path, `${path}.ts`].find((one) => existsSync(one) && /\.(ts|vue)$/.test(one)) ?? null)
}

/** The texts of all files that are, or may be, there before the words of pages. */
function seenFirst(): Map<string, string> {
  const found = new Map<string, string>()
  const waiting = FIRST_SEEN.map((one) => join(SOURCE, one))
  for (let file = waiting.pop(); file; file = waiting.pop()) {
    if (found.has(file) || file.includes('/locales/')) continue
    const text = readFileSync(file, 'utf8')
    found.set(file, text)
    const named = [...text.matchAll(STATIC)].map((match) => match[1]!)
    const fetched = [...text.matchAll(DYNAMIC)].filter((match) => !match[1]).map((match) => match[2]!)
    for (const name of [...named, ...fetched]) {
      const next = fileOf(name, file)
      if (next) waiting.push(next)
    }
  }
  return found
}

function leaves(node: object, prefix = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) => (typeof value === 'object' && value !== null ? leaves(value as object, `${prefix}${key}.`) : [`${prefix}${key}`]))
}

describe('the words that come first', () => {
  const all = leaves(wordsOf('zh-CN'))
  const first = new Set(leaves(core))
  const files = seenFirst()

  it('hold every key that is asked for before the words of pages come', () => {
    const later = new Set(all.filter((key) => !first.has(key) && !NOT_FIRST.has(key)))
    const missing = [...files].flatMap(([file, text]) => {
      const asked = [...text.matchAll(/['"`]([a-zA-Z]\w*(?:\.[\w-]+)+)['"`]/g)].map((match) => match[1]!)
      return asked.filter((key) => later.has(key)).map((key) => `${relative(SOURCE, file)}: ${key}`)
    })
    expect(files.size).toBeGreaterThan(150)
    expect(missing).toEqual([])
  })

  it('hold every key that is put together before the words of pages come', () => {
    const missing = [...files].flatMap(([file, text]) => {
      const begun = [...text.matchAll(/[`'"]([a-zA-Z]\w*(?:\.[\w-]+)*\.)(?:\$\{|['"`] ?\+)/g)].map((match) => match[1]!)
      const groups = [...text.matchAll(/\bcoded\('(\w+(?:\.\w+)*)'/g)].map((match) => `${match[1]!}.`)
      return [...begun, ...groups].flatMap((start) => {
        const ends = SOME_OF.get(start) ?? all.filter((key) => key.startsWith(start) && !key.slice(start.length).includes('.')).map((key) => key.slice(start.length))
        return ends.filter((end) => !first.has(start + end)).map((end) => `${relative(SOURCE, file)}: ${start}${end}`)
      })
    })
    expect([...new Set(missing)]).toEqual([])
  })
})
