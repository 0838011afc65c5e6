/** Writes the sheet of symbols (docs/symbols.md and its picture) from the strokes that the map draws: `npm run symbols`. */
import { writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

import { runnerImport } from 'vite'

const here = dirname(fileURLToPath(import.meta.url))
const docs = resolve(here, '../../docs')
const { module } = await runnerImport(resolve(here, 'symbolSheet.ts'), { configFile: false, resolve: { alias: { '@': resolve(here, '../src') } } })

await writeFile(resolve(docs, 'symbols.md'), module.sheetPage())
await writeFile(resolve(docs, 'pictures/symbols.svg'), module.sheetPicture(module.LIGHT))
await writeFile(resolve(docs, 'pictures/symbols-dark.svg'), module.sheetPicture(module.DARK))
process.stdout.write('docs/symbols.md, docs/pictures/symbols.svg, docs/pictures/symbols-dark.svg\n')
