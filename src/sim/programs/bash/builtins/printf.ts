import { strftime } from '../../clock'
import { evaluateText } from '../arith'
import { toBytes } from '../encode'
import { refuse } from '../errors'
import { shellQuote } from '../quote'
import type { Machine } from '../state'
import { unescape } from '../escapes'
import { set, setItem, variable } from '../variables'
import type { Builtin } from './face'
import { output } from './output'
import { usage } from './usage'

/**
 * @models bash builtins/printf.def
 * @fidelity part: %a and %n are refused; %(…)T knows the common letters
 */
interface Printing {
  readonly m: Machine
  readonly args: readonly string[]
  at: number
  status: number
  stopped: boolean
}

export const printf: Builtin = (m, args) => {
  let rest = args
  let into: string | undefined
  if (rest[0] === '-v' && rest[1] !== undefined) {
    into = rest[1]
    rest = rest.slice(2)
    if (!/^[A-Za-z_]\w*(\[[^]+\])?$/.test(into)) return refuse(m, 'printf', `\`${into}': not a valid identifier`, 2)
  }
  if (rest[0] === '--') rest = rest.slice(1)
  const [format, ...values] = rest
  if (format === undefined)
    return m.s.flavour === 'bash'
      ? usage(m, 'printf')
      : refuse(m, 'printf', 'usage: printf [-v var] format [arguments]', 2)
  const p: Printing = { m, args: values, at: 0, status: 0, stopped: false }
  let out = ''
  do {
    const before = p.at
    out += once(p, format)
    if (p.at === before) break
  } while (p.at < values.length && !p.stopped)
  if (into === undefined) return output(m, 'printf', out, p.status)
  const element = /^(\w+)\[([^]+)\]$/.exec(into)
  if (element === null) set(m, into, out)
  else setItem(m, element[1]!, elementKey(m, element[1]!, element[2]!), out)
  return p.status
}

const elementKey = (m: Machine, name: string, key: string): string =>
  variable(m, name)?.keyed === true ? key : String(evaluateText(m, key))

