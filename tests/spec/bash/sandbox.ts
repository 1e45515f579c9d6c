import { spawn, type SpawnOptions } from 'node:child_process'
import { mkdir, realpath, rm, writeFile } from 'node:fs/promises'
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

let dirs = 0

/** Runs a snippet in a real shell, in a fresh directory of its own, whose name holds nothing that a snippet looks for. */
export async function real(shell: string, args: readonly string[], argv0: string): Promise<Said> {
  const dir = join(await realpath(tmpdir()), `gw-shell-${process.pid}-${dirs++}`)
  await mkdir(join(dir, 'd'), { recursive: true })
  await Promise.all(
    Object.entries(files).map(([name, data]) =>
      writeFile(join(dir, name), data, { mode: executable.includes(name) ? 0o755 : 0o644 }),
    ),
  )
  const env = { PATH: '/usr/bin:/bin', HOME: '/home', PWD: dir, LC_ALL: 'C.UTF-8' }
  const said = await spawned(shell, args, { argv0, cwd: dir, env, timeout: 10_000 })
  await rm(dir, { recursive: true })
  const clean = (words: string) => words.replaceAll(dir, '/home/w')
  return normal({ ...said, stdout: clean(said.stdout), stderr: clean(said.stderr) })
}

const killed = { SIGKILL: 137, SIGTERM: 143, SIGINT: 130 }

function spawned(shell: string, args: readonly string[], options: SpawnOptions): Promise<Said> {
  return new Promise((done, failed) => {
    const child = spawn(shell, [...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
    const [out, err]: [Buffer[], Buffer[]] = [[], []]
    child.stdout?.on('data', (data: Buffer) => out.push(data))
    child.stderr?.on('data', (data: Buffer) => err.push(data))
    child.on('error', failed)
    child.on('close', (code, signal) =>
      done({
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8'),
        status: code ?? killed[signal as 'SIGKILL'] ?? -1,
      }),
    )
  })
}

/** What a real shell says to each snippet; several run at a time, most of which only wait. */
export async function allReal(
  snippets: readonly string[],
  run: (snippet: string) => Promise<Said>,
): Promise<ReadonlyMap<string, Said>> {
  const said = new Map<string, Said>()
  const left = [...snippets]
  const worker = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) said.set(next, await run(next))
  }
  await Promise.all(Array.from({ length: 6 }, worker))
  return said
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

/** What differs by nature: process numbers, measured times, and the path under which a program complains. */
const normal = (said: Said): Said => ({
  ...said,
  stderr: said.stderr
    .replace(/: +\d+ (Killed|Terminated)/g, ': PID $1')
    .replace(/^\/usr\/bin\//gm, '')
    .replace(/\d+m\d+\.\d{3}s/g, 'TIME'),
})
