/**
 * `npm test`: everything, from a fresh clone. Installs what is missing (packages, and on Debian as root Chromium with a Chinese font),
 * then types, walls, lint, unit, golden, scenario, property and browser tests. Ends with one line: N passed, M failed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const run = (command, args, options = {}) => spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })

function install() {
  if (!existsSync(join(root, 'node_modules/vitest'))) run('npm', ['ci', '--no-audit', '--no-fund'])
  const wanted = [
    ['chromium', process.env.CHROMIUM !== undefined || existsSync('/usr/bin/chromium')],
    ['fonts-noto-cjk', existsSync('/usr/share/fonts/opentype/noto')],
    ['busybox-static', existsSync('/bin/busybox') || process.env.BUSYBOX !== undefined],
    ['dash', existsSync('/bin/dash')],
  ]
  const missing = wanted.filter(([, there]) => !there).map(([name]) => name)
  if (missing.length === 0) return
  console.log(`installing ${missing.join(', ')} for the tests`)
  run('apt-get', ['-qq', 'update'], { stdio: 'ignore' })
  run('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...missing], {
    stdio: 'ignore',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}

/** Checks that pass or fail as a whole. */
const checks = [
  ['types of the model', 'npx', ['tsc', '-p', 'src/sim']],
  ['types of the command and the tests', 'npx', ['tsc', '-p', 'tests']],
  ['types of the page', 'npx', ['svelte-check', '--threshold', 'error', '--output', 'human']],
  ['lint', 'npx', ['oxlint']],
  ['build', 'npm', ['run', '--silent', 'build']],
]

function checkAll() {
  let failed = 0
  for (const [name, command, args] of checks) {
    const ok = run(command, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
    console.log(`${ok.status === 0 ? '✓' : '✗'} ${name}`)
    if (ok.status !== 0) {
      console.log(`${ok.stdout}${ok.stderr}`.split('\n').slice(-60).join('\n'))
      failed++
    }
  }
  return { passed: checks.length - failed, failed }
}

function vitest() {
  const folder = mkdtempSync(join(tmpdir(), 'glasswhale-'))
  const out = join(folder, 'report.json')
  run('npx', ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${out}`])
  if (!existsSync(out)) return { passed: 0, failed: 1, skipped: 0 }
  const report = JSON.parse(readFileSync(out, 'utf8'))
  rmSync(folder, { recursive: true })
  const broken = report.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests,
  }
}

install()
const whole = checkAll()
const tests = vitest()
const failed = whole.failed + tests.failed
console.log(`${whole.passed + tests.passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
