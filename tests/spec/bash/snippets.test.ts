import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync, mkdirSync, chmodSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FakeKernel } from './fake-sys'
import { snippets } from './snippets'

/** Each snippet runs in the real bash of this machine and in ours: standard output, standard error and status must be equal. */
const files: Readonly<Record<string, string>> = {
  'in.txt': 'line one\nline two\n', 'b.txt': 'b\n', 'a.md': '', 'd/x': 'x', 'd/y': 'y', '.hidden': '',
  'lib.sh': 'libvar=lib$1\nlibf() { echo libf $libvar; }\n', 'run.sh': '#!/bin/bash\necho run $# $1 $0\nnosuch\nexit 4\n',
  'bad.sh': 'echo before\nif true; then\n  echo x )\nfi\n', plain: 'echo plain $1\n', 'err.sh': 'echo $((1/0)); echo same\necho next\nreadonly r=1\nr=2\necho last\n${x y}\nset -u\necho $zz\necho never\n', badint: '#!/no/such\n',
}
const executable = ['run.sh', 'plain', 'badint']
const hasBash = spawnSync('/bin/bash', ['-c', 'exit 0']).status === 0

function real(snippet: string) {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'gw-bash-')))
  mkdirSync(join(dir, 'd'))
  for (const [name, data] of Object.entries(files)) writeFileSync(join(dir, name), data)
  for (const name of executable) chmodSync(join(dir, name), 0o755)
  const run = spawnSync('/bin/bash', ['-c', snippet], { argv0: 'bash', cwd: dir, env: { PATH: '/usr/bin:/bin', HOME: '/home', PWD: dir, LC_ALL: 'C.UTF-8' }, timeout: 10_000, stdio: ['ignore', 'pipe', 'pipe'] })
  rmSync(dir, { recursive: true })
  const status = run.status ?? 128 + (run.signal === 'SIGKILL' ? 9 : run.signal === 'SIGTERM' ? 15 : run.signal === 'SIGINT' ? 2 : 0)
  const clean = (b: Buffer) => b.toString('utf8').replaceAll(dir, '/home/w')
  return { stdout: clean(run.stdout), stderr: clean(run.stderr), status }
}

function ours(snippet: string) {
  const kernel = new FakeKernel({ cwd: '/home/w', env: { LC_ALL: 'C.UTF-8' } })
  const sys = kernel as unknown as { make(path: string, kind: string, data: string, mode: number): void }
  sys.make('/home/w/d', 'dir', '', 0o755)
  for (const [name, data] of Object.entries(files)) sys.make(`/home/w/${name}`, 'file', data, executable.includes(name) ? 0o755 : 0o644)
  const { stdout, stderr, status } = kernel.run(['bash', '-c', snippet])
  const clean = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8')
  return { stdout: clean(stdout), stderr: clean(stderr), status }
}

/** What differs by nature: pids, and which simulated program complains. */
const normal = (o: { stdout: string; stderr: string; status: number }) => ({
  ...o,
  stderr: o.stderr.replace(/: +\d+ (Killed|Terminated)/g, ': PID $1').replace(/^\/usr\/bin\//gm, ''),
})

describe.skipIf(!hasBash)('the same snippets in real bash and in ours', () => {
  for (const [group, list] of Object.entries(snippets)) {
    describe(`[${group.split(' ')[0]}] ${group.slice(group.indexOf(' ') + 1)}`, () => {
      for (const snippet of list) {
        it(`[${group.split(' ')[0]}] ${JSON.stringify(snippet)}`, () => {
          expect(normal(ours(snippet))).toEqual(normal(real(snippet)))
        })
      }
    })
  }
})
