import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/base/bytes'
import { openDesk, perform } from '../../../src/node/desk'

interface Case {
  readonly source: string
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

const { cases } = JSON.parse(readFileSync('tests/spec/programs/node.json', 'utf8')) as { cases: readonly Case[] }

const files = cases.map(({ source }, i) => ({
  type: 'file' as const,
  path: `js/${i}.js`,
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 1,
  data: utf8(source),
  size: utf8(source).length,
}))

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
    expect(run("docker exec js node -e 'function* g() {}'")).toMatchObject({
      exit: 1,
      stderr: 'glasswhale: node: function* is not simulated (line 1)\n',
    })
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
