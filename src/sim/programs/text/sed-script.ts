import { compile } from './pattern'
import type { Bytes } from '../../../base/bytes'

/** A sed script as data. */
export type SedAddress =
  | { readonly at: 'line'; readonly line: number }
  | { readonly at: 'last' }
  | { readonly at: 'match'; readonly source: string; readonly flags: string }
  | { readonly at: 'count'; readonly count: number }
  | { readonly at: 'step'; readonly first: number; readonly step: number }

export interface SedCommand {
  readonly from?: SedAddress
  readonly to?: SedAddress
  readonly negated: boolean
  readonly name: string
  /** Text of a, i, c; label of b, t; file of w. */
  readonly words: Bytes
  readonly source: string
  readonly flags: string
  readonly replacement: Bytes
  readonly print: boolean
  readonly nth: number
  /** Index of the command after the matching bracket. */
  readonly jump: number
}

interface Cursor {
  readonly text: Bytes
  at: number
  readonly extended: boolean
}

/** The commands, or what is wrong with the script. */
export function parseSed(text: Bytes, extended: boolean): readonly SedCommand[] | string {
  const c: Cursor = { text, at: 0, extended }
  const commands: SedCommand[] = []
  const open: number[] = []
  for (;;) {
    while (/[\s;]/.test(c.text[c.at] ?? '')) c.at++
    if (c.at >= c.text.length) break
    if (c.text[c.at] === '#') {
      while (c.at < c.text.length && c.text[c.at] !== '\n') c.at++
      continue
    }
    const command = one(c)
    if (typeof command === 'string') return `-e expression #1, char ${Math.min(c.at, c.text.length)}: ${command}`
    if (command.name === '{') open.push(commands.length)
    commands.push(command)
    if (command.name !== '}') continue
    const start = open.pop()
    if (start === undefined) return `-e expression #1, char ${c.at}: unexpected \`}'`
    commands[start] = { ...commands[start]!, jump: commands.length }
  }
  return open.length > 0 ? "-e expression #1, char 0: unmatched `{'" : commands
}

const plain = { negated: false, words: '', source: '', flags: '', replacement: '', print: false, nth: 1, jump: 0 }

function one(c: Cursor): SedCommand | string {
  const from = address(c)
  if (typeof from === 'string') return from
  const to = from ? second(c) : undefined
  if (typeof to === 'string') return to
  blanks(c)
  const negated = c.text[c.at] === '!'
  if (negated) c.at++
  blanks(c)
  const name = c.text[c.at++]
  if (name === undefined) return 'missing command'
  const base = { ...plain, name, negated, ...(from ? { from } : {}), ...(to ? { to } : {}) }
  if (name === 's') return substitution(c, base)
  if (name === 'y') return transliteration(c, base)
  if ('aic'.includes(name)) return { ...base, words: textOf(c) }
  if (!'rwR'.includes(name)) blanks(c)
  if ('btT:rwR'.includes(name))
    return { ...base, words: upTo(c, 'rwR'.includes(name) ? /[\n]/ : name === ':' ? /[\s;]/ : /[\s;}]/).trim() }
  if ('qQl'.includes(name)) return { ...base, words: upTo(c, /[\n;}]/).trim() }
  if (!'pdnNgGhHxDP={}'.includes(name)) return `unknown command: \`${name}'`
  blanks(c)
  if (name !== '{' && !/^$|[\n;}#]/.test(c.text[c.at] ?? '')) return extra(c)
  return base
}

function second(c: Cursor): SedAddress | undefined | string {
  blanks(c)
  if (c.text[c.at] !== ',') return undefined
  c.at++
  blanks(c)
  return address(c, true) ?? "unexpected `,'"
}

function extra(c: Cursor): string {
  c.at++
  return 'extra characters after command'
}

const blanks = (c: Cursor) => {
  while (/[ \t]/.test(c.text[c.at] ?? '')) c.at++
}

function upTo(c: Cursor, stop: RegExp): Bytes {
  const from = c.at
  while (c.at < c.text.length && !stop.test(c.text[c.at]!)) c.at++
  return c.text.slice(from, c.at)
}

