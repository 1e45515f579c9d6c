import { copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig, type Plugin, type UserConfig } from 'vite'
import { lessons } from './vite.lessons'
import { pieces } from './vite.pieces'

/** The page: relative addresses, so that dist/ can be served from any folder. */
const page: UserConfig = {
  plugins: [pieces('src/ui/player/voyage-source.ts', 130_000)],
  build: { outDir: 'dist', target: 'es2022', modulePreload: { polyfill: false } },
}

/** The embed: one module that holds everything, its types, and an example of two elements side by side. */
const embed: UserConfig = {
  plugins: [beside()],
  build: {
    outDir: 'dist/embed',
    emptyOutDir: true,
    target: 'es2022',
    lib: { entry: 'src/embed/element.ts', formats: ['es'], fileName: () => 'glasswhale.js' },
    rollupOptions: { output: { codeSplitting: false } },
  },
}

function beside(): Plugin {
  return {
    name: 'glasswhale-embed-files',
    closeBundle() {
      mkdirSync('dist/embed', { recursive: true })
      copyFileSync('src/embed/glasswhale.d.ts', 'dist/embed/glasswhale.d.ts')
      copyFileSync('src/embed/example.html', 'dist/embed/example.html')
    },
  }
}

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

export default defineConfig(({ mode }) => {
  const kind = mode === 'embed' ? embed : page
  return {
    base: './',
    define: { __VERSION__: JSON.stringify(version) },
    ...kind,
    plugins: [svelte(), lessons(), ...(kind.plugins ?? [])],
    test: { include: [mode === 'gallery' ? 'tests/browser/shots.ts' : 'tests/**/*.test.ts'] },
  } as UserConfig
})
