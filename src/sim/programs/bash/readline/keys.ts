import { toText } from '../encode'

/**
 * Keys as an xterm sends them. `a` is a letter, `C-a` and `M-a` are with Ctrl and Alt; the others have their names.
 *
 * @models xterm(1), terminfo(5)
 */

/** The key that these bytes are; undefined where there must be more of them. To readline Ctrl-X begins keys that do nothing here. */
export function keyOf(bytes: string, utf8: boolean, prefixes: boolean): string | undefined {
  if (bytes[0] === '\x1b') return escaped(bytes)
  if (prefixes && bytes[0] === '\x18') return bytes.length > 1 ? 'unbound' : undefined
  if (bytes >= '\x80') return utf8 ? letterOf(bytes) : toText(bytes)
  if (bytes === '\0') return 'unknown' // Ctrl-D that came before its time is read as this
  return bytes < ' ' ? `C-${String.fromCharCode(bytes.charCodeAt(0) | 0x60)}` : bytes === '\x7f' ? 'erase' : bytes
}

function letterOf(bytes: string): string | undefined {
  const first = bytes.charCodeAt(0)
  const size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
  const broken = bytes.length > 1 && (bytes.charCodeAt(bytes.length - 1) & 0xc0) !== 0x80
  return bytes.length < size && !broken ? undefined : toText(bytes)
}

function escaped(bytes: string): string | undefined {
  const rest = bytes.slice(1)
  if (rest === '' || rest === '[' || rest === 'O') return undefined
  if (rest[0] === '\x1b') return escaped(rest)
  if (rest[0] === 'O') return named[rest[1]!] ?? 'unknown'
  if (rest[0] !== '[') return `M-${rest === '\x7f' ? 'erase' : rest < ' ' ? keyOf(rest, false, false)! : rest}`
  const found = /^\[([\d;]*)([@-~])$/.exec(rest)
  return found === null ? undefined : sequence(found[1]!, found[2]!)
}

function sequence(numbers: string, final: string): string {
  const [first = '', modifier = '1'] = numbers.split(';')
  const name = final === '~' ? numbered[first] : named[final]
  if (name === undefined) return 'unknown'
  const held = Number(modifier) - 1
  return `${(held & 4) !== 0 ? 'C-' : ''}${(held & 2) !== 0 ? 'M-' : ''}${name}`
}

const named: Readonly<Record<string, string>> = {
  A: 'up',
  B: 'down',
  C: 'right',
  D: 'left',
  F: 'end',
  H: 'home',
}

const numbered: Readonly<Record<string, string>> = {
  1: 'home',
  3: 'delete',
  4: 'end',
  7: 'home',
  8: 'end',
}
