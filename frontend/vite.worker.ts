/** Writes the service worker of the field page with the names of exactly the files that page needs. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { Plugin } from 'vite'

import { NAME as FIRST } from './vite.answers.ts'

const SOURCE = fileURLToPath(new URL('./field-worker.js', import.meta.url))
/** What the page loads by itself once it is open: itself, its start without a net, the words of both languages, the frame of an exercise. */
const LATER = /\/src\/(field\/|app\/locales\/(pages\.)?(zh-CN|en)\.ts|app\/(SignIn|ExerciseFrame)\.vue)/
const ALWAYS = ['/field', '/icon.svg', '/manifest.webmanifest', '/icon-192.png']

interface Chunk {
  type: 'chunk'
  isEntry: boolean
  facadeModuleId: string | null
  moduleIds?: string[]
  imports: string[]
  dynamicImports: string[]
  viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> }
}
type Bundle = Record<string, Chunk | { type: 'asset' }>

/** Return the files that the entry and what the field page loads later need, each once. */
export function filesOf(bundle: Bundle): string[] {
  const found = new Set<string>()
  const take = (name: string): void => {
    const chunk = bundle[name]
    if (found.has(name) || chunk?.type !== 'chunk') return
    found.add(name)
    for (const css of chunk.viteMetadata?.importedCss ?? []) found.add(css)
    for (const asset of chunk.viteMetadata?.importedAssets ?? []) found.add(asset)
    chunk.imports.forEach(take)
    for (const later of chunk.dynamicImports) if (isWanted(bundle[later])) take(later)
  }
  for (const [name, chunk] of Object.entries(bundle)) if (chunk.type === 'chunk' && chunk.isEntry) take(name)
  return [...found].sort().map((name) => `/${name}`)
}

function isWanted(chunk: Bundle[string] | undefined): boolean {
  return chunk?.type === 'chunk' && [chunk.facadeModuleId ?? '', ...(chunk.moduleIds ?? [])].some((id) => LATER.test(id.replaceAll('\\', '/')))
}

/** Return the plugin that emits `field-worker.js`. */
export function fieldWorker(): Plugin {
  return {
    name: 'field-worker',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const beginning = Object.keys(bundle).filter((name) => name.includes(FIRST)).map((name) => `/${name}`)
      const files = [...ALWAYS, ...beginning, ...filesOf(bundle as unknown as Bundle)]
      const source = readFileSync(SOURCE, 'utf8')
      const version = createHash('sha256').update(source).update(files.join()).digest('hex').slice(0, 16)
      this.emitFile({ type: 'asset', fileName: 'field-worker.js', source: source.replace('__VERSION__', version).replace('__FILES__', JSON.stringify(files)) })
    },
  }
}
