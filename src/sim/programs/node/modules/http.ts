import { SysError } from '../../../wire/errno'
import { orUndefined } from '../../face'
import { number, text } from '../machine/convert'
import { fail } from '../machine/errors'
import { isKind, arr, isThing, obj, type Obj, type Value } from '../machine/value'
import type { Machine, NativeFn } from '../machine/core'

/**
 * http.Server.
 *
 * @models nodejs.org/api/http.html
 * @fidelity part: bodies are whole; no upgrades, no timeouts
 */

export function listen(m: Machine, self: Value, args: readonly Value[]): Value {
  const options = args.find((each): each is Obj => isThing(each) && each.t === 'obj')
  const port = number(options ? options.m.get('port') : args[0])
  const ready = args.find((each) => isThing(each) && (each.t === 'fn' || each.t === 'native'))
  const host = typeof args[1] === 'string' ? args[1] : text(options?.m.get('host') ?? '0.0.0.0')
  m.core.servers.push({ fd: listening(m, host, port), conns: [], app: self })
  if (ready !== undefined) m.core.tasks.push({ call: ready, args: [] })
  if (!isKind(self, 'Server')) return obj({ '.port': port, '.routes': arr([]) }, 'Server')
  self.m.set('.port', port)
  return self
}

const addresses: Readonly<Record<string, string>> = { '::': '0.0.0.0', localhost: '127.0.0.1' }

function listening(m: Machine, host: string, port: number): number {
  try {
    return m.sys.listen(`tcp:${addresses[host] ?? host}:${port}`)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    const used = error.errno === 'EADDRINUSE'
    const words = `listen ${error.errno}: ${used ? 'address already in use' : 'permission denied'} :::${port}`
    const more = { code: error.errno, errno: used ? -98 : -13, syscall: 'listen', address: '::', port }
    throw fail('Error', words, more)
  }
}

export const httpNatives: Readonly<Record<string, NativeFn>> = {
  'http.createServer': (_m, args) =>
    obj(
      { '.handler': args.find((each) => isThing(each) && (each.t === 'fn' || each.t === 'obj')), '.routes': arr([]) },
      'Server',
    ),
  'Server#listen': (m, args, self) => {
    const handler = (self as Obj).m.get('.handler')
    return listen(m, isThing(handler) && handler.t === 'obj' ? handler : self, args)
  },
  'Server#on': (_m, _a, self) => self,
  'Server#close': (m, [fn]) => {
    for (const { fd, conns } of m.core.servers) for (const each of [fd, ...conns]) orUndefined(() => m.sys.close(each))
    m.core.servers = []
    if (fn !== undefined) m.core.tasks.push({ call: fn, args: [] })
    return undefined
  },
  'Server#address': (_m, _a, self) => obj({ address: '::', family: 'IPv6', port: (self as Obj).m.get('.port') ?? 0 }),
}
