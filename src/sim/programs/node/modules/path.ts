import { inspect } from '../builtins/inspect'
import { callSync } from '../machine/call'
import { settle } from '../machine/promises'
import { native, obj, promise, type Prom } from '../machine/value'
import { cleanPath } from '../../../../base/path'
import { join } from '../../coreutils/walk'
import { json } from '../builtins/json'
import { text } from '../machine/convert'
import type { Machine, NativeFn } from '../machine/core'

/**
 * path and util.
 *
 * @models nodejs.org/api/path.html
 * @fidelity part: of util inspect, format and promisify
 */

export const absolute = (m: Machine, path: string): string =>
  cleanPath(path.startsWith('/') ? path : join(m.sys.cwd(), path))

export const pathNatives: Readonly<Record<string, NativeFn>> = {
  'path.join': (_m, args) => cleanPath(args.map(text).filter(Boolean).join('/')),
  'path.resolve': (m, args) =>
    args
      .map(text)
      .reduce((at, part) => (part.startsWith('/') ? cleanPath(part) : cleanPath(`${at}/${part}`)), m.sys.cwd()),
  'path.basename': (_m, [path, ending]) =>
    text(path)
      .split('/')
      .at(-1)!
      .replace(ending === undefined ? /$^/ : new RegExp(`${text(ending).replace('.', '\\.')}$`), ''),
  'path.dirname': (_m, [path]) => text(path).replace(/\/?[^/]*$/, '') || '.',
  'path.isAbsolute': (_m, [path]) => text(path).startsWith('/'),
  'path.normalize': (_m, [path]) => cleanPath(text(path)),
  'path.relative': (m, [from, to]) => {
    const [a, b] = [from, to].map((each) => absolute(m, text(each)).split('/')) as [string[], string[]]
    const same = a.findIndex((part, i) => part !== b[i])
    const shared = same < 0 ? a.length : same
    return [...a.slice(shared).map(() => '..'), ...b.slice(shared)].join('/')
  },
  'path.parse': (_m, [path]) => {
    const [, dir = '', base = ''] = /^(.*?)\/?([^/]*)$/.exec(text(path)) ?? []
    const ext = /[^/](\.[^./]*)$/.exec(base)?.[1] ?? ''
    return obj({
      root: text(path).startsWith('/') ? '/' : '',
      dir,
      base,
      ext,
      name: base.slice(0, base.length - ext.length),
    })
  },
  'path.extname': (_m, [path]) => /[^/](\.[^./]*)$/.exec(text(path))?.[1] ?? '',
}

export const utilNatives: Readonly<Record<string, NativeFn>> = {
  'util.inspect': (m, [value]) => inspect(m, value),
  'util.promisify': (_m, [fn]) => native('.promisified', fn),
  '.promisified': (m, args, fn) => {
    const gives = promise()
    callSync(m, fn, [...args, native('.settled', gives)])
    return gives
  },
  '.settled': (m, [error, value], gives) => {
    const failed = error !== undefined && error !== null
    settle(m, gives as Prom, failed ? 'failed' : 'done', failed ? error : value)
    return undefined
  },
  'util.format': (_m, args) => args.map((each) => (typeof each === 'string' ? each : json(each))).join(' '),
}
