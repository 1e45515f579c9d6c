import { unescaped } from './echo'
import { baseName, fail, isBusybox, lookPath, oneShot, put, putBytes } from '../face'
import { every, getopt, has, last } from '../options'
import { misuse, quote } from '../say'
import { utf8 } from '../../../base/bytes'
import type { Program } from '../../wire/sys'

/**
 * Programs that only turn words into words: basename, dirname, seq, printf, yes, which, mktemp.
 *
 * @models coreutils src/{basename,dirname,seq,printf,yes,mktemp}.c, debianutils which
 * @fidelity part: printf knows %s %b %c %d %i %u %o %x %X %e %f %g %q %%
 */
export const basename = oneShot('basename', (sys, args) => {
  const options = getopt(sys, args, { short: 'as:z', long: { multiple: 'a', 'suffix=': 's' } })
  if (!options) return 1
  const [first, second, third] = options.operands
  if (first === undefined) return misuse(sys, 'missing operand')
  const many = has(options, 'a') || has(options, 's')
  if (!many && third !== undefined) return misuse(sys, `extra operand ${quote(sys, third)}`)
  const suffix = last(options, 's') ?? (many ? '' : (second ?? ''))
  const bare = (path: string) => {
    const name = /^\/+$/.test(path) ? '/' : baseName(path.replace(/\/+$/, ''))
    return suffix !== '' && name !== suffix && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name
  }
  put(sys, (many ? options.operands : [first]).map((path) => `${bare(path)}\n`).join(''))
  return 0
})

export const dirname = oneShot('dirname', (sys, args) => {
  if (args.length === 0) return misuse(sys, 'missing operand')
  const above = (path: string) => {
    const cut = path.replace(/\/+$/, '') || (path === '' ? '' : '/')
    if (!cut.includes('/')) return '.'
    return cut.slice(0, cut.lastIndexOf('/')).replace(/\/+$/, '') || '/'
  }
  put(
    sys,
    args
      .filter((arg) => arg !== '--')
      .map((path) => `${above(path)}\n`)
      .join(''),
  )
  return 0
})

export const seq = oneShot('seq', (sys, args) => {
  const at = args.findIndex((arg) => !/^-(s|w|f|-)/.test(arg))
  const head = args[0] === '-s' || args[0] === '-f' ? 2 : at < 0 ? args.length : at
  const options = getopt(sys, args.slice(0, head), {
    short: 's:wf:',
    long: { 'separator=': 's', 'equal-width': 'w', 'format=': 'f' },
  })
  if (!options) return 1
  const words = args.slice(head)
  if (words.length === 0 || words.length > 3)
    return misuse(sys, words.length === 0 ? 'missing operand' : `extra operand ${quote(sys, words[3]!)}`)
  const bad = words.find((word) => !Number.isFinite(Number(word)) || word === '')
  if (bad !== undefined) return misuse(sys, `invalid floating point argument: ${quote(sys, bad)}`)
  const [from, step, to] =
    words.length === 1
      ? ['1', '1', words[0]!]
      : words.length === 2
        ? [words[0]!, '1', words[1]!]
        : [words[0]!, words[1]!, words[2]!]
  if (Number(step) === 0) return misuse(sys, `invalid Zero increment value: ${quote(sys, step)}`)
  const format = last(options, 'f')
  if (format !== undefined && !/(^|[^%])%[^%]/.test(format))
    return fail(sys, `format ${quote(sys, format)} has no % directive`)
  const places = Math.max(...[from, step].map((word) => word.split('.')[1]?.length ?? 0))
  const count = Math.floor((Number(to) - Number(from)) / Number(step) + 1e-9) + 1
  if (!(count > 0)) return 0
  if (count > 1_000_000) return fail(sys, 'more than a million lines are not simulated')
  const numbers = Array.from({ length: count }, (_, i) => (Number(from) + i * Number(step)).toFixed(places))
  if (format !== undefined) {
    const words = numbers.map((number) => formatted(format, [number])[0])
    put(sys, `${words.join(last(options, 's') ?? '\n')}\n`)
    return 0
  }
  const width = has(options, 'w') ? Math.max(...numbers.map((n) => n.length)) : 0
  put(
    sys,
    `${numbers.map((n) => (n.startsWith('-') ? `-${n.slice(1).padStart(width - 1, '0')}` : n.padStart(width, '0'))).join(last(options, 's') ?? '\n')}\n`,
  )
  return 0
})

export const printf = oneShot('printf', (sys, args) => {
  const [format, ...rest] = args[0] === '--' ? args.slice(1) : args
  if (format === undefined) return misuse(sys, 'missing operand')
  let left = rest
  for (;;) {
    const [out, used, stop] = formatted(format, left)
    putBytes(sys, out)
    left = left.slice(used)
    if (stop || used === 0 || left.length === 0) return 0
  }
})

