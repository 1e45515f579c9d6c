import { SysError, strerror } from '../../../wire/errno'
import { toBytes, toText } from '../encode'
import { complain, refuse } from '../errors'
import { pop, push, replace } from '../frames'
import { isShellError, type Frame, type Machine, type Pause, type Reading } from '../state'
import { get, isName, put, set } from '../variables'
import type { Builtin } from './face'

/**
 * read: a line, byte by byte, so that the rest stays for whoever reads next.
 *
 * @models bash builtins/read.def
 * @fidelity part: no readline (-e)
 */
export const read: Builtin = (m, args) => {
  const want: { -readonly [K in keyof Reading]: Reading[K] } = { names: [], raw: false, fd: 0, delimiter: '\n' }
  let at = 0
  let prompt = ''
  let silent = false
  for (; at < args.length && /^-./.test(args[at]!); at++) {
    if (args[at] === '--') {
      at++
      break
    }
    const letters = args[at]!.slice(1)
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i]!
      if (letter === 'r') want.raw = true
      else if (letter === 's') silent = true
      else if (letter !== 'e') {
        const value = letters.slice(i + 1) || (args[++at] ?? '')
        const why = numbers[letter]
        if (why !== undefined && !/^\d*\.?\d+$/.test(value)) return refuse(m, 'read', `${value}: ${why}`)
        if (letter === 'p') prompt = value
        else if (letter === 'i')
          continue // readline's first text: there is no readline
        else if (letter === 'd') want.delimiter = value === '' ? '\0' : value[0]!
        else if (letter === 'u') want.fd = Number(value)
        else if (letter === 'a') want.array = value
        else if (letter === 't') want.until = m.sys.now() + Number(value) * 1e6
        else if (letter === 'n' || letter === 'N') {
          want.count = Number(value)
          want.exact = letter === 'N'
        } else return refuse(m, 'read', `-${letter}: invalid option`, 2)
        break
      }
    }
  }
  want.names = args.slice(at)
  const bad = want.names.find((n) => !isName(n))
  if (bad !== undefined)
    return m.s.flavour === 'bash'
      ? refuse(m, 'read', `\`${bad}': not a valid identifier`)
      : refuse(m, 'read', `${bad}: bad variable name`, 2)
  if (!m.sys.fds().includes(want.fd)) return refuse(m, 'read', `${want.fd}: invalid file descriptor: ${strerror.EBADF}`)
  const tty = m.sys.isatty(want.fd)
  if (tty && prompt !== '') m.sys.write(2, toBytes(prompt))
  if (tty && (silent || want.count !== undefined)) {
    want.tty = m.sys.tcgetattr(want.fd)
    m.sys.tcsetattr(want.fd, {
      ...(silent ? { echo: false } : {}),
      ...(want.count === undefined ? {} : { canonical: false }),
    })
  }
  push(m, { kind: 'read', want, data: '' })
  return undefined
}

const numbers: Readonly<Record<string, string>> = {
  n: 'invalid number',
  N: 'invalid number',
  t: 'invalid timeout specification',
  u: 'invalid file descriptor specification',
}

export function stepRead(m: Machine, frame: Extract<Frame, { kind: 'read' }>): Pause | undefined {
  const { want } = frame
  if (want.count !== undefined && toText(frame.data).length >= want.count) return done(m, frame, 0)
  let byte: string | undefined
  try {
    byte = m.sys.read(want.fd, 1)
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    refuse(m, 'read', `read error: ${want.fd}: ${strerror[error.errno]}`)
    return done(m, frame, 1)
  }
  if (byte === undefined) {
    if (want.until !== undefined && m.sys.now() >= want.until) return done(m, frame, 142)
    const timer = want.until === undefined ? [] : [{ on: 'timer' as const, at: want.until }]
    return { pause: 'wait', on: [{ on: 'readable', fd: want.fd }, ...timer] }
  }
  if (byte === '') return done(m, frame, 1)
  if (byte === want.delimiter && want.exact !== true && !(!want.raw && escapedEnd(frame.data))) return done(m, frame, 0)
  replace(m, { ...frame, data: frame.data + byte })
  return undefined
}

const escapedEnd = (data: string): boolean => (/\\*$/.exec(data)![0].length & 1) === 1

function done(m: Machine, frame: Extract<Frame, { kind: 'read' }>, status: number): undefined {
  pop(m)
  const { want } = frame
  if (want.tty !== undefined) m.sys.tcsetattr(want.fd, want.tty)
  m.s.status = status
  const line = toText(frame.data.replace(/\0/g, ''))
  if (want.exact === true) return set(m, want.names[0] ?? 'REPLY', line) as undefined
  const chars = want.raw ? [...line].map((c) => ({ c, quoted: false })) : unescaped(line)
  if (want.array !== undefined) {
    const words = fields(m, chars, Infinity)
    put(m, want.array, { items: Object.fromEntries(words.map((w, i) => [String(i), w])) })
    return
  }
  if (want.names.length === 0) return set(m, 'REPLY', chars.map((x) => x.c).join('')) as undefined
  const words = fields(m, chars, want.names.length)
  try {
    want.names.forEach((name, i) => set(m, name, words[i] ?? ''))
  } catch (error) {
    if (!isShellError(error)) throw error
    complain(m, error.message)
    m.s.status = 1
  }
}

interface Char {
  readonly c: string
  readonly quoted: boolean
}

function unescaped(line: string): readonly Char[] {
  const out: Char[] = []
  for (const found of line.matchAll(/\\([^])|([^])/gu)) {
    if (found[1] === '\n') continue
    out.push(found[1] === undefined ? { c: found[2]!, quoted: false } : { c: found[1], quoted: true })
  }
  return line.endsWith('\\') && escapedEnd(line) ? out.slice(0, -1) : out
}

/** Splits at IFS into at most `limit` words; the last keeps its inner separators. */
function fields(m: Machine, chars: readonly Char[], limit: number): readonly string[] {
  const ifs = get(m, 'IFS') ?? ' \t\n'
  const isSep = (x: Char | undefined) => x !== undefined && !x.quoted && ifs.includes(x.c)
  const isWhite = (x: Char | undefined) => isSep(x) && ' \t\n'.includes(x!.c)
  const out: string[] = []
  let at = 0
  while (isWhite(chars[at])) at++
  while (at < chars.length) {
    if (out.length === limit - 1) {
      let end = chars.length
      while (end > at && isWhite(chars[end - 1])) end--
      const last = chars.slice(at, end)
      // a single word keeps nothing of the separator that follows it
      const inner = last.slice(0, -1).some(isSep)
      out.push((!inner && isSep(last.at(-1)) ? last.slice(0, -1) : last).map((x) => x.c).join(''))
      return out
    }
    let word = ''
    while (at < chars.length && !isSep(chars[at])) word += chars[at++]!.c
    out.push(word)
    while (isWhite(chars[at])) at++
    if (isSep(chars[at]) && !isWhite(chars[at])) {
      at++
      while (isWhite(chars[at])) at++
    }
  }
  return out
}
