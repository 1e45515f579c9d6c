/**
 * `npm test`: everything, from a fresh clone. Installs what is missing (packages, and on Debian as root Chromium with a Chinese font),
 * then types, format, lint, walls, unit, golden, scenario, property and browser tests. Ends with one line: N passed, M failed.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root, runAll, sources } from './checks.mjs'

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

/** The page that the browser's tests open. */
function build() {
  const { status } = run('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] })
  console.log(`${status === 0 ? '✓' : '✗'} build`)
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
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
const parts = [await runAll(sources), build(), vitest()]
const sum = (what) => parts.reduce((total, part) => total + part[what], 0)
const failed = sum('failed')
console.log(`${sum('passed')} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
