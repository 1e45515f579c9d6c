import { evaluate, evaluateText } from './arith'
import { glob } from './glob'
import { escapePattern, hasMagic } from './pattern'
import { paramValue, type Values } from './parameter'
import { needSubstitution, shellError, type Machine } from './state'
import type { Param, Part, Sum, Word } from './tree'
import * as variables from './variables'

/**
 * Turns words into fields: parameters, substitutions, splitting, pathnames, quote removal.
 * Where a command substitution's output is not known yet, NeedSubstitution is thrown, the substitution runs,
 * and the expansion starts again from the state it began with: state is a value, so nothing happens twice.
 *
 * @models bash subst.c
 */
interface Field {
  text: string
  /** The same with everything quoted escaped. */
  pattern: string
  magic: boolean
  /** Begun: an empty quoted string counts, an empty expansion does not. */
  begun: boolean
}

interface Building {
  readonly fields: Field[]
  now: Field
  /** Split at IFS; else all stays one field. */
  readonly split: boolean
}

const fresh = (): Field => ({ text: '', pattern: '', magic: false, begun: false })
const building = (split: boolean): Building => ({ fields: [], now: fresh(), split })

/** The fields of words in a command: all expansions. */
export function expandFields(m: Machine, words: readonly Word[]): readonly string[] {
  return words.flatMap((word) => {
    const plain = plainText(word)
    if (plain !== undefined) return [plain]
    const b = building(true)
    addParts(m, b, word, false, false)
    finish(b)
    return b.fields.flatMap((f) => pathnames(m, f))
  })
}