const directive =
  /%(%|([-+ #0]*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(?:[hlLjzt]*)(\([^)]*\)T|[^]))|\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[^])/g

function once(p: Printing, format: string): string {
  let out = ''
  let from = 0
  for (const found of format.matchAll(directive)) {
    if (p.stopped) return out
    out += format.slice(from, found.index)
    from = found.index + found[0].length
    if (found[0] === '\\c') out += '\\c'
    else if (found[0][0] === '\\') {
      const [words, stopped] = unescape(found[0] === '\\"' ? '"' : found[0] === "\\'" ? "'" : found[0], false)
      out += words
      p.stopped ||= stopped
    } else out += found[1] === '%' ? '%' : convert(p, found)
  }
  return p.stopped ? out : out + format.slice(from)
}

function convert(p: Printing, found: RegExpMatchArray): string {
  let flags = found[2] ?? ''
  let width = found[3] === '*' ? Number(take(p) ?? 0) : Number(found[3] ?? 0)
  if (width < 0) {
    flags += '-'
    width = -width
  }
  const point = /\.(\*|-?\d+)?/.exec(found[0].slice(1, -found[5]!.length))
  const precision = point === null ? undefined : point[1] === '*' ? Number(take(p) ?? 0) : Number(point[1] ?? 0)
  const words = value(p, found[5]!, flags, precision !== undefined && precision < 0 ? undefined : precision)
  if (p.stopped && words === '') return ''
  return pad(
    words,
    width,
    flags,
    /[diouxXeEfFgG]/.test(found[5]![0]!) && !(precision !== undefined && /[diouxX]/.test(found[5]![0]!)),
  )
}

function take(p: Printing): string | undefined {
  return p.at < p.args.length ? p.args[p.at++] : void p.at
}

function value(p: Printing, letter: string, flags: string, precision: number | undefined): string {
  if (letter.startsWith('(')) return dateText(p, letter.slice(1, -2))
  if (letter === '%') return wrongDirective(p, letter)
  const words = take(p)
  switch (letter) {
    case 's':
      return clip(words ?? '', precision)
    case 'c':
      return [...(words ?? '')][0] ?? ''
    case 'q':
      return shellQuoteBackslash(words ?? '')
    case 'b': {
      const [shown, stopped] = unescape(words ?? '', !/\\[1-7]/.test(words ?? ''))
      p.stopped ||= stopped
      return clip(shown, precision)
    }
    case 'Q':
      return shellQuoteBackslash(clip(words ?? '', precision))
    case 'u':
      return signed(BigInt.asUintN(64, integer(p, words)), flags.replace(/[+ ]/g, ''), precision)
    case 'd':
    case 'i':
      return signed(integer(p, words), flags, precision)
    case 'o':
    case 'x':
    case 'X':
      return based(BigInt.asUintN(64, integer(p, words)), letter, flags, precision)
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return float(real(p, words), letter, flags, precision ?? 6)
    default:
      return wrongDirective(p, letter)
  }
}

function wrongDirective(p: Printing, letter: string): string {
  p.status = refuse(p.m, 'printf', `\`${letter}': invalid format character`)
  p.stopped = true
  return ''
}

const clip = (words: string, precision: number | undefined): string =>
  precision === undefined ? words : [...words].slice(0, precision).join('')

const shellQuoteBackslash = (words: string): string =>
  words === ''
    ? "''"
    : /[\x00-\x1f\x7f]/.test(words)
      ? shellQuote(words)
      : words.replace(/[^\w@%+=:./~#\u{80}-\u{10ffff}-]/gu, '\\$&').replace(/^[~#]/, '\\$&')

function pad(words: string, width: number, flags: string, numeric: boolean): string {
  const length = toBytes(words).length // a width counts bytes
  if (length >= width) return words
  if (flags.includes('-')) return words + ' '.repeat(width - length)
  if (!flags.includes('0') || !numeric) return ' '.repeat(width - length) + words
  const sign = /^[-+ ]?(0[xX])?/.exec(words)![0]
  return sign + '0'.repeat(width - length) + words.slice(sign.length)
}

function integer(p: Printing, words: string | undefined): bigint {
  if (words === undefined || words === '') return 0n
  if (words[0] === '"' || words[0] === "'") return BigInt(words.codePointAt(1) ?? 0)
  const found = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)(.*)$/s.exec(words)
  if (found === null) {
    p.status = refuse(p.m, 'printf', notNumber(p, words))
    return 0n
  }
  const [, sign, digits, left] = found as unknown as [string, string, string, string]
  if (left !== '')
    p.status = refuse(
      p.m,
      'printf',
      /^0[0-9]/.test(digits + left) && /^[89]/.test(left) ? `${words}: invalid octal number` : notNumber(p, words),
    )
  const n = /^0\d/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits)
  return limited(p, words, sign === '-' ? -n : n)
}

/** Beyond 64 bits the nearest number counts, with a warning. */
function limited(p: Printing, words: string, n: bigint): bigint {
  const most = 2n ** 63n - 1n
  if (n <= most && n >= -most - 1n) return n
  refuse(p.m, 'printf', `warning: ${words}: Numerical result out of range`)
  return n > 0n ? most : -most - 1n
}

const notNumber = (p: Printing, words: string): string =>
  p.m.s.flavour === 'bash'
    ? `${words}: invalid number`
    : p.m.s.flavour === 'ash'
      ? `invalid number '${words}'`
      : `${words}: expected numeric value`

function signed(n: bigint, flags: string, precision: number | undefined): string {
  const digits = (n < 0n ? -n : n).toString().padStart(precision ?? 1, '0')
  return (n < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + digits
}

function based(n: bigint, letter: string, flags: string, precision: number | undefined): string {
  const digits = n.toString(letter === 'o' ? 8 : 16).padStart(precision ?? 1, '0')
  const head = !flags.includes('#') || n === 0n ? '' : letter === 'o' ? '0' : '0x'
  return letter === 'X' ? (head + digits).toUpperCase() : head + digits
}

function real(p: Printing, words: string | undefined): number {
  if (words === undefined || words === '') return 0
  const n = Number(words)
  if (!Number.isNaN(n)) return n
  p.status = refuse(p.m, 'printf', notNumber(p, words))
  return parseFloat(words) || 0
}

function float(n: number, letter: string, flags: string, precision: number): string {
  const lower = letter.toLowerCase()
  let out = lower === 'f' ? n.toFixed(precision) : lower === 'e' ? exponent(n, precision) : general(n, precision || 1)
  if (n >= 0 && flags.includes('+')) out = `+${out}`
  else if (n >= 0 && flags.includes(' ')) out = ` ${out}`
  return letter === lower ? out : out.toUpperCase()
}

const exponent = (n: number, precision: number): string => n.toExponential(precision).replace(/e([+-])(\d)$/, 'e$10$2')

function general(n: number, precision: number): string {
  const power = n === 0 ? 0 : Math.floor(Math.log10(Math.abs(n)))
  const out =
    power < -4 || power >= precision ? exponent(n, precision - 1) : n.toFixed(Math.max(0, precision - 1 - power))
  return out.includes('.') ? out.replace(/\.?0+(e|$)/, '$1') : out
}

function dateText(p: Printing, format: string): string {
  const words = take(p)
  const seconds =
    words === undefined || words === '-1' || words === '-2' ? Math.floor(p.m.sys.now() / 1e6) : Number(words)
  return strftime(format === '' ? '%X' : format, seconds)
}
