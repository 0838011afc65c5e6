/** Every text file of the build also compressed, once and as well as can be: the service sends what a browser takes. */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

import type { Plugin } from 'vite'

const TEXT = /\.(js|css|html|svg|json|webmanifest)$/
const SMALLEST_BYTES = 1_000

/** Return the plugin that writes `NAME.gz` and `NAME.br` beside each file worth it. */
export function compressedFiles(): Plugin {
  let folder = ''
  return {
    name: 'compressed-files',
    apply: 'build',
    configResolved(config) {
      folder = resolve(config.root, config.build.outDir)
    },
    closeBundle() {
      if (!existsSync(folder)) return // the build failed, and says why itself
      for (const name of readdirSync(folder, { recursive: true }) as string[]) compress(join(folder, name))
    },
  }
}

function compress(path: string): void {
  if (!TEXT.test(path) || statSync(path).size < SMALLEST_BYTES) return
  const bytes = readFileSync(path)
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}