/** One pass of the format over the arguments. */
function formatted(format: string, args: readonly string[]): readonly [string, used: number, stop: boolean] {
  let used = 0
  let stop = false
  const next = () => args[used++] ?? ''
  const [literal, halted] = unescaped(utf8(format), false)
  const out = literal.replace(
    /%([-+ 0#]*)(\*|\d*)(?:\.(\*|\d*))?([sbcdiuoxXeEfgGq%])/g,
    (_, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === '%') return '%'
      if (stop) return ''
      const w = width === '*' ? Number(next()) : Number(width || 0)
      const p = precision === undefined ? undefined : precision === '*' ? Number(next()) : Number(precision || 0)
      const [word, ends] =
        letter === 'b' ? unescaped(utf8(next()), true) : [conversion(letter, utf8(next()), p, flags), false]
      stop ||= ends
      if (flags.includes('-')) return word.padEnd(w)
      return flags.includes('0') && !'sbcq'.includes(letter)
        ? word.startsWith('-')
          ? `-${word.slice(1).padStart(w - 1, '0')}`
          : word.padStart(w, '0')
        : word.padStart(w)
    },
  )
  return [out, Math.min(used, args.length), halted || stop]
}

function conversion(letter: string, word: string, precision: number | undefined, flags: string): string {
  if (letter === 's') return precision === undefined ? word : word.slice(0, precision)
  if (letter === 'c') return word.slice(0, 1)
  if (letter === 'q') return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replace(/'/g, `'\\''`)}'`
  const number = /^['"]/.test(word)
    ? word.charCodeAt(1) || 0
    : Number(/^0[0-7]+$/.test(word) ? `0o${word.slice(1)}` : word) || 0
  const plus = flags.includes('+') && number >= 0 ? '+' : ''
  if (letter === 'f') return plus + number.toFixed(precision ?? 6)
  if (letter === 'e' || letter === 'E')
    return plus + number.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
  if (letter === 'g' || letter === 'G') return plus + String(Number(number.toPrecision(precision ?? 6)))
  const whole = Math.trunc(number)
  const digits =
    letter === 'o'
      ? whole.toString(8)
      : letter === 'x'
        ? whole.toString(16)
        : letter === 'X'
          ? whole.toString(16).toUpperCase()
          : String(whole)
  return plus + (precision === undefined ? digits : digits.padStart(precision, '0'))
}

/** Lines for ever: a slice at a time, until nobody reads. */
export const yes: Program<{ readonly line: string }> = {
  name: 'yes',
  start: (sys) => ({ turn: 'yield', state: { line: `${sys.argv.slice(1).join(' ') || 'y'}\n` } }),
  resume: (sys, state) => {
    try {
      putBytes(sys, utf8(state.line.repeat(Math.ceil(4096 / state.line.length))))
      return { turn: 'yield', state }
    } catch {
      return { turn: 'exit', status: 141 }
    }
  },
}

export const which = oneShot('which', (sys, args) => {
  const names = args.filter((arg) => !arg.startsWith('-'))
  const found = names.map((name) => lookPath(sys, name))
  put(sys, found.flatMap((path) => (path === undefined || !sys.access(path, 'x') ? [] : [`${path}\n`])).join(''))
  return names.length > 0 && found.every((path) => path !== undefined && sys.access(path, 'x')) ? 0 : 1
})

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

export const mktemp = oneShot('mktemp', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'dqp:tu',
    long: { directory: 'd', quiet: 'q', 'tmpdir?': 'p', 'dry-run': 'u', 'suffix=': 's' },
  })
  if (!options) return 1
  const template = options.operands[0] ?? 'tmp.XXXXXXXXXX'
  const inTmp = options.operands[0] === undefined || has(options, 't') || has(options, 'p')
  if (!/X{3,}/.test(template))
    return fail(sys, isBusybox(sys) ? 'Invalid argument' : `too few X's in template ${quote(sys, template)}`)
  const name = template.replace(/X{3,}/, (xs) => [...xs].map(() => letters[sys.random() % letters.length]).join(''))
  const dir = every(options, 'p').at(-1) || sys.env['TMPDIR'] || '/tmp'
  const path = (inTmp ? `${dir}/${name}` : name) + (last(options, 's') ?? '')
  if (has(options, 'd')) sys.mkdir(path, 0o700)
  else if (!has(options, 'u')) sys.writeFile(path, '', 0o600)
  put(sys, `${path}\n`)
  return 0
})