/** Most words are one piece of plain text. */
function plainText(word: Word): string | undefined {
  const [only] = word
  return word.length === 1 && only!.kind === 'text' && (only!.quoted || !/[*?[(]/.test(only!.text))
    ? only!.text
    : undefined
}

function pathnames(m: Machine, f: Field): readonly string[] {
  if (
    !f.magic ||
    m.s.options['noglob'] ||
    !(hasMagic(f.text) || (m.s.shopt['extglob'] === true && /[?*+@!]\(/.test(f.text)))
  )
    return [f.text]
  const found = glob(m, f.pattern)
  if (found !== undefined) return found
  if (m.s.shopt['failglob'] === true) throw shellError(`no match: ${f.text}`)
  return m.s.shopt['nullglob'] === true ? [] : [f.text]
}

/** One string: assignments, here-documents, `case` words. Neither splitting nor pathnames. */
export function expandText(m: Machine, word: Word): string {
  return single(m, word).text
}

/** A pattern with its quoted characters escaped: `case`, `[[ == ]]`, `${x#…}`. */
export function expandPattern(m: Machine, word: Word): string {
  return single(m, word).pattern
}

function single(m: Machine, word: Word): Field {
  const b = building(false)
  addParts(m, b, word, false, false)
  return b.now
}

export function expandSum(m: Machine, sum: Sum): bigint {
  return 'tree' in sum ? evaluate(m, sum.tree, sum.source) : evaluateText(m, expandText(m, sum.word))
}

// — building fields

function addParts(m: Machine, b: Building, parts: Word, quoted: boolean, operand: boolean): void {
  for (const part of parts) addPart(m, b, part, quoted, operand)
}

/** `operand`: the word of `${x:-word}`, whose unquoted text is split like a value. */
function addPart(m: Machine, b: Building, part: Part, quoted: boolean, operand: boolean): void {
  switch (part.kind) {
    case 'text':
      return operand && !quoted && !part.quoted
        ? addValue(m, b, part.text, false)
        : addText(b, part.text, quoted || part.quoted)
    case 'double': {
      if (part.parts.length === 0 || part.parts.some((p) => !isList(p))) b.now.begun = true
      return addParts(m, b, part.parts, true, operand)
    }
    case 'tilde':
      return addText(b, quoted ? `~${part.user}` : home(m, part.user), true)
    case 'param':
      return addParam(m, b, part, quoted)
    case 'command':
      return addValue(m, b, substitution(m, part.body), quoted)
    case 'arith':
      return addValue(m, b, String(expandSum(m, part.sum)), quoted)
    case 'process':
      return addText(b, processSubstitution(m, part), true)
  }
}

const isList = (part: Part): boolean =>
  part.kind === 'param' &&
  !part.length &&
  (part.op?.op !== 'default' || part.op.sign.endsWith('+')) &&
  (part.name === '@' || part.index === '@')

function addText(b: Building, words: string, quoted: boolean): void {
  b.now.begun = true
  b.now.text += words
  b.now.pattern += quoted ? escapePattern(words) : words
  if (!quoted && /[*?[(]/.test(words)) b.now.magic = true
}

function addParam(m: Machine, b: Building, param: Param, quoted: boolean): void {
  const found = paramValue(m, param, { text: expandText, pattern: expandPattern, sum: expandSum })
  if ('word' in found) return addParts(m, b, found.word, quoted, true)
  addValues(m, b, found, quoted)
}

function addValues(m: Machine, b: Building, found: Values, quoted: boolean): void {
  if (found.list === undefined) return addValue(m, b, found.values[0] ?? '', quoted)
  if (found.list === '*' && quoted) return addValue(m, b, found.values.join(firstSeparator(m)), true)
  if (!b.split) return addValue(m, b, found.values.join(found.list === '*' ? firstSeparator(m) : ' '), quoted)
  found.values.forEach((value, i) => {
    if (i > 0) finish(b)
    if (quoted) addText(b, value ?? '', true)
    else addValue(m, b, value ?? '', false)
  })
}

const firstSeparator = (m: Machine): string => [...(variables.get(m, 'IFS') ?? ' ')][0] ?? ''

function addValue(m: Machine, b: Building, value: string, quoted: boolean): void {
  if (quoted || !b.split) {
    if (value === '' && !quoted) return
    return addText(b, value, quoted)
  }
  splitInto(b, value, variables.get(m, 'IFS') ?? ' \t\n')
}

/** IFS white space melts together; any other separator ends a field, even an empty one. */
function splitInto(b: Building, value: string, separators: string): void {
  const white = [...separators].filter((c) => ' \t\n'.includes(c))
  let run = ''
  const flush = () => {
    if (run !== '') addText(b, run, false)
    run = ''
  }
  for (let at = 0; at < value.length;) {
    const char = value[at]!
    if (!separators.includes(char)) {
      run += char
      at++
      continue
    }
    flush()
    while (at < value.length && white.includes(value[at]!)) at++
    const hard = at < value.length && separators.includes(value[at]!)
    if (hard) {
      at++
      while (at < value.length && white.includes(value[at]!)) at++
      b.now.begun = true
    }
    finish(b)
  }
  flush()
}

function finish(b: Building): void {
  if (b.now.begun) b.fields.push(b.now)
  b.now = fresh()
}

// — what expansions stand for

function home(m: Machine, user: string): string {
  if (user === '') return variables.get(m, 'HOME') ?? '/'
  if (user === '+') return variables.get(m, 'PWD') ?? '~+'
  if (user === '-') return variables.get(m, 'OLDPWD') ?? '~-'
  if (/^[+-]?\d+$/.test(user)) return variables.items(m, 'DIRSTACK').at(fromEnd(user))?.[1] ?? `~${user}`
  try {
    const line = m.sys
      .readFile('/etc/passwd')
      .split('\n')
      .find((l) => l.startsWith(`${user}:`))
    return line?.split(':')[5] ?? `~${user}`
  } catch {
    return `~${user}`
  }
}

const fromEnd = (user: string): number => (user.startsWith('-') ? -1 - Number(user.slice(1)) : Number(user))

function substitution(m: Machine, body: Extract<Part, { kind: 'command' }>['body']): string {
  const known = m.subs[m.used]
  if (known === undefined) throw needSubstitution(body)
  m.used++
  return known
}

function processSubstitution(m: Machine, part: Extract<Part, { kind: 'process' }>): string {
  const known = m.subs[m.used]
  if (known === undefined) throw needSubstitution(part.body, part.direction)
  m.used++
  return known
}
