/** The built page on the loopback, and a browser to open it with: what `npm run size` and `npm run bench -- --page` share. */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

export function build(...args) {
  const done = spawnSync('npx', ['vite', 'build', '--logLevel', 'error', '--outDir', ...args], {
    cwd: root,
    encoding: 'utf8',
  })
  if (done.status === 0) return
  console.error(done.stderr || done.stdout)
  process.exit(1)
}

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

/** Gzipped, as any server of static files has it. */
export async function serve(folder) {
  const packed = new Map()
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://here').pathname.slice(1) || 'index.html'
    const file = join(folder, name)
    if (!existsSync(file)) return response.writeHead(404).end()
    if (!packed.has(name)) packed.set(name, gzipSync(readFileSync(file)))
    const type = types[extname(name)] ?? 'application/octet-stream'
    response.writeHead(200, { 'Content-Type': type, 'Content-Encoding': 'gzip' })
    return response.end(packed.get(name))
  })
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

const systems = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export const launch = () => {
  const executablePath = systems.find((path) => existsSync(path))
  return chromium.launch({ ...(executablePath && { executablePath }), args: ['--no-sandbox'] })
}

/** A tab whose page shows that scenario; `thrifty` as a visitor who asks to save data, for whom nothing is fetched beforehand. */
export async function tabOf(browser, scenario, { thrifty = false } = {}) {
  const view = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'en' })
  const tab = await view.newPage()
  await tab.addInitScript(
    ([slug, save]) => {
      if (save) Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
      new MutationObserver((_changes, parsed) => {
        const whale = document.querySelector('glass-whale')
        if (!whale) return
        parsed.disconnect()
        whale.setAttribute('scenario', slug)
      }).observe(document, { childList: true, subtree: true })
    },
    [scenario, thrifty],
  )
  return tab
}

export const judged = (value, [wanted, most], unit) =>
  value <= wanted ? 'within' : value <= most ? `over the wanted ${wanted} ${unit}` : `OVER the limit ${most} ${unit}`
