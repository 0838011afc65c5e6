import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

import { parse as parseTemplate, type ElementNode, NodeTypes, type TemplateChildNode } from '@vue/compiler-dom'
import { parse as parseFile } from '@vue/compiler-sfc'
import { describe, expect, it } from 'vitest'

import { wordsOf } from './both'

const en = wordsOf('en')
const zhCN = wordsOf('zh-CN')

const SOURCE = resolve(__dirname, '../..')
const CHINESE = /[\u3400-\u9fff]/
const LETTERS = /[A-Za-z]{2,}|[\u3400-\u9fff]/

/** The same in both languages: proper names, formats, units, and text made of values and signs alone. */
const PROPER = /^(?:[A-Z0-9][A-Za-z0-9-]*|kg|km²|mg|m³|min|xlsx|csv|(?:Ctrl|Shift|Alt)\+.+)$/

/** Sentences that stay English in Chinese text. */
const ENGLISH = /[A-Za-z]{2,} [a-z]{2,} [a-z]{2,} [a-z]{2,}/
/** The words for one and for several of something that is counted. */
const COUNTED = /\{(\w+)\|[^|{}]*\|[^|{}]*\}/g
/** A number, and one or several words of which the last looks like more than one. */
const SEVERAL = /\{(\w+)\} ((?:[a-z-]+ ){0,2}(?:[a-z]{2,}s|people))\b/g
/** Numbers that are names, and names: nothing is counted by them. */
const NO_COUNT = /^(?:number|name|who|what|item|team|road|asked|from|provider|list|time|batch|held)$/
/** Words after a count that stay as they are. */
const ANY_COUNT = new Set(['less', 'of this', 'in boxes', 'bases and depots'])
const COMMANDS = /\.\/muster [a-z ]+/g

/** Chinese in English text: what is typed, and the name a language gives itself. */
const CHINESE_IN_ENGLISH = new Set(['place.noneHelp', 'survey.zh'])

/** Text that is no word of the interface, and why. */
const NO_WORDS = new Map([
  ['api/problem.ts', 'said before a catalogue has come'],
  ['command/verbs.ts', 'words that are typed, in both languages'],
  ['command/complete.ts', 'words that are typed, in both languages'],
  ['command/line.ts', 'words that are typed, in both languages'],
  ['command/names.ts', 'words that are typed, in both languages'],
  ['command/pinyin.ts', 'the characters at which the letters of pinyin begin'],
  ['places/kinds.ts', 'signs of the map'],
  ['places/MilestoneImport.vue', 'an example of a file'],
  ['importing/columns.ts', 'names of sheets in the service’s workbooks'],
  ['requisition/RequisitionForm.vue', 'a unit that goes on the paper'],
  ['wall/lunar.ts', 'days as the Chinese calendar numbers them'],
  ['wall/figures.ts', 'put into text that people wrote'],
  ['tokens/TokenSecret.vue', 'a header of HTTP'],
])
const NAMES = new Set(['中', 'EN', '中文', 'English'])

function leaves(node: object, prefix = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'object' && value !== null) for (const [name, text] of leaves(value as object, `${prefix}${key}.`)) found.set(name, text)
    else found.set(`${prefix}${key}`, String(value))
  }
  return found
}

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name === 'locales' ? [] : files(join(folder, entry.name))
    const counts = /\.(vue|ts)$/.test(entry.name) && !/\.test\.ts$|schema\.d\.ts$/.test(entry.name)
    return counts ? [join(folder, entry.name)] : []
  })
}

/** Whether a text is the same in every language: names, units and values. */
function isProper(text: string): boolean {
  const words = text.replace(/\{\w+\}/g, ' ').split(/[\s·/→“”()（），、:]+/).filter((word) => LETTERS.test(word))
  return words.every((word) => PROPER.test(word) && !CHINESE.test(word))
}

const chinese = leaves(zhCN)
const english = leaves(en)
const code = new Map(files(SOURCE).map((file) => [relative(SOURCE, file), readFileSync(file, 'utf8')]))

/** Remarks say nothing to a reader of the screen. */
function withoutRemarks(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/<!--[\s\S]*?-->/g, '').replace(/(^|\s)\/\/.*$/gm, '')
}