/** `a text`, `a\` and text on the next line; a backslash keeps a newline. */
function textOf(c: Cursor): Bytes {
  blanks(c)
  if (c.text[c.at] === '\\') {
    c.at++
    const gap = /^[ \t]*\n/.exec(c.text.slice(c.at))?.[0]
    c.at += gap?.length ?? 0
  }
  let out = ''
  while (c.at < c.text.length && c.text[c.at] !== '\n') {
    if (c.text[c.at] === '\\') c.at++
    out += c.text[c.at++] ?? ''
  }
  return `${out}\n`
}

function address(c: Cursor, isSecond = false): SedAddress | undefined | string {
  const number = /^\d+/.exec(c.text.slice(c.at))?.[0]
  if (number !== undefined) {
    c.at += number.length
    if (c.text[c.at] !== '~') return { at: 'line', line: Number(number) }
    c.at++
    const step = /^\d+/.exec(c.text.slice(c.at))?.[0] ?? '0'
    c.at += step.length
    return { at: 'step', first: Number(number), step: Number(step) }
  }
  if (c.text[c.at] === '$') {
    c.at++
    return { at: 'last' }
  }
  if (isSecond && c.text[c.at] === '+') {
    c.at++
    return { at: 'count', count: Number(upTo(c, /\D/)) }
  }
  if (c.text[c.at] !== '/' && c.text[c.at] !== '\\') return undefined
  const delimiter = c.text[c.at] === '\\' ? c.text[++c.at]! : '/'
  c.at++
  const pattern = delimited(c, delimiter)
  if (pattern === undefined) return 'unterminated address regex'
  const insensitive = c.text[c.at] === 'I'
  if (insensitive) c.at++
  const compiled = compile(pattern, c.extended ? 'extended' : 'basic')
  return compiled
    ? { at: 'match', source: pattern === '' ? '' : compiled.source, flags: insensitive ? 'i' : '' }
    : 'invalid regular expression'
}

/** Up to an unescaped delimiter; brackets do not hide it. */
function delimited(c: Cursor, delimiter: string): Bytes | undefined {
  let out = ''
  for (; c.at < c.text.length; c.at++) {
    const char = c.text[c.at]!
    if (char === delimiter) {
      c.at++
      return out
    }
    if (char === '\\' && c.at + 1 < c.text.length) {
      const next = c.text[++c.at]!
      out += next === delimiter ? next : `\\${next}`
    } else out += char
  }
  return undefined
}

function substitution(c: Cursor, base: SedCommand): SedCommand | string {
  const delimiter = c.text[c.at++] ?? ''
  const pattern = delimited(c, delimiter)
  const replacement = pattern === undefined ? undefined : delimited(c, delimiter)
  if (pattern === undefined || replacement === undefined) return "unterminated `s' command"
  const flags = /^[gpiImMe\d]*/.exec(c.text.slice(c.at))![0]
  c.at += flags.length
  const next = c.text[c.at]
  if (next !== undefined && !/[\s;}#w]/.test(next)) return "unknown option to `s'"
  const compiled = compile(pattern, c.extended ? 'extended' : 'basic')
  if (!compiled) return 'invalid regular expression'
  const file = next === 'w' ? upTo({ ...c, at: c.at + 1 }, /\n/).trim() : ''
  if (next === 'w') upTo(c, /\n/)
  const nth = Number(/\d+/.exec(flags)?.[0] ?? 1)
  return {
    ...base,
    source: pattern === '' ? '' : compiled.source,
    words: file,
    flags: `${flags.includes('g') ? 'g' : ''}${/[iI]/.test(flags) ? 'i' : ''}${/[mM]/.test(flags) ? 'm' : ''}`,
    replacement,
    print: flags.includes('p'),
    nth,
  }
}

function transliteration(c: Cursor, base: SedCommand): SedCommand | string {
  const delimiter = c.text[c.at++] ?? ''
  const from = delimited(c, delimiter)
  const to = from === undefined ? undefined : delimited(c, delimiter)
  if (from === undefined || to === undefined) return "unterminated `y' command"
  return from.length === to.length
    ? { ...base, source: from, replacement: to }
    : "strings for `y' command are different lengths"
}
