import type { Signal } from '../../../wire/signal'
import { utf8 } from '../../../../base/bytes'
import { number, text } from '../machine/convert'
import { arr, native, obj, type Obj, type Value } from '../machine/value'
import { nodeVersion } from './version'
import type { Machine, NativeFn } from '../machine/core'

/**
 * process.
 *
 * @models nodejs.org/api/process.html
 * @fidelity part: of the signals SIGINT and SIGTERM; no stdin
 */

export const functions = (module: string, names: string): [string, Value][] =>
  names.split(' ').map((name) => [name, native(`${module}.${name}`)])

export function special(m: Machine, name: string): Value {
  if (name !== 'process') return obj()
  const held = m.core.kept.get('process')
  if (held !== undefined) return held
  const made = obj(
    {
      env: obj({ ...m.sys.env }),
      argv: arr([m.sys.exe, ...m.core.args]),
      pid: m.sys.pid,
      ppid: m.sys.ppid,
      platform: 'linux',
      arch: 'x64',
      version: `v${nodeVersion(m)}`,
      versions: obj({ node: nodeVersion(m), v8: '11.3.244.8-node.30' }),
      title: 'node',
      stdout: obj({ isTTY: m.sys.isatty(1), '.fd': 1 }, 'Stream'),
      stderr: obj({ isTTY: m.sys.isatty(2), '.fd': 2 }, 'Stream'),
      ...Object.fromEntries(functions('process', 'exit cwd on once uptime memoryUsage nextTick hrtime getuid kill')),
    },
    'process',
  )
  m.core.kept.set('process', made)
  return made
}

const exits = (m: Machine, status: number): never => {
  m.core.status = status
  throw { kind: 'exit', status } satisfies Exit
}

/** process.exit(): nothing more runs. */
export interface Exit {
  readonly kind: 'exit'
  readonly status: number
}

const listened: NativeFn = (m, [name, fn]) => {
  const signal = text(name)
  if (signal === 'SIGINT' || signal === 'SIGTERM') {
    m.sys.sigaction(signal, 'catch')
    m.core.kept.set(`on.${signal}`, fn)
  }
  if (signal === 'exit') m.core.kept.set('on.exit', fn)
  return undefined
}

export const processNatives: Readonly<Record<string, NativeFn>> = {
  '.special': (m, [name]) => special(m, text(name)),
  'process.exit': (m, [status]) => exits(m, status === undefined ? m.core.status : number(status)),
  'process.kill': (m, [pid, signal]) => (m.sys.kill(number(pid), text(signal ?? 'SIGTERM') as Signal), true),
  'process.cwd': (m) => m.sys.cwd(),
  'process.uptime': (m) => m.sys.uptime() / 1e6,
  'process.getuid': (m) => m.sys.uid,
  'process.memoryUsage': (m) => obj({ rss: m.sys.resident(), heapTotal: 6_000_000, heapUsed: 5_000_000 }),
  'process.nextTick': (m, [fn, ...args]) => {
    // Before what promises have waiting, behind the ticks that are there.
    const at = m.core.tasks.findIndex((task) => !('tick' in task))
    m.core.tasks.splice(at < 0 ? m.core.tasks.length : at, 0, { call: fn, args, tick: true })
    return undefined
  },
  'process.hrtime': (m) => arr([Math.floor(m.sys.uptime() / 1e6), (m.sys.uptime() % 1e6) * 1000]),
  'process.on': listened,
  'process.once': (m, args) => listened(m, args, undefined),
  'Stream#write': (m, [words], self) => (m.sys.write(number((self as Obj).m.get('.fd')), utf8(text(words))), true),
}
