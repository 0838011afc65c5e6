/** Element Plus by need: each screen brings the components its template names; the styles of all that are named come first. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import type { Plugin } from 'vite'

/** What the page imports: the styles of the components in use, before our own, so that ours have the last word. */
const STYLES = 'virtual:element-styles'
/** Called from scripts instead of being named in a template. */
const CALLED = ['base', 'loading', 'message', 'message-box']

const TAG = /<el-([a-z-]+)/g
const COMPONENT = /_resolveComponent\("el-([a-z-]+)"\)/g
const LOADING = /_resolveDirective\("loading"\)/g

const nameOf = (kebab: string): string => `El-${kebab}`.replace(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase())

function inTemplates(folder: string): Set<string> {
  const found = new Set(CALLED)
  for (const name of readdirSync(folder, { recursive: true }) as string[]) {
    if (!name.endsWith('.vue')) continue
    for (const [, kebab] of readFileSync(join(folder, name), 'utf8').matchAll(TAG)) found.add(kebab!)
  }
  return found
}

export function elementsByNeed(): Plugin {
  let folder = ''
  return {
    name: 'elements-by-need',
    enforce: 'post',
    configResolved(config) {
      folder = resolve(config.root, 'src')
    },
    resolveId: (id) => (id === STYLES ? `\0${STYLES}` : null),
    load: (id) =>
      id === `\0${STYLES}` ? [...inTemplates(folder)].sort().map((one) => `import 'element-plus/es/components/${one}/style/css'`).join('\n') : null,
    transform(code, id) {
      if (!id.includes('.vue') || id.includes('type=style')) return null
      const wanted = new Set<string>()
      const bring = (name: string): string => {
        wanted.add(name)
        return `__${name}`
      }
      const written = code.replace(COMPONENT, (_all, kebab: string) => bring(nameOf(kebab))).replace(LOADING, () => bring('ElLoadingDirective'))
      if (!wanted.size) return null
      const names = [...wanted].map((name) => `${name} as __${name}`).join(', ')
      return { code: `import { ${names} } from 'element-plus'\n${written}`, map: null }
    },
  }
}
