import { callers } from './callers'
import { say } from './errors'
import type { ParseFailure } from './parse-failure'
import type { Machine } from './state'

/**
 * What a shell says of a text that does not parse.
 *
 * @models bash parse.y report_syntax_error, dash parser.c synexpect, busybox ash raise_error_unexpected_syntax
 */
/** A here-document that the end of the text ends. */
export function warnOpen(m: Machine, e: ParseFailure): void {
  if (m.s.flavour !== 'bash' || e.delimiter === undefined) return
  say(
    m,
    `${m.s.name}: line ${e.endLine}: warning: here-document at line ${e.line} delimited by end-of-file (wanted \`${e.delimiter}')`,
  )
}

/** `where`: what the text is where it is not the script's own, as `eval`. */
export function syntaxLines(m: Machine, e: ParseFailure, where?: string): readonly string[] {
  if (m.s.flavour !== 'bash') return [`${posixPrefix(m, e)}${posixSyntax(m, e)}`]
  const at = (line: number) =>
    m.s.interactive
      ? `${m.s.name}: ${where === undefined ? '' : `${where}: `}${where === undefined ? '' : `line ${line}: `}`
      : `${callers(m)[0]?.file ?? m.s.name}: ${where !== undefined ? `${where}: ` : m.s.mode === 'string' && callers(m).length === 0 ? '-c: ' : ''}line ${line}: `
  if (e.incomplete) {
    if (e.open === 'EOF') return []
    return [
      e.open === undefined
        ? `${at(e.lastLine)}syntax error: unexpected end of file`
        : `${at(e.line)}unexpected EOF while looking for matching \`${e.open}'`,
    ]
  }
  if (e.words !== undefined)
    return e.words
      .split('\n')
      .filter((words) => words !== '')
      .map((words) => `${at(e.line)}${words}`)
  const head = `${at(e.line)}syntax error near unexpected token \`${e.token}'`
  return m.s.interactive ? [head] : [head, `${at(e.line)}\`${e.sourceLine}'`]
}

const posixPrefix = (m: Machine, e: ParseFailure): string =>
  m.s.flavour === 'dash'
    ? `${m.s.name}: ${e.incomplete ? e.endLine : e.line}: Syntax error: `
    : m.s.mode === 'file'
      ? `${m.s.name}: line ${e.line}: syntax error: `
      : `${m.s.name}: syntax error: `

function posixSyntax(m: Machine, e: ParseFailure): string {
  const ash = m.s.flavour === 'ash'
  if (e.open === '"' || e.open === "'") return ash ? 'unterminated quoted string' : 'Unterminated quoted string'
  if (e.open === '`') return ash ? 'EOF in backquote substitution' : 'EOF in backquote substitution'
  if (e.open === '}') return ash ? "missing '}'" : "Missing '}'"
  if (e.open === ')') return ash ? "missing '))'" : "Missing '))'"
  const wanted = e.expecting === undefined ? '' : ` (expecting "${e.expecting}")`
  if (e.incomplete) return `${ash ? 'unexpected end of file' : 'end of file unexpected'}${wanted}`
  if (e.token === 'bad for loop variable') return ash ? e.token : 'Bad for loop variable'
  const token = ['newline', 'redirection', 'word'].includes(e.token ?? '') ? e.token : `"${e.token}"`
  return `${ash ? `unexpected ${token}` : `${token} unexpected`}${wanted}`
}

export function syntaxError(m: Machine, e: ParseFailure, where?: string): void {
  for (const line of syntaxLines(m, e, where)) say(m, line)
  m.s.status = failureStatus(m, e)
}

/** What a text that does not parse leaves in `$?`. */
const failureStatus = (m: Machine, e: ParseFailure): number => (e.status === 'kept' ? m.s.status : (e.status ?? 2))