/** Every literal that looks like a key, and every beginning of a key that is put together. */
function keysNamed(): { whole: Set<string>; begun: Set<string>; anywhere: string } {
  const whole = new Set<string>()
  const begun = new Set<string>()
  const anywhere = [...code.values()].map(withoutRemarks).join('\n')
  for (const [, key] of anywhere.matchAll(/['"`]([a-zA-Z]\w*(?:\.[\w-]+)+)['"`]/g)) whole.add(key!)
  for (const [, start] of anywhere.matchAll(/[`'"]([a-zA-Z]\w*(?:\.[\w-]+)*\.[\w-]*)(?:\$\{|['"`] ?\+)/g)) begun.add(start!)
  for (const [, group] of anywhere.matchAll(/\bcoded\('(\w+(?:\.\w+)*)'/g)) begun.add(`${group}.`)
  return { whole, begun, anywhere }
}

/** The text that a template shows as it stands, and its attributes that are read aloud or shown. */
function textOfTemplate(file: string): string[] {
  const template = parseFile(code.get(file)!).descriptor.template
  if (!template) return []
  const found: string[] = []
  const walk = (node: TemplateChildNode | ElementNode): void => {
    if (node.type === NodeTypes.TEXT) found.push(node.content.trim())
    if (node.type === NodeTypes.INTERPOLATION) found.push(...literals(node.content.loc.source))
    if (node.type !== NodeTypes.ELEMENT) return
    for (const prop of node.props) {
      if (prop.type === NodeTypes.ATTRIBUTE && /^(title|placeholder|aria-label|alt|label|content|description)$/.test(prop.name)) found.push(prop.value?.content ?? '')
      if (prop.type === NodeTypes.DIRECTIVE && prop.exp) found.push(...literals(prop.exp.loc.source))
    }
    node.children.forEach(walk)
  }
  parseTemplate(template.content).children.forEach(walk)
  return found.filter((text) => LETTERS.test(text) && !NAMES.has(text) && !isProper(text))
}

function literals(source: string): string[] {
  return [...source.matchAll(/'([^']*)'|"([^"]*)"|`([^`]*)`/g)].map((match) => match[1] ?? match[2] ?? match[3] ?? '').filter((text) => CHINESE.test(text))
}

describe('the words on the screens', () => {
  it('are in the catalogue wherever a screen names a key, whole or put together', () => {
    const groups = new Set([...chinese.keys()].map((key) => key.split('.')[0]!))
    const known = new Set(chinese.keys())
    const nodes = new Set([...known].flatMap((key) => key.split('.').map((_, n, parts) => parts.slice(0, n + 1).join('.'))))
    const { begun, anywhere } = keysNamed()
    const asked = [...anywhere.matchAll(/\b(?:t|te|tm)\(\s*'([\w.-]+)'/g), ...anywhere.matchAll(/(?:label|title|words?|key|text): '([a-z]\w*(?:\.\w+)+)'/g)].map((match) => match[1]!)
    const absent = asked.filter((key) => groups.has(key.split('.')[0]!) ? !nodes.has(key) : !key.includes('.'))
    const astray = [...begun].filter((start) => groups.has(start.split('.')[0]!) && ![...known].some((key) => key.startsWith(start)))
    expect([...new Set([...absent, ...astray])]).toEqual([])
  })

  it('are all used by a screen', () => {
    const { whole, begun, anywhere } = keysNamed()
    const starts = [...begun]
    const groups = [...anywhere.matchAll(/\$\{(?:\w+|props\.\w+)\}\.([\w.]+)/g)].map((match) => match[1]!)
    const unused = [...chinese.keys()].filter((key) => {
      if (whole.has(key) || starts.some((start) => key.startsWith(start))) return false
      return !groups.some((end) => key.endsWith(`.${end}`))
    })
    expect(unused).toEqual([])
  })

  it('hold no bar but in braces: quoted, or between the words for one and for several', () => {
    const cut = [...chinese, ...english].filter(([, text]) => text.replaceAll("{'|'}", '').replace(COUNTED, '').includes('|')).map(([key]) => key)
    expect(cut).toEqual([])
  })

  it('say one of a thing otherwise than several of it, in English', () => {
    const numbered = /(?:proposal|edition|test|inject|box|order|report|request|agreement) $/i
    const found = [...english].flatMap(([key, text]) => [...text.matchAll(SEVERAL)].filter(([, name, words]) => !NO_COUNT.test(name!) && !ANY_COUNT.has(words!)).filter((one) => !numbered.test(text.slice(0, one.index))).map(([all]) => `${key}: ${all}`))
    const evasive = [...english].filter(([, text]) => /[a-z]\(e?s\)/.test(text)).map(([key]) => key)
    expect({ found, evasive }).toEqual({ found: [], evasive: [] })
  })

  it('hold no Chinese in English, and no English sentence in Chinese', () => {
    const chineseInEnglish = [...english].filter(([key, text]) => CHINESE.test(text) && !CHINESE_IN_ENGLISH.has(key)).map(([key, text]) => `${key}: ${text}`)
    const englishInChinese = [...chinese].filter(([, text]) => ENGLISH.test(text.replace(COMMANDS, ''))).map(([key, text]) => `${key}: ${text}`)
    const same = [...chinese].filter(([key, text]) => text === english.get(key) && !NAMES.has(text) && !isProper(text)).map(([key, text]) => `${key}: ${text}`)
    const empty = [...chinese, ...english].filter(([, text]) => text === '').map(([key]) => key)
    expect({ chineseInEnglish, englishInChinese, same, empty }).toEqual({ chineseInEnglish: [], englishInChinese: [], same: [], empty: [] })
  })

  it('take the same values and have the same forms in both languages', () => {
    const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort().join()
    const differing = [...chinese].filter(([key, text]) => names(text) !== names(english.get(key) ?? '')).map(([key]) => key)
    const links = [...chinese, ...english].filter(([, text]) => /(^|\s)@[.:a-z]|\{\s|\s\}|\{\}/.test(text)).map(([key]) => key)
    const braces = [...chinese, ...english].filter(([, text]) => /[{}]/.test(text.replace(/\{(?:\w+|'[^']*')\}/g, '').replace(COUNTED, ''))).map(([key]) => key)
    expect({ differing, links, braces }).toEqual({ differing: [], links: [], braces: [] })
  })

  it('stand in the catalogue and not in a template or a script', () => {
    const hard: string[] = []
    for (const [file, text] of code) {
      if (NO_WORDS.has(file)) continue
      if (file.endsWith('.vue')) hard.push(...textOfTemplate(file).map((found) => `${file}: ${found}`))
      const script = file.endsWith('.vue') ? [parseFile(text).descriptor.scriptSetup?.content, parseFile(text).descriptor.script?.content].join('\n') : text
      hard.push(...literals(withoutRemarks(script)).filter((found) => !NAMES.has(found)).map((found) => `${file}: ${found}`))
    }
    expect(hard).toEqual([])
  })
})
