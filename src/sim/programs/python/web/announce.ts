import { strftime } from '../../clock'
import { linesOf } from '../../face'
import { said } from './asked'
import type { Machine } from '../machine/core'

/** What the servers say when they begin. */

const banner =
  'WARNING: This is a development server. Do not use it in a production deployment. Use a production WSGI server instead.'

/** What the development server says before it listens. */
export function announce(m: Machine, host: string, port: number, debug: boolean): void {
  const name = (m.core.file.split('/').at(-1) ?? 'app').replace(/\.py$/, '')
  m.sys.write(1, ` * Serving Flask app '${name}'\n * Debug mode: ${debug ? 'on' : 'off'}\n`)
  const everywhere = [' * Running on all addresses (0.0.0.0)', running('127.0.0.1', port), running(ownAddress(m), port)]
  const urls = host === '0.0.0.0' ? everywhere.join('\n') : running(host, port)
  const red = m.sys.isatty(2)
  const warning = red ? `\x1b[31m\x1b[1m${banner}\x1b[0m` : banner
  said(m, `${warning}\n${urls}\n${red ? '\x1b[33mPress CTRL+C to quit\x1b[0m' : 'Press CTRL+C to quit'}\n`)
  if (!debug) return
  const pin = [0, 1, 2].map(() => 100 + (m.sys.random() % 900)).join('-')
  said(m, ` * Restarting with stat\n * Debugger is active!\n * Debugger PIN: ${pin}\n`)
}

const running = (host: string, port: number): string => ` * Running on http://${host}:${port}`

export function announceGunicorn(m: Machine, host: string, port: number): void {
  const stamp = `[${strftime('%Y-%m-%d %H:%M:%S +0000', Math.floor(m.sys.now() / 1e6))}] [${m.sys.pid}] [INFO]`
  const { pid } = m.sys
  const lines = [
    'Starting gunicorn 23.0.0',
    `Listening at: http://${host}:${port} (${pid})`,
    'Using worker: sync',
    `Booting worker with pid: ${pid}`,
  ]
  said(m, lines.map((line) => `${stamp} ${line}\n`).join(''))
}

const ownAddress = (m: Machine): string =>
  linesOf(m.sys, '/etc/hosts')
    .find((line) => line.endsWith(`\t${m.sys.hostname}`))
    ?.split('\t')[0] ?? '127.0.0.1'
