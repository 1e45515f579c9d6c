import { text, utf8 } from '../../../../base/bytes'
import { SysError } from '../../../wire/errno'
import { orUndefined } from '../../face'
import { arg } from '../builtins/arguments'
import { all } from '../machine/iterate'
import { flush, write } from '../machine/output'
import { textOf } from '../machine/texts'
import { str } from '../value/repr'
import { isThing, list, special, type Special, type Value } from '../value/thing'
import { asking } from './asking'
import type { OpenFlags } from '../../../wire/sys'
import type { Machine, Native } from '../machine/core'

/**
 * open() and what it gives.
 *
 * @models docs.python.org/3/library/io.html
 * @fidelity part: no seek, no encodings
 */

/** What `mode` asks of the system. */
const flagsOf = (mode: string): OpenFlags =>
  mode.startsWith('r') && !mode.includes('+')
    ? { read: true }
    : {
        read: mode.includes('+') || mode.startsWith('r'),
        write: true,
        create: !mode.startsWith('r'),
        truncate: mode.startsWith('w'),
        append: mode.startsWith('a'),
        exclusive: mode.startsWith('x'),
      }

const opened: Native = (m, args, named) => {
  const path = str(args[0] ?? '')
  const mode = str(arg(args, 1, named, 'mode', 'r'))
  const fd = asking(path, () => m.sys.open(path, flagsOf(mode)))
  if (mode.startsWith('r') && asking(path, () => m.sys.fstat(fd)).kind === 'dir') {
    m.sys.close(fd)
    asking(path, () => {
      throw new SysError('EISDIR')
    })
  }
  return special('TextIOWrapper', { fd: BigInt(fd), name: path, mode, ahead: '', ended: false })
}

const written: Native = (m, [what = ''], _n, self) => {
  const fd = Number((self as Special).m.get('fd'))
  const words = isThing(what) && what.t === 'bytes' ? what.s : utf8(textOf(m, what, '__str__'))
  if (fd === 1) write(m, text(words))
  else asking('', () => m.sys.write(fd, words))
  return BigInt(words.length)
}

export const fileNatives: Readonly<Record<string, Native>> = {
  '.write': (m, [fd, words]) => {
    m.sys.write(Number(fd), utf8(str(words ?? '')))
    return null
  },
  open: opened,
  'TextIOWrapper.__enter__': (_m, _a, _n, self) => self,
  'TextIOWrapper.__exit__': (m, _a, _n, self) => closed(m, self),
  'TextIOWrapper.close': (m, _a, _n, self) => closed(m, self),
  'TextIOWrapper.flush': (m, _a, _n, self) => {
    if ((self as Special).m.get('fd') === 1n) flush(m)
    return null
  },
  'TextIOWrapper.isatty': (m, _a, _n, self) => m.sys.isatty(Number((self as Special).m.get('fd'))),
  'TextIOWrapper.fileno': (_m, _a, _n, self) => (self as Special).m.get('fd') ?? null,
  'TextIOWrapper.reconfigure': (m) => ((m.core.buffered = false), null),
  'TextIOWrapper.write': written,
  'TextIOWrapper.writelines': (m, [values = null], _n, self) => {
    for (const each of all(m, values)) written(m, [each], new Map(), self)
    return null
  },
  'TextIOWrapper.read': (m, _a, _n, self) => asBody(self, rest(m, self)),
  'TextIOWrapper.readline': (m, _a, _n, self) => {
    const whole = rest(m, self)
    const end = whole.indexOf('\n')
    ;(self as Special).m.set('ahead', end < 0 ? '' : whole.slice(end + 1))
    return asBody(self, end < 0 ? whole : whole.slice(0, end + 1))
  },
  'TextIOWrapper.readlines': (m, _a, _n, self) => list(linesIn(rest(m, self))),
  'TextIOWrapper.__iter__': (m, _a, _n, self) => list(linesIn(rest(m, self))),
}

function rest(m: Machine, self: Value): string {
  const held = (self as Special).m
  let words = str(held.get('ahead') ?? '')
  held.set('ahead', '')
  for (
    let bytes = m.sys.read(Number(held.get('fd')));
    bytes !== undefined && bytes !== '';
    bytes = m.sys.read(Number(held.get('fd')))
  )
    words += str(held.get('mode') ?? '').includes('b') ? bytes : text(bytes)
  return words
}

const asBody = (self: Value, words: string): Value =>
  str((self as Special).m.get('mode') ?? '').includes('b') ? { t: 'bytes', s: words } : words

const linesIn = (words: string): string[] => words.match(/[^\n]*\n|[^\n]+$/g) ?? []

function closed(m: Machine, self: Value): null {
  const fd = Number((self as Special).m.get('fd'))
  if (fd > 2) orUndefined(() => m.sys.close(fd))
  return null
}

/** sys.stdin and its kin. */
export const stream =
  (fd: number, name: string) =>
  (m: Machine): Value => {
    const held = m.core.kept.get(name)
    if (held !== undefined) return held
    const made = special('TextIOWrapper', { fd: BigInt(fd), name, mode: fd === 0 ? 'r' : 'w', ahead: '' })
    m.core.kept.set(name, made)
    return made
  }
