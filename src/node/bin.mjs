#!/usr/bin/env node
/**
 * The `glasswhale` command. In a published package it runs the built dist/node/main.js; in a checkout it bundles src/node/main.ts
 * first, whenever a source file is newer than the last bundle, so that the command always is what the sources say.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const published = join(root, 'dist/node/main.js')

const newest = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs), 0)

async function bundled() {
  const sources = ['base', 'sim', 'trace', 'lesson', 'node', 'locale']
    .map((room) => join(root, 'src', room))
    .filter(existsSync)
  const stamp = Math.max(...sources.map(newest))
  const cache = join(root, 'node_modules/.cache/glasswhale')
  const file = join(cache, `${Math.round(stamp)}.mjs`)
  if (existsSync(file)) return file
  const { build } = await import('vite')
  const out = join(cache, `building-${process.pid}`)
  mkdirSync(out, { recursive: true })
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: join(root, 'src/node/main.ts'),
      outDir: out,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'main.mjs', codeSplitting: false } },
    },
    ssr: { noExternal: true },
  })
  renameSync(join(out, 'main.mjs'), file)
  return file
}

// Whoever reads us may stop early (`| head`): that is no error.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1))

const main = existsSync(join(root, 'src/node/main.ts')) ? await bundled() : published
const { glasswhale } = await import(pathToFileURL(main).href)
process.exitCode = await glasswhale(process.argv.slice(2))
