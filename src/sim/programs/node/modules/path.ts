import { cleanPath } from '../../../../base/path'
import { join } from '../../coreutils/walk'
import { json } from '../builtins/json'
import { text } from '../machine/convert'
import type { Machine, NativeFn } from '../machine/core'

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
  'path.extname': (_m, [path]) => /[^/](\.[^./]*)$/.exec(text(path))?.[1] ?? '',
}

export const utilNatives: Readonly<Record<string, NativeFn>> = {
  'util.format': (_m, args) => args.map((each) => (typeof each === 'string' ? each : json(each))).join(' '),
}
