/**
 * Parser directives: `# syntax=…`, `# escape=…`, `# check=…` before anything else.
 * @models buildkit frontend/dockerfile/parser/directives.go
 * @fidelity part: the syntax directive is read but no other frontend is ever loaded
 */
const known = ['syntax', 'escape', 'check'] as const

export interface DirectiveReader {
  /** True when the line is a directive. Throws when one is repeated or unusable. */
  readonly read: (line: string) => boolean
  readonly escape: () => string
}

export function directiveReader(): DirectiveReader {
  const seen = new Set<string>()
  let done = false
  let escape = '\\'
  return {
    escape: () => escape,
    read: (line) => {
      const match = done ? null : /^#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/.exec(line)
      const name = match?.[1]!.toLowerCase() ?? ''
      if (!(known as readonly string[]).includes(name)) {
        done = true
        return false
      }
      if (seen.has(name)) throw new Error(`only one ${name} parser directive can be used`)
      seen.add(name)
      if (name === 'escape') escape = checked(match![2]!)
      return true
    },
  }
}

function checked(token: string): string {
  if (token !== '`' && token !== '\\') throw new Error(`invalid escape token '${token}' does not match \` or \\`)
  return token
}
