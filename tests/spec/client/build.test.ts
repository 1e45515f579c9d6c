import { describe, expect, it } from 'vitest'
import type { Bytes } from '../../../src/base/bytes'
import { compilePatterns, excluded, readPatterns, wanted } from '../../../src/sim/client/build/ignore'
import { contextFiles } from '../../../src/sim/client/build/context'
import { drawTty, ttyBegin } from '../../../src/sim/client/progress/build-tty'
import { heardStatus, noTrace } from '../../../src/sim/client/progress/build-trace'
import type { Sys } from '../../../src/sim/wire/sys'
import { run, type Row } from './fake-sys'

const second = 1_000_000
const vertex = (digest: string, name: string, at: number, end?: number, more: object = {}) => ({
  digest,
  name,
  started: at * second,
  ...(end === undefined ? {} : { completed: end * second }),
  ...more,
})
const frame = (document: unknown): readonly ['raw', string] => ['raw', JSON.stringify(document)]
const status = (stream: unknown) => frame({ call: 2, stream })

const files = { '/root/app/Dockerfile': 'FROM alpine\nRUN echo a; exit 3\n', '/root/app/a.txt': 'a' }

const answering = (frames: readonly (readonly ['raw', string])[]): readonly Row[] => [
  { method: 'POST', path: '/grpc', stream: frames, after: /session/ },
  { method: 'POST', path: '/session', stream: [] },
]

const built = answering([
  status({ vertexes: [vertex('a', '[internal] load build definition from Dockerfile', 1)] }),
  status({
    statuses: [
      {
        vertex: 'a',
        id: 'transferring dockerfile:',
        current: 262,
        total: 0,
        started: second,
        completed: second,
        timestamp: second,
      },
    ],
  }),
  status({ vertexes: [vertex('a', '[internal] load build definition from Dockerfile', 1, 1)] }),
  status({ vertexes: [vertex('b', '[1/2] FROM docker.io/library/alpine:3.19', 1, 1)] }),
  status({ vertexes: [vertex('c', '[2/2] RUN echo built', 1)] }),
  status({ logs: [{ vertex: 'c', stream: 1, msg: 'built\nand ', timestamp: 1.12 * second }] }),
  status({ logs: [{ vertex: 'c', stream: 1, msg: 'more\n', timestamp: 1.2 * second }] }),
  status({ vertexes: [vertex('c', '[2/2] RUN echo built', 1, 2.24)] }),
  status({ vertexes: [vertex('d', '[2/2] WORKDIR /app', 3, 3, { cached: true })] }),
  frame({ call: 1, result: { exporterResponse: { 'containerimage.digest': 'sha256:beef' } } }),
])

