import { cleanPath } from '../../../../base/path'
import { orUndefined } from '../../face'
import { str } from '../value/repr'
import { tuple, type Value } from '../value/thing'
import { asking } from './asking'
import { functions, type Members } from './members'
import type { Machine, Native } from '../machine/core'

/**
 * os.path.
 *
 * @models docs.python.org/3/library/os.path.html
 * @fidelity part: what scripts in tutorials use
 */

export const pathOf = (value: Value | undefined): string => (value === undefined ? '.' : str(value))

const absolute = (m: Machine, path: Value | undefined): string =>
  cleanPath(pathOf(path).startsWith('/') ? pathOf(path) : `${m.sys.cwd()}/${pathOf(path)}`)

export const exists = (m: Machine, path: string, kind?: 'file' | 'dir'): boolean => {
  const stat = orUndefined(() => m.sys.stat(path))
  return stat !== undefined && (kind === undefined || stat.kind === kind)
}

const joinPath = (parts: readonly Value[]): string =>
  parts
    .map(str)
    .reduce((made, part) =>
      part.startsWith('/') ? part : made === '' || made.endsWith('/') ? made + part : `${made}/${part}`,
    )

export const pathNatives: Readonly<Record<string, Native>> = {
  'os.path.join': (_m, args) => joinPath(args),
  'os.path.exists': (m, [path]) => exists(m, pathOf(path)),
  'os.path.isfile': (m, [path]) => exists(m, pathOf(path), 'file'),
  'os.path.isdir': (m, [path]) => exists(m, pathOf(path), 'dir'),
  'os.path.getsize': (m, [path]) => BigInt(asking(pathOf(path), () => m.sys.stat(pathOf(path))).size),
  'os.path.basename': (_m, [path]) => pathOf(path).split('/').at(-1)!,
  'os.path.dirname': (_m, [path]) => pathOf(path).replace(/\/?[^/]*$/, '') || (pathOf(path).startsWith('/') ? '/' : ''),
  'os.path.abspath': (m, [path]) => absolute(m, path),
  'os.path.realpath': (m, [path]) => absolute(m, path),
  'os.path.expanduser': (m, [path]) => pathOf(path).replace(/^~/, m.sys.env['HOME'] ?? '/root'),
  'os.path.splitext': (_m, [path]) => {
    const at = /^(.*[^/.][^/]*)(\.[^./]*)$/.exec(pathOf(path))
    return tuple(at ? [at[1]!, at[2]!] : [pathOf(path), ''])
  },
}

export const pathModules: Readonly<Record<string, Members>> = {
  'os.path': functions(
    'os.path',
    'join exists isfile isdir getsize basename dirname abspath realpath expanduser splitext',
  ),
}
