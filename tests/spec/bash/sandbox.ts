import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FakeKernel } from './fake-sys'

/** One directory of files, given to a real shell on disk and to ours in memory; what each says, made comparable. */
const files: Readonly<Record<string, string>> = {
  'in.txt': 'line one\nline two\n',
  'b.txt': 'b\n',
  'a.md': '',
  'd/x': 'x',
  'd/y': 'y',
  '.hidden': '',
  'lib.sh': 'libvar=lib$1\nlibf() { echo libf $libvar; }\n',
  'run.sh': '#!/bin/bash\necho run $# $1 $0\nnosuch\nexit 4\n',
  'bad.sh': 'echo before\nif true; then\n  echo x )\nfi\n',
  plain: 'echo plain $1\n',
  'err.sh': 'echo $((1/0)); echo same\necho next\nreadonly r=1\nr=2\necho last\n${x y}\nset -u\necho $zz\necho never\n',
  badint: '#!/no/such\n',
}
const executable = ['run.sh', 'plain', 'badint']

export interface Said {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

export function real(shell: string, args: readonly string[], argv0: string): Said {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'gw-shell-')))
  mkdirSync(join(dir, 'd'))
  for (const [name, data] of Object.entries(files)) writeFileSync(join(dir, name), data)
  for (const name of executable) chmodSync(join(dir, name), 0o755)
  const env = { PATH: '/usr/bin:/bin', HOME: '/home', PWD: dir, LC_ALL: 'C.UTF-8' }
  const run = spawnSync(shell, [...args], { argv0, cwd: dir, env, timeout: 10_000, stdio: ['ignore', 'pipe', 'pipe'] })
  rmSync(dir, { recursive: true })
  const killed = { SIGKILL: 137, SIGTERM: 143, SIGINT: 130 }
  const clean = (bytes: Buffer) => bytes.toString('utf8').replaceAll(dir, '/home/w')
  return normal({
    stdout: clean(run.stdout),
    stderr: clean(run.stderr),
    status: run.status ?? killed[run.signal as 'SIGKILL'] ?? -1,
  })
}

export function ours(argv: readonly string[], exe?: string): Said {
  const kernel = new FakeKernel({ cwd: '/home/w', env: { LC_ALL: 'C.UTF-8' }, ...(exe === undefined ? {} : { exe }) })
  kernel.make('/home/w/d', 'dir', '', 0o755)
  for (const [name, data] of Object.entries(files))
    kernel.make(`/home/w/${name}`, 'file', data, executable.includes(name) ? 0o755 : 0o644)
  const { stdout, stderr, status } = kernel.run(argv)
  const clean = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8')
  return normal({ stdout: clean(stdout), stderr: clean(stderr), status })
}

/** What differs by nature: process numbers, and the path under which a program complains. */
const normal = (said: Said): Said => ({
  ...said,
  stderr: said.stderr.replace(/: +\d+ (Killed|Terminated)/g, ': PID $1').replace(/^\/usr\/bin\//gm, ''),
})
