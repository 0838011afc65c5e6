/** Puts the script that asks for the first answers at the head of the page, before all others. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

import type { Plugin } from 'vite'

const SOURCE = fileURLToPath(new URL('./first-answers.js', import.meta.url))
export const NAME = 'first-answers'

/** Return the plugin: a file of its own in the build, for the service lets no script stand in a page; in the page while developing. */
export function firstAnswers(): Plugin {
  const source = () => readFileSync(SOURCE, 'utf8')
  let builds = false
  return {
    name: NAME,
    configResolved(config) {
      builds = config.command === 'build'
    },
    buildStart() {
      if (builds) this.emitFile({ type: 'asset', name: `${NAME}.js`, source: source() })
    },
    transformIndexHtml: {
      order: 'post', // before the build there is no file to name
      handler: (_html, { bundle }) => {
        const file = Object.keys(bundle ?? {}).find((name) => name.includes(NAME))
        return [{ tag: 'script', injectTo: 'head-prepend', ...(file ? { attrs: { src: `/${file}` } } : { children: source() }) }]
      },
    },
  }
}
