/**
 * `npm start`: from a fresh clone to a page that plays. Installs what is missing, builds, serves dist/ on loopback, prints the address.
 */
import { execFileSync } from 'node:child_process'
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const dist = join(root, 'dist')
const run = (command, args) =>
  execFileSync(command, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })

const newest = (dir) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs), 0)

const isStale = () => {
  const page = join(dist, 'index.html')
  return (
    !existsSync(page) || statSync(page).mtimeMs < Math.max(newest(join(root, 'src')), newest(join(root, 'scenarios')))
  )
}

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.png': 'image/png',
  '.md': 'text/markdown; charset=utf-8',
  '.ts': 'text/plain; charset=utf-8',
}

/** Answers files of a folder and nothing else. */
export const serveFolder = (folder) =>
  createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)).replace(
      /^([/\\])+/,
      '',
    )
    const file = join(folder, path === '' || path.endsWith('/') ? `${path}index.html` : path)
    if (!file.startsWith(folder) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('not found\n')
      return
    }
    response.writeHead(200, {
      'Content-Type': types[extname(file)] ?? 'application/octet-stream',
      'Cache-Control': 'no-cache',
    })
    createReadStream(file).pipe(response)
  })

/** Listens on the wished port, or on any free one. */
export const listen = (server, wished) =>
  new Promise((resolve, reject) => {
    server.once('error', (error) =>
      wished !== 0 && error.code === 'EADDRINUSE' ? resolve(listen(server, 0)) : reject(error),
    )
    server.listen(wished, '127.0.0.1', () => resolve(server.address().port))
  })

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!existsSync(join(root, 'node_modules/vite'))) run('npm', ['ci', '--no-audit', '--no-fund'])
  if (isStale()) run('npm', ['run', 'build'])
  const port = await listen(serveFolder(dist), Number(process.env.PORT ?? 4173))
  console.log(`\n  Glasswhale is at  http://localhost:${port}/\n  Ctrl-C stops it.\n`)
}
