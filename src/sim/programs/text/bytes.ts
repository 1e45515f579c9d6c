import { attempt, complain, exit, fail, isBusybox, putBytes, quietly } from '../face'
import { filter } from '../filter'
import { getopt, has, last, type Options } from '../options'
import { misuse, quote } from '../say'
import { base64 as encode, unbase64 } from '../../../base/base64'
import { utf8, type Bytes } from '../../../base/bytes'
import type { Fd, Program, Sys, Turn } from '../../wire/sys'

/**
 * Filters on bytes: tr, tee, base64.
 *
 * @models coreutils src/{tr,tee,base64}.c
 * @fidelity part: equivalence classes of tr are not known
 */
interface TrHow {
  readonly from: string
  readonly to: string
  readonly drop: boolean
  readonly squeeze: string
  readonly complement: boolean
}

const trClasses: Readonly<Record<string, string>> = {
  lower: 'a-z',
  upper: 'A-Z',
  digit: '0-9',
  alpha: 'A-Za-z',
  alnum: '0-9A-Za-z',
  space: '\\t\\n\\v\\f\\r ',
  blank: '\\t ',
  punct: '!-/:-@[-`{-~',
  cntrl: '\\000-\\037\\177',
  xdigit: '0-9A-Fa-f',
}
const trEscapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
}

/** A set of tr with ranges, classes and escapes spelt out. */
function spelt(set: string): string {
  const named = set.replace(/\[:(\w+):\]/g, (whole, name: string) => trClasses[name] ?? whole)
  const chars: string[] = []
  const pattern = /\\([0-7]{1,3})|\\(.)|([^])/g
  for (const match of utf8(named).matchAll(pattern))
    chars.push(
      match[1] !== undefined
        ? String.fromCharCode(parseInt(match[1], 8))
        : match[2] !== undefined
          ? (trEscapes[match[2]] ?? match[2])
          : match[3]!,
    )
  let out = ''
  for (let i = 0; i < chars.length; i++) {
    const end = chars[i + 1] === '-' ? chars[i + 2] : undefined
    if (end === undefined || end < chars[i]!) {
      out += chars[i]
      continue
    }
    for (let code = chars[i]!.charCodeAt(0); code <= end.charCodeAt(0); code++) out += String.fromCharCode(code)
    i += 2
  }
  return out
}

function trTrouble(sys: Sys, options: Options): number | undefined {
  const [one = '', two, three] = options.operands
  const both = has(options, 'd') && has(options, 's')
  if (two === undefined && (both || (!has(options, 'd') && !has(options, 's')))) {
    const why = both
      ? 'Two strings must be given when both deleting and squeezing repeats.'
      : 'Two strings must be given when translating.'
    return misuse(sys, `missing operand after ${quote(sys, one)}\n${why}`)
  }
  const extra = has(options, 'd') && !has(options, 's') ? two : three
  if (extra !== undefined) return misuse(sys, `extra operand ${quote(sys, extra)}`)
  for (const set of options.operands) {
    const name = Array.from(set.matchAll(/\[:(\w*):\]/g), (m) => m[1]!).find((each) => trClasses[each] === undefined)
    if (name !== undefined) return fail(sys, `invalid character class ${quote(sys, name)}`)
    const range = Array.from(set.matchAll(/([^\\[])-([^\\\]])/g)).find(([, a, b]) => a! > b!)
    if (range) return fail(sys, `range-endpoints of '${range[0]}' are in reverse collating sequence order`)
  }
  return undefined
}

export const tr = filter<TrHow, string>({
  name: 'tr',
  begin: (sys, args) => {
    const options = getopt(sys, args, {
      short: 'cCdst',
      long: { delete: 'd', 'squeeze-repeats': 's', complement: 'c' },
      stopEarly: true,
    })
    if (!options) return 1
    const [one, two] = options.operands
    if (one === undefined) return misuse(sys, 'missing operand')
    const trouble = trTrouble(sys, options)
    if (trouble !== undefined) return trouble
    const to = two === undefined ? '' : spelt(two)
    const whole = spelt(one)
    const from = has(options, 't') && two !== undefined ? whole.slice(0, to.length) : whole
    const squeeze = has(options, 's') ? (two === undefined ? from : to) : ''
    return {
      files: [],
      options: {
        from,
        to: has(options, 'd') ? '' : to,
        drop: has(options, 'd'),
        squeeze,
        complement: has(options, 'c') || has(options, 'C'),
      },
      acc: '',
    }
  },
  data: (sys, how, before, bytes) => {
    let out = ''
    let lastOut = before
    for (const char of bytes) {
      const at = how.from.indexOf(char)
      const hit = at >= 0 !== how.complement
      if (hit && how.drop) continue
      const to = hit && how.to !== '' ? (how.complement ? how.to.at(-1)! : (how.to[at] ?? how.to.at(-1)!)) : char
      const squeezed = how.squeeze === '' ? false : how.to !== '' ? how.squeeze.includes(to) : hit
      if (squeezed && lastOut === to) continue
      out += to
      lastOut = to
    }
    putBytes(sys, out)
    return lastOut
  },
  end: () => 0,
})

interface Teeing {
  readonly fds: readonly Fd[]
  readonly status: number
}

export const tee: Program<Teeing> = {
  name: 'tee',
  start: (sys) =>
    quietly(() => {
      const options = getopt(sys, sys.argv.slice(1), { short: 'aip', long: { append: 'a', 'ignore-interrupts': 'i' } })
      if (!options) return exit(1)
      let status = 0
      const fds: Fd[] = []
      for (const path of options.operands) {
        if (
          !attempt(
            () =>
              fds.push(
                sys.open(
                  path,
                  { write: true, create: true, ...(has(options, 'a') ? { append: true } : { truncate: true }) },
                  0o666,
                ),
              ),
            (words) => complain(sys, `${path}: ${words}`),
          )
        )
          status = 1
      }
      return pour(sys, { fds, status })
    }),
  resume: (sys, state) => quietly(() => pour(sys, state)),
}

function pour(sys: Sys, state: Teeing): Turn<Teeing> {
  for (let bytes = sys.read(0, 65536); bytes !== undefined; bytes = sys.read(0, 65536)) {
    if (bytes === '') return exit(state.status)
    for (const fd of state.fds) sys.write(fd, bytes)
    putBytes(sys, bytes)
  }
  return { turn: 'wait', state, on: [{ on: 'readable', fd: 0 }] }
}

interface Base64How {
  readonly decode: boolean
  readonly wrap: number
}

export const base64 = filter<Base64How, Bytes>({
  name: 'base64',
  begin: (sys, args) => {
    const options = getopt(sys, args, { short: 'diw:D', long: { decode: 'd', 'ignore-garbage': 'i', 'wrap=': 'w' } })
    return options
      ? {
          files: options.operands,
          options: { decode: has(options, 'd') || has(options, 'D'), wrap: Number(last(options, 'w') ?? 76) },
          acc: '',
        }
      : 1
  },
  data: (_sys, _how, acc, bytes) => acc + bytes,
  end: (sys, how, acc, failed) => {
    if (failed) return 1
    if (!how.decode) {
      const whole = encode(acc)
      putBytes(sys, how.wrap > 0 ? whole.replace(new RegExp(`.{1,${how.wrap}}`, 'g'), '$&\n') : whole)
      return 0
    }
    const clean = acc.replace(/\s/g, '')
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return fail(sys, isBusybox(sys) ? 'truncated input' : 'invalid input')
    try {
      putBytes(sys, unbase64(clean))
      return 0
    } catch {
      return fail(sys, 'invalid input')
    }
  },
})