describe('docker build', () => {
  it('[CL-30] plain progress', () => {
    const ran = run('docker build -t app:1 app', { rows: built, files })
    expect(ran.err).toBe(`#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 262B done
#1 DONE 0.0s

#2 [1/2] FROM docker.io/library/alpine:3.19
#2 DONE 0.0s

#3 [2/2] RUN echo built
#3 0.120 built
#3 0.120 and more
#3 DONE 1.2s

#4 [2/2] WORKDIR /app
#4 CACHED
`)
    expect([ran.out, ran.status, ran.asked]).toEqual(['', 0, ['POST /grpc', 'POST /session']])
  })

  it('[CL-31] -q prints the ID alone; --iidfile keeps it', () => {
    const ran = run('docker build -q --iidfile id app', { rows: built, files })
    expect([ran.out, ran.err, ran.files['/root/id']]).toEqual(['sha256:beef\n', '', 'sha256:beef'])
  })

  it('[CL-32] a failing step is told three times, as BuildKit does', () => {
    const message = 'process "/bin/sh -c echo a; exit 3" did not complete successfully: exit code: 3'
    const rows = answering([
      status({ vertexes: [vertex('c', '[2/2] RUN echo a; exit 3', 1)] }),
      status({ logs: [{ vertex: 'c', stream: 1, msg: 'a\n', timestamp: 1.111 * second }] }),
      status({ vertexes: [vertex('c', '[2/2] RUN echo a; exit 3', 1, 1.2, { error: message })] }),
      frame({
        call: 1,
        error: { code: 'Unknown', message },
        result: {
          excerpt:
            'bad:2\n--------------------\n   1 |     FROM alpine:3.19\n   2 | >>> RUN echo a; exit 3\n   3 |     \n--------------------',
        },
      }),
    ])
    const ran = run('docker build app', { rows, files })
    expect([ran.status, ran.err]).toEqual([
      1,
      `#0 building with "default" instance using docker driver

#1 [2/2] RUN echo a; exit 3
#1 0.111 a
#1 ERROR: ${message}
------
 > [2/2] RUN echo a; exit 3:
0.111 a
------
bad:2
--------------------
   1 |     FROM alpine:3.19
   2 | >>> RUN echo a; exit 3
   3 |     
--------------------
ERROR: failed to solve: ${message}
`,
    ])
  })

  it.each([
    [
      'docker build',
      "ERROR: docker: 'docker buildx build' requires 1 argument\n\nUsage:  docker buildx build [OPTIONS] PATH | URL | -\n\nRun 'docker buildx build --help' for more information\n",
    ],
    ['docker build nosuch', 'ERROR: unable to prepare context: path "nosuch" not found\n'],
    ['docker build app/Dockerfile', 'ERROR: unable to prepare context: path "app/Dockerfile" not found\n'],
    [
      'docker build -t BAD app',
      'ERROR: invalid tag "BAD": invalid reference format: repository name (library/BAD) must be lowercase\n',
    ],
  ])('[CL-33] %s', (line, err) => {
    expect(run(line, { files })).toMatchObject({ status: 1, err, asked: [] })
  })

  it('[CL-34] on a terminal each step is a line, drawn anew over the last drawing', () => {
    const told = heardStatus(noTrace, {
      vertexes: [vertex('a', '[1/2] FROM alpine', 1, 1), vertex('b', '[2/2] RUN make', 1)],
      logs: [{ vertex: 'b', msg: 'cc -c a.c\n', timestamp: 2 * second }],
    })
    const [first, tty] = drawTty(ttyBegin, told, 3 * second, { rows: 24, cols: 40 }, false)
    const plain = first.replace(/\x1b\[[?\d]*[a-zA-Z]/g, '').split('\n')
    expect(plain).toEqual([
      '[+] Building 2.0s (1/2)  docker:default',
      ' => [1/2] FROM alpine              0.0s',
      ' => [2/2] RUN make                 2.0s',
      ` => => # ${'cc -c a.c'.padEnd(30)}`,
      '',
    ])
    expect(
      drawTty(tty, told, 4 * second, { rows: 24, cols: 40 }, false)[0].startsWith(
        '\x1b[1A\x1b[1A\x1b[1A\x1b[1A\x1b[0G',
      ),
    ).toBe(true)
  })
})

describe('[CL-35] .dockerignore', () => {
  const ignores = (content: string, path: string) => excluded(compilePatterns(readPatterns(content)), path)
  it.each([
    ['node_modules', 'node_modules/a/b.js', true],
    ['node_modules', 'src/node_modules/a', false],
    ['**/node_modules', 'src/node_modules/a', true],
    ['*.md', 'README.md', true],
    ['*.md', 'docs/README.md', false],
    ['**/*.md', 'docs/a/README.md', true],
    ['*.md\n!README.md', 'README.md', false],
    ['*.md\n!README*.md\nREADME-secret.md', 'README-secret.md', true],
    ['/build/', 'build/x', true],
    ['# comment\n\n  temp?  ', 'tempa', true],
    ['temp?', 'temp', false],
    ['a/**/c', 'a/c', true],
    ['a/**/c', 'a/b/b/c', true],
    ['*', 'anything', true],
    ['*\n!src', 'src/a', false],
    ['[a-c].txt', 'b.txt', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['./x/../y', 'y', true],
  ])('%j leaves out %s: %s', (content, path, out) => {
    expect(ignores(content, path)).toBe(out)
  })

  it.each([
    [[], 'x', true],
    [['a.txt'], 'a.txt', true],
    [['a.txt'], 'b.txt', false],
    [['src'], 'src/deep/file', true],
    [['src/app'], 'src', true],
    [['*.txt'], 'a.txt', true],
    [['src/*.txt'], 'src/a.txt', true],
    [['src/*.txt'], 'src/a.md', false],
    [['.'], 'anything', true],
  ])('of %j asked for, %s is sent: %s', (follow, path, sent) => {
    expect(wanted(follow as string[], path)).toBe(sent)
  })

  it('brings a directory along for what an exception keeps in it', () => {
    const tree: Record<string, Bytes> = { 'c/docs/keep.md': 'k', 'c/docs/drop.md': 'd', 'c/a': 'a' }
    const names = (dir: string) =>
      [
        ...new Set(
          Object.keys(tree)
            .filter((f) => f.startsWith(`${dir}/`))
            .map((f) => f.slice(dir.length + 1).split('/')[0]!),
        ),
      ].sort()
    const sys = {
      readdir: (dir: string) => names(dir).map((name) => ({ name, kind: 'file' })),
      lstat: (f: string) => ({
        kind: tree[f] === undefined ? 'dir' : 'file',
        mode: 0o644,
        mtime: 0,
        size: tree[f]?.length ?? 0,
      }),
      readFile: (f: string) => tree[f],
    } as unknown as Sys
    expect(contextFiles(sys, 'c', { name: 'context', excludes: ['docs', '!docs/keep.md'] }).map((f) => f.path)).toEqual(
      ['a', 'docs', 'docs/keep.md'],
    )
  })
})
