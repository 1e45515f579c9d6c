import { lastIndex } from './arith'
import { patternRegExp } from './pattern'
import { assignmentText, declaration, keyText } from './declaration'
import { unescape } from './escapes'
import { promptWords } from './prompt'
import { doubleQuote, shellQuote } from './quote'
import { shellError, type ShellError, type Machine } from './state'
import type { Param, ParamOp, Sum, Word } from './tree'
import * as variables from './variables'

/**
 * `$x` and everything that `${x…}` can do to it.
 *
 * @models bash subst.c parameter_brace_expand
 */
export interface Values {
  readonly values: readonly (string | undefined)[]
  /** `$@` and `${a[@]}` are lists; `*` joins when quoted. */
  readonly list?: '@' | '*'
}

/** How the words inside a parameter expansion are expanded; given by the caller. */
export interface Expanders {
  readonly text: (m: Machine, word: Word) => string
  readonly pattern: (m: Machine, word: Word) => string
  readonly sum: (m: Machine, sum: Sum) => bigint
}

export type ParamResult = (Values & { readonly values: readonly string[] }) | { readonly word: Word }

export function paramValue(m: Machine, p: Param, by: Expanders): ParamResult {
  if (p.op?.op === 'bad' || (m.s.flavour === 'dash' && bashOnly(p))) throw badSubstitution(m, p)
  if (p.indirect === true) return indirect(m, p, by)
  const found = fetch(m, p, p.name, by)
  if (p.length === true)
    return { values: [String(found.list === undefined ? [...strict(m, p, found)].length : found.values.length)] }
  if (p.op?.op === 'default') return defaulted(m, p, p.op, found, by)
  if (found.list === undefined) {
    const value = strict(m, p, found)
    return { values: [p.op === undefined ? value : operate(m, p, p.op, value, by)] }
  }
  return listed(m, p, found as Values & { values: readonly string[] }, by)
}

const bashOnly = (p: Param): boolean =>
  p.indirect === true || p.index !== undefined || ['replace', 'slice', 'case', 'transform'].includes(p.op?.op ?? '')

const badSubstitution = (m: Machine, p: Param): ShellError =>
  m.s.flavour === 'bash'
    ? shellError(`${p.source}: bad substitution`, 1)
    : shellError(m.s.flavour === 'ash' ? 'syntax error: bad substitution' : 'Bad substitution', 2, 'fatal')

function fetch(m: Machine, p: Param, name: string, by: Expanders): Values {
  if (name === '@' || name === '*') return { values: variables.positional(m), list: name }
  if (p.index === '@' || p.index === '*') return { values: variables.items(m, name).map(([, v]) => v), list: p.index }
  if (p.index !== undefined) return { values: [item(m, name, p.index, by)] }
  return { values: [variables.get(m, name)] }
}

function item(m: Machine, name: string, index: Word, by: Expanders): string | undefined {
  const key = subscript(m, name, index, by, true)
  return variables.items(m, name).find(([k]) => k === key)?.[1]
}

/** Reading before the first element is said, and gives nothing. */
function complainSubscript(m: Machine, name: string): string {
  m.held.push(`${name}: bad array subscript`)
  return '-1'
}

/** The key that a subscript names; negative ones count from the end. */
export function subscript(m: Machine, name: string, index: Word, by: Expanders, reading = false): string {
  const words = by.text(m, index)
  if (variables.variable(m, name)?.keyed === true) return words
  const n = Number(by.sum(m, { source: words, word: [{ kind: 'text', text: words, quoted: true }] }))
  const at = n < 0 ? lastIndex(m, name) + 1 + n : n
  if (at < 0 && reading) return complainSubscript(m, name)
  if (at < 0) throw shellError(`${name}[${words}]: bad array subscript`)
  return String(at)
}

function strict(m: Machine, p: Param, found: Values): string {
  const value = found.values[0]
  if (value !== undefined) return value
  if (m.s.options['nounset']) {
    const shown = p.index === undefined || typeof p.index === 'string' ? p.name : p.source.slice(2, -1)
    throw shellError(
      m.s.flavour === 'bash'
        ? `${/^[A-Za-z_]/.test(shown) ? '' : '$'}${shown}: unbound variable`
        : `${shown}: parameter not set`,
      m.s.flavour === 'bash' ? 127 : 2,
      'fatal',
    )
  }
  return ''
}

