import { say } from './errors'
import { expandText } from './expand'
import { parse } from './parse'
import type { Machine } from './state'
import { get } from './variables'

/**
 * What `set -x` prints before a command.
 *
 * @models bash print_cmd.c xtrace_*, lib/sh/shquote.c
 */
export const tracing = (m: Machine): boolean => m.s.options['xtrace'] === true

/** `ps4`: the prompt from before the command's own assignments. */
export function traceLine(m: Machine, words: string, ps4 = get(m, 'PS4') ?? '+ '): void {
  say(m, `${prompt(m, ps4)}${words}`)
}

/** PS4 is expanded; bash repeats its first character for each `eval`, `.` and `$( )` around. */
function prompt(m: Machine, ps4: string): string {
  const shown = /[$`]/.test(ps4) ? expanded(m, ps4) : ps4
  if (m.s.flavour !== 'bash') return shown
  const nested = m.s.level + m.s.stack.filter((f) => f.kind === 'level' || f.kind === 'source').length
  return (shown[0] ?? '').repeat(nested) + shown
}

function expanded(m: Machine, text: string): string {
  const node = parse(`x="${text.replace(/"/g, '\\"')}"`).list.items[0]?.node
  const value = node?.kind === 'simple' ? node.assigns[0]?.value : undefined
  const { options } = m.s
  m.s.options = {}
  try {
    return value === undefined || 'items' in value ? text : expandText(m, value)
  } catch {
    return text // a substitution in PS4 is not run
  } finally {
    m.s.options = options
  }
}

/** A word as the shell would read it again. */
export function traceWord(words: string): string {
  if (words === '') return "''"
  const metas = /[\s'"\\|&;()<>!{}*[\]?^$`]/.test(words) || /^[~#]|[=:]~/.test(words)
  return metas ? `'${words.replace(/'/g, `'\\''`)}'` : words
}
