import { text } from '../../../../base/bytes'
import { linesOf } from '../../face'
import { textOf } from '../machine/texts'
import { pythonVersion } from '../modules/version'
import { items } from '../value/items'
import { isThing, type Instance, type Value } from '../value/thing'
import type { Machine } from '../machine/core'
import type { PythonSyntax } from '../parse/token'

/**
 * What Python says of an exception that nobody handled, and of a program that is none.
 *
 * @models CPython Lib/traceback.py
 * @fidelity part: one line of source a frame
 */
export function traceback(m: Machine, value: Instance): string {
  const context = value.m.get('__context__')
  const before =
    context !== undefined && isThing(context) && context.t === 'inst'
      ? `${traceback(m, context)}\nDuring handling of the above exception, another exception occurred:\n\n`
      : ''
  const frames = items(value.m.get('__trace__') ?? { t: 'list', v: [] }).map((entry) => frameText(m, items(entry)))
  return `${before}Traceback (most recent call last):\n${frames.join('')}${lastLine(m, value)}\n`
}

function lastLine(m: Machine, value: Instance): string {
  const words = textOf(m, value, '__str__')
  return words === '' ? value.of.name : `${value.of.name}: ${words}`
}

function frameText(m: Machine, entry: readonly Value[]): string {
  const [file, name, ...numbers] = entry as readonly [string, string, ...bigint[]]
  const [line = 1, from = 0, to = 0, markFrom = -1, markTo = -1] = numbers.map(Number)
  const head = `  File "${file}", line ${line}, in ${name}\n`
  const source = sourceLine(m, file, line)
  if (source === undefined || source.trim() === '') return head
  const indent = source.length - source.trimStart().length
  const marks = carets(m, source, from, to, markFrom, markTo)
  return `${head}    ${source.trim()}\n${marks === '' ? '' : `    ${marks.slice(indent)}\n`}`
}

function sourceLine(m: Machine, file: string, line: number): string | undefined {
  if (file === '<string>') return newer(m, 13) ? m.core.source.split('\n')[line - 1] : undefined
  if (file.startsWith('<')) return newer(m, 13) ? m.core.source.split('\n')[line - 1] : undefined
  const bytes = linesOf(m.sys, file)[line - 1]
  return bytes === undefined ? undefined : text(bytes)
}

const newer = (m: Machine, minor: number) => Number(pythonVersion(m).split('.')[1]) >= minor

/** `~~^~~` below the part that failed; nothing where that is the whole line. */
function carets(m: Machine, source: string, from: number, to: number, markFrom: number, markTo: number): string {
  if (to <= from) return ''
  const call = source[markFrom] === '('
  const anchored = markFrom >= from && (!call || newer(m, 13))
  const part = source.slice(from, to)
  if (call && newer(m, 13) && new RegExp(`^\\s*(?:return |[\\w.]+ = )${escaped(part)}\\s*$`).test(source)) return ''
  const whole = source.slice(0, from).trim() === '' && source.slice(to).trim() === ''
  if (whole && !anchored) return ''
  if (!anchored) return ' '.repeat(from) + '^'.repeat(to - from)
  return `${' '.repeat(from)}${'~'.repeat(markFrom - from)}${'^'.repeat(markTo - markFrom)}${'~'.repeat(Math.max(0, to - markTo))}`
}

const escaped = (words: string) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export function syntaxText(error: PythonSyntax, file: string, source: string): string {
  const line = source.split('\n')[error.line - 1] ?? ''
  const indent = line.length - line.trimStart().length
  const from = Math.max(0, error.from - indent)
  const width = Math.max(1, error.to - error.from)
  const marks =
    error.type === 'IndentationError' && error.words.startsWith('unexpected')
      ? ''
      : `    ${' '.repeat(from)}${'^'.repeat(width)}\n`
  return `  File "${file}", line ${error.line}\n${line.trim() === '' ? '' : `    ${line.trim()}\n${marks}`}${error.type}: ${error.words}\n`
}
