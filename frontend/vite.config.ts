/** How the screens are built, served during development and tested. */
import { fileURLToPath } from 'node:url'

import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

import { firstAnswers } from './vite.answers.ts'
import { compressedFiles } from './vite.compressed.ts'
import { elementsByNeed } from './vite.elements.ts'
import { fieldWorker } from './vite.worker.ts'

const backend = process.env.MUSTER_BACKEND ?? 'http://127.0.0.1:8000'

/** What is never used is left out: options instead of setup, tools of developers, a second grammar of messages. */
const LEFT_OUT = { __VUE_I18N_FULL_INSTALL__: false, __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false, __INTLIFY_DROP_MESSAGE_COMPILER__: true }

export default defineConfig(({ command, mode }) => ({
  define: mode === 'test' ? {} : LEFT_OUT,
  plugins: [vue({ features: { optionsAPI: command !== 'build' } }), elementsByNeed(), firstAnswers(), fieldWorker(), compressedFiles()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  build: {
    target: 'chrome109',
    outDir: 'dist',
    chunkSizeWarningLimit: 1200,
    // What the first sight needs travels, and is compiled, as one file instead of seventy.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } } },
  },
  server: {
    host: '127.0.0.1',
    fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] }, // the manual is read from docs/
    port: 5173,
    proxy: { '/api': { target: backend, ws: true } },
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], setupFiles: ['src/app/locales/both.ts'] },
}))
