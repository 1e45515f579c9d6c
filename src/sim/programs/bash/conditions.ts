import { SysError } from '../../wire/errno'
import type { FileKind, Stat } from '../../wire/sys'
import type { Machine } from './state'
import * as variables from './variables'

/**
 * The primaries that `test`, `[` and `[[` share: files, strings, numbers.
 *
 * @models bash test.c
 */
export const unaryOperators = new Set(
  '-a -b -c -d -e -f -g -h -k -p -r -s -t -u -w -x -O -G -L -S -N -n -z -o -v -R'.split(' '),
)
export const fileComparisons = new Set(['-nt', '-ot', '-ef'])
export const numberComparisons: Readonly<Record<string, (a: bigint, b: bigint) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
}

export function unary(m: Machine, op: string, words: string): boolean {
  switch (op) {
    case '-n':
      return words !== ''
    case '-z':
      return words === ''
    case '-o':
      return m.s.options[words] === true
    case '-R':
      return variables.ownVariable(m, words)?.ref === true
    case '-v':
      return isSet(m, words)
    case '-t':
      return /^\d+$/.test(words) && m.sys.fds().includes(Number(words)) && m.sys.isatty(Number(words))
    case '-r':
    case '-w':
    case '-x':
      return access(m, words, op[1] as 'r')
    case '-h':
    case '-L':
      return status(m, words, true)?.kind === 'symlink'
    default:
      return fileTest(m, op, status(m, words, false))
  }
}

function isSet(m: Machine, name: string): boolean {
  const element = /^(\w+)\[(.*)\]$/.exec(name)
  if (element === null) return variables.get(m, name) !== undefined
  const items = variables.items(m, element[1]!)
  return element[2] === '@' || element[2] === '*' ? items.length > 0 : items.some(([k]) => k === element[2])
}

const kinds: Readonly<Record<string, FileKind>> = {
  '-f': 'file',
  '-d': 'dir',
  '-b': 'block',
  '-c': 'char',
  '-p': 'fifo',
  '-S': 'socket',
}

function fileTest(m: Machine, op: string, s: Stat | undefined): boolean {
  if (s === undefined) return false
  const kind = kinds[op]
  if (kind !== undefined) return s.kind === kind
  switch (op) {
    case '-s':
      return s.size > 0
    case '-u':
      return (s.mode & 0o4000) !== 0
    case '-g':
      return (s.mode & 0o2000) !== 0
    case '-k':
      return (s.mode & 0o1000) !== 0
    case '-O':
      return s.uid === m.sys.uid
    case '-G':
      return s.gid === m.sys.gid
    default:
      return true
  }
}

function status(m: Machine, path: string, link: boolean): Stat | undefined {
  try {
    return link ? m.sys.lstat(path) : m.sys.stat(path)
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

const access = (m: Machine, path: string, mode: 'r' | 'w' | 'x'): boolean =>
  status(m, path, false) !== undefined && m.sys.access(path, mode)

export function compareFiles(m: Machine, op: string, left: string, right: string): boolean {
  const a = status(m, left, false)
  const b = status(m, right, false)
  if (op === '-ef') return a !== undefined && b !== undefined && a.ino === b.ino && a.dev === b.dev
  const [newer, older] = op === '-nt' ? [a, b] : [b, a]
  return newer !== undefined && (older === undefined || newer.mtime > older.mtime)
}
