/** What can be said of the sources without running them: types, lint, format, what nobody uses, walls. `npm run check` runs all of it. */
import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { argv } from 'node:process'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** What a checker remembers of files that have not changed since; nothing of it outlives `npm ci`. */
const cache = join(root, 'node_modules/.cache/checks')
const types = (project, name) => ['tsc', '-p', project, '--incremental', '--tsBuildInfoFile', join(cache, name)]

/** The longest first. */
export const sources = [
  ['format', 'prettier', '--check', '--log-level', 'warn', '--cache', '--cache-location', join(cache, 'format'), '.'],
  ['types of the page', 'svelte-check', '--threshold', 'error', '--output', 'human'],
  ['types of the command and the tests', ...types('tests', 'tests')],
  ['types of the model', ...types('src/sim', 'model')],
  ['use', 'knip'],
  ['lint', 'oxlint'],
]
const walls = ['walls', 'vitest', 'run', 'tests/rooms.test.ts']

/** Runs checks side by side, as many as there are cores; tells how each went as soon as it has ended. Counts those that passed and failed. */
export async function runAll(checks) {
  const left = [...checks]
  const counts = { passed: 0, failed: 0 }
  const lane = async () => {
    for (let check = left.shift(); check !== undefined; check = left.shift()) {
      const { ok, said } = await runOne(check)
      console.log(`${ok ? '✓' : '✗'} ${check[0]}`)
      if (!ok) console.log(said.split('\n').slice(-60).join('\n'))
      counts[ok ? 'passed' : 'failed']++
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
  return counts
}

const runOne = ([, command, ...args]) =>
  new Promise((done) => {
    const child = spawn(join(root, 'node_modules/.bin', command), args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let said = ''
    const heard = (data) => (said += data)
    child.stdout.on('data', heard)
    child.stderr.on('data', heard)
    child.on('error', (fault) => done({ ok: false, said: String(fault) }))
    child.on('close', (code) => done({ ok: code === 0, said }))
  })

if (argv[1] === fileURLToPath(import.meta.url)) {
  const { failed } = await runAll([...sources, walls])
  process.exitCode = failed === 0 ? 0 : 1
}