function defaulted(
  m: Machine,
  p: Param,
  op: Extract<ParamOp, { op: 'default' }>,
  found: Values,
  by: Expanders,
): ParamResult {
  const colon = op.sign.startsWith(':')
  const sign = op.sign.at(-1)!
  const set = found.list === undefined ? found.values[0] !== undefined : found.values.length > 0
  const filled = set && !(colon && found.values.join(' ') === '')
  if (sign === '+') return filled ? { word: op.word } : { ...found, values: [] }
  if (filled) return found as Values & { values: readonly string[] }
  if (sign === '-') return { word: op.word }
  if (sign === '=') return { values: [assignDefault(m, p, by.text(m, op.word), by)] }
  const words =
    op.word.length === 0
      ? !colon
        ? 'parameter not set'
        : m.s.flavour === 'bash'
          ? 'parameter null or not set'
          : 'parameter not set or null'
      : by.text(m, op.word)
  throw shellError(`${p.name}: ${words}`, m.s.flavour === 'bash' ? 127 : 2, 'fatal')
}

function assignDefault(m: Machine, p: Param, value: string, by: Expanders): string {
  if (!variables.isName(p.name)) throw shellError(`$${p.name}: cannot assign in this way`, 1, 'fatal')
  if (p.index !== undefined && typeof p.index !== 'string')
    variables.setItem(m, p.name, subscript(m, p.name, p.index, by), value)
  else variables.set(m, p.name, value)
  return value
}

