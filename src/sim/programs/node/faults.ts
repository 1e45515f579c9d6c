import { text as fromUtf8 } from '../../../base/bytes'
import { orUndefined } from '../face'
import { hasKind } from '../script/kind'
import { inspect } from './builtins/inspect'
import { text } from './machine/convert'
import { isKind, type Obj, type Value } from './machine/value'
import { nodeVersion } from './modules/version'
import type { Machine } from './machine/core'
import type { Thrown } from './machine/errors'
import type { SyntaxFault } from './parse/words'

/** What is said of what nobody caught. */

export function complaint(m: Machine, error: unknown, prompted: boolean, source: string, file: string): string {
  if (hasKind<SyntaxFault>(error, 'syntax')) return syntaxText(m, error, prompted, source, file)
  if (!hasKind<Thrown>(error, 'thrown')) throw error
  const { value } = error
  if (isKind(value, 'unsimulated')) return `glasswhale: node: ${text(value.m.get('message'))}\n`
  return prompted ? `Uncaught ${brief(m, value)}\n` : uncaught(m, value, error.where)
}

function syntaxText(m: Machine, error: SyntaxFault, prompted: boolean, source: string, file: string): string {
  if (error.beyond) return `glasswhale: node: ${error.words} (line ${error.line})\n`
  if (prompted) return `Uncaught SyntaxError: ${error.words}\n`
  const line = source.split('\n')[error.line - 1] ?? ''
  return `${file || 'node'}:${error.line}\n${marked(line)}SyntaxError: ${error.words}\n\nNode.js v${nodeVersion(m)}\n`
}

/** A line of the source with a mark below where it begins. */
const marked = (line: string): string => `${line}\n${' '.repeat(line.length - line.trimStart().length)}^\n\n`

const brief = (m: Machine, value: Value): string => (isKind(value, 'Error') ? text(value) : inspect(m, value))

function uncaught(m: Machine, value: Value, where: string): string {
  const place = (where || text((value as Obj | undefined)?.m?.get('.where') ?? '')).split('\n')[0]?.split('|')[1] ?? ''
  const [file = '', line = '1'] = place.split(/:(?=\d+$)/)
  const source = (orUndefined(() => m.sys.readFile(file)) ?? '').split('\n')[Number(line) - 1] ?? ''
  const head = place === '' ? '' : `${place}\n${marked(fromUtf8(source))}`
  return `${head}${isKind(value, 'Error') ? inspect(m, value) : untraced(m, value)}\n\nNode.js v${nodeVersion(m)}\n`
}

const untraced = (m: Machine, value: Value): string =>
  `Uncaught:\n${inspect(m, value)}\n(Use \`node --trace-uncaught ...\` to show where the exception was thrown)`
