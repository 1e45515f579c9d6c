import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'
import { recorded } from './recorded'

const { cases, files } = recorded('node.json', (i) => `js/${i}.js`)

const desk = openDesk({ seed: 1, files, trace: false })
const run = (cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 240e6 })[0]

describe('node', () => {
  run('docker pull -q node:lts-alpine; docker run -d --name js -v /js:/js -w /js node:lts-alpine sleep 1000')
  for (const [i, { source, ...said }] of cases.entries())
    it(`[LG-11] as the real one: ${source.slice(0, 50).replace(/\n/g, '⏎')}`, () => {
      const { stdout, stderr, exit } = run(`docker exec js node ${i}.js`)
      expect({ stdout, stderr, status: exit }).toEqual(said)
    })
  it('[LG-4] what lies beyond the part that is played is said in one line', () => {
    expect(run('docker exec js node -e \'require("child_process")\'')).toMatchObject({
      exit: 1,
      stderr: 'glasswhale: node: the module child_process is not simulated\n',
    })
    expect(run("docker exec js node -e 'async function* g() {}'")).toMatchObject({
      exit: 1,
      stderr: 'glasswhale: node: async function* is not simulated (line 1)\n',
    })
  })
  it('[LG-20] a program asks another container, by fetch and by http.get, and ends by its own handler of SIGTERM', () => {
    const server = [
      'const http = require("http")',
      'const server = http.createServer((req, res) => {',
      '  const url = new URL(req.url, `http://${req.headers.host}`)',
      '  let body = ""',
      '  req.on("data", (part) => { body += part })',
      '  req.on("end", () => {',
      '    res.setHeader("X-Own", "yes")',
      '    res.end(JSON.stringify({ path: url.pathname, q: url.searchParams.get("q"), body }))',
      '  })',
      '})',
      'server.listen(3000)',
      'process.on("SIGTERM", () => server.close(() => { console.log("closed"); process.exit(0) }))',
    ]
    const client = [
      'const http = require("http")',
      'async function main() {',
      '  const got = await fetch("http://api:3000/a?q=1")',
      '  console.log(got.status, got.headers.get("x-own"), await got.json())',
      '  const sent = await fetch("http://api:3000/b", { method: "POST", body: JSON.stringify([1]) })',
      '  console.log((await sent.json()).body)',
      '  await fetch("http://nobody:1/").catch((fault) => console.log(fault.message, fault.cause.code))',
      '  http.get("http://api:1/", () => {}).on("error", (fault) => console.log(fault.code))',
      '  http.get("http://api:3000/c", (res) => res.on("data", (part) => console.log(res.statusCode, String(part))))',
      '}',
      'main()',
    ]
    const written = (file: string, lines: readonly string[]) =>
      run(`printf '%s\\n' ${lines.map((line) => `'${line}'`).join(' ')} > ~/api/${file}`)
    run('mkdir -p ~/api; docker network create n')
    written('server.js', server)
    written('client.js', client)
    run('docker run -d --name api --network n -v ~/api:/api node:lts-alpine node /api/server.js; sleep 1')
    const said = run('docker run --rm --network n -v ~/api:/api node:lts-alpine node /api/client.js')
    expect(said.stdout.split('\n')).toEqual([
      "200 yes { path: '/a', q: '1', body: '' }",
      '[1]',
      'fetch failed ENOTFOUND',
      'ECONNREFUSED',
      '200 {"path":"/c","q":null,"body":""}',
      '',
    ])
    expect(run("docker stop api; docker logs api; docker inspect -f '{{.State.ExitCode}}' api").stdout).toBe(
      'api\nclosed\n0\n',
    )
  })
  it('[LG-7] the to-do list of the first tutorial keeps its items in a volume', () => {
    run('git clone -q https://github.com/docker/getting-started-app.git; cd getting-started-app')
    run(
      `printf '%s\\n' 'FROM node:lts-alpine' 'WORKDIR /app' 'COPY . .' 'RUN yarn install --production' 'CMD ["node", "src/index.js"]' > Dockerfile; docker build -qt todo .`,
    )
    const start = 'docker run -d --name todo -p 3000:3000 -v todo-db:/etc/todos todo; sleep 2'
    run(start)
    const post = `curl -s -H 'Content-Type: application/json' -d '{"name":"milk"}' localhost:3000/items`
    expect(run(`curl -s localhost:3000/items; ${post}`).stdout).toBe('[]{"id":"1","name":"milk","completed":false}')
    expect(run('docker logs todo').stdout).toBe('Using file database at /etc/todos/todo.db\nListening on port 3000\n')
    run(`docker rm -f todo; ${start}`)
    expect(run('curl -s localhost:3000/items').stdout).toBe('[{"id":"1","name":"milk","completed":false}]')
    expect(run('curl -s localhost:3000 | head -1').stdout).toBe('<!DOCTYPE html>\n')
  })
})