function indirect(m: Machine, p: Param, by: Expanders): ParamResult {
  if (p.op?.op === 'names') {
    const names = Object.keys(m.s.vars)
      .filter((n) => n.startsWith(p.name))
      .sort()
    return { values: names, list: p.op.sign === '@' ? '@' : '*' }
  }
  if (p.index === '@' || p.index === '*') return { values: variables.items(m, p.name).map(([k]) => k), list: p.index }
  const own = variables.ownVariable(m, p.name)
  if (own?.ref === true && p.op === undefined) return { values: [own.value ?? ''] }
  const target = strict(m, p, fetch(m, p, p.name, by))
  const found = /^([A-Za-z_]\w*|[@*#?$!-]|\d+)(?:\[(.*)\])?$/.exec(target)
  if (found === null)
    throw shellError(own === undefined ? `${p.name}: invalid indirect expansion` : `${target}: invalid variable name`)
  const index =
    found[2] === undefined
      ? {}
      : {
          index:
            found[2] === '@' || found[2] === '*'
              ? (found[2] as '@' | '*')
              : ([{ kind: 'text', text: found[2], quoted: true }] as Word),
        }
  return paramValue(
    m,
    { kind: 'param', name: found[1]!, source: p.source, ...index, ...(p.op === undefined ? {} : { op: p.op }) },
    by,
  )
}

function listed(
  m: Machine,
  p: Param,
  found: { readonly values: readonly string[]; readonly list?: '@' | '*' },
  by: Expanders,
): ParamResult {
  if (p.op === undefined) return found
  if (p.op.op === 'transform' && 'AKk'.includes(p.op.letter)) return whole(m, p, p.op.letter)
  if (p.op.op !== 'slice') return { ...found, values: found.values.map((v) => operate(m, p, p.op!, v, by)) }
  const all = p.name === '@' || p.name === '*' ? [m.s.zero, ...found.values] : found.values
  const from = Number(by.sum(m, p.op.offset))
  const start = from < 0 ? all.length + from : from
  const count = p.op.length === undefined ? all.length : Number(by.sum(m, p.op.length))
  if (count < 0) throw shellError(`${p.op.length!.source}: substring expression < 0`)
  return { ...found, values: start < 0 ? [] : all.slice(start, start + count) }
}

/** `${a[@]@A}`, `@K`, `@k`: the array with its keys. */
function whole(m: Machine, p: Param, letter: string): ParamResult {
  const v = variables.variable(m, p.name)
  const all = variables.items(m, p.name)
  if (letter === 'k') return { values: all.flat(), list: '@' }
  if (letter === 'A') return { values: v === undefined ? [] : [declaration(m, p.name, v)] }
  const pairs = all.map(([key, value]) => `${keyText(key)} ${doubleQuote(value)}`)
  return { values: [pairs.join(' ') + (v?.keyed === true && pairs.length > 0 ? ' ' : '')] }
}

function operate(m: Machine, p: Param, op: ParamOp, value: string, by: Expanders): string {
  switch (op.op) {
    case 'remove':
      return removed(value, by.pattern(m, op.word), op.sign, m.s.shopt['extglob'] === true)
    case 'replace':
      return replaced(value, by.pattern(m, op.pattern), by.pattern(m, op.by), op.sign, m.s.shopt['extglob'] === true)
    case 'slice':
      return sliced(m, op, value, by)
    case 'case':
      return recased(value, op.sign, op.word === undefined ? '?' : by.pattern(m, op.word))
    case 'transform':
      return transformed(m, p, value, op.letter)
    default:
      return value
  }
}

function removed(value: string, pattern: string, sign: string, extended: boolean): string {
  const whole = patternRegExp(pattern, extended)
  const chars = [...value]
  const longest = sign.length === 2
  const lengths = chars.map((_, i) => i).concat(chars.length)
  for (const n of longest ? lengths.reverse() : lengths) {
    if (sign[0] === '#' && whole.test(chars.slice(0, n).join(''))) return chars.slice(n).join('')
    if (sign[0] === '%' && whole.test(chars.slice(chars.length - n).join('')))
      return chars.slice(0, chars.length - n).join('')
  }
  return value
}

function replaced(value: string, pattern: string, by: string, sign: string, extended: boolean): string {
  if (pattern === '')
    return sign === '/#' ? replacement(by, '') + value : sign === '/%' ? value + replacement(by, '') : value
  const anchors = sign === '/#' ? 'start' : sign === '/%' ? 'end' : 'none'
  let once = sign !== '//'
  return value.replace(patternRegExp(pattern, extended, anchors), (match) => {
    if (match === '' && anchors === 'none') return match
    if (anchors !== 'none') return replacement(by, match)
    if (sign === '//') return replacement(by, match)
    if (!once) return match
    once = false
    return replacement(by, match)
  })
}

/** An unquoted `&` is what matched (patsub_replacement, on since 5.2). */
const replacement = (by: string, match: string): string =>
  by.replace(/\\([^])|&/g, (_, quoted: string | undefined) => quoted ?? match)

function sliced(m: Machine, op: Extract<ParamOp, { op: 'slice' }>, value: string, by: Expanders): string {
  const chars = [...value]
  const from = Number(by.sum(m, op.offset))
  const start = from < 0 ? chars.length + from : from
  if (start < 0 || start > chars.length) return ''
  if (op.length === undefined) return chars.slice(start).join('')
  const count = Number(by.sum(m, op.length))
  const end = count < 0 ? chars.length + count : start + count
  if (end < start) throw shellError(`${op.length.source}: substring expression < 0`)
  return chars.slice(start, end).join('')
}

function recased(value: string, sign: string, pattern: string): string {
  const one = patternRegExp(pattern, false)
  const toggled = (c: string) => (c === c.toUpperCase() ? c.toLowerCase() : c.toUpperCase())
  const turn = { '^': (c: string) => c.toUpperCase(), ',': (c: string) => c.toLowerCase(), '~': toggled }
  const change = (c: string) => (one.test(c) ? turn[sign[0] as '^'](c) : c)
  const chars = [...value]
  return sign.length === 2 ? chars.map(change).join('') : [change(chars[0] ?? ''), ...chars.slice(1)].join('')
}

function transformed(m: Machine, p: Param, value: string, letter: string): string {
  const v = variables.variable(m, p.name)
  switch (letter) {
    case 'Q':
      return variables.get(m, p.name) === undefined &&
        v === undefined &&
        p.index === undefined &&
        variables.isName(p.name)
        ? ''
        : shellQuote(value, true)
    case 'U':
      return value.toUpperCase()
    case 'L':
      return value.toLowerCase()
    case 'u':
      return value.slice(0, 1).toUpperCase() + value.slice(1)
    case 'A':
      return v === undefined ? '' : assignmentText(p.name, v, value)
    case 'E':
      return unescape(value, false)[0]
    case 'P':
      return promptWords(m, value)
    case 'a':
      return `${v?.items === undefined ? '' : v.keyed === true ? 'A' : 'a'}${v?.integer ? 'i' : ''}${v?.readonly ? 'r' : ''}${v?.exported ? 'x' : ''}`
    default:
      return value
  }
}
