import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, it } from 'vitest'

import { wordsOf } from './both'

const en = wordsOf('en')
const zhCN = wordsOf('zh-CN')

function keysOf(node: object, prefix = ''): string[] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? keysOf(value as object, `${prefix}${key}.`) : [`${prefix}${key}`])
}

function textOf(node: object, key: string): string {
  return key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], node) as string
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : /\.(vue|ts)$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [join(folder, entry.name)] : [])
}

describe('the message catalogues', () => {
  const keys = keysOf(zhCN)

  it('hold the same keys in both languages', () => {
    expect(keysOf(en).sort()).toEqual([...keys].sort())
  })

  it('name the same facts in both languages', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
    const differing = keys.filter((key) => names(textOf(zhCN, key)).join() !== names(textOf(en, key)).join())
    expect(differing).toEqual([])
  })

  it('hold every key that a screen asks for by name', () => {
    const known = new Set(keys)
    const asked = sources(resolve(__dirname, '../..')).flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\$?\bt\('([a-zA-Z0-9_.]+)'/g)].map((match) => match[1]!))
    expect(asked.length).toBeGreaterThan(200)
    expect(asked.filter((key) => !known.has(key))).toEqual([])
  })
})
