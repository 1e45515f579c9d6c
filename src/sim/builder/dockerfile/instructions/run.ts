import { vertex } from '../../graph'
import { readFlags } from '../flags'
import { chomped, parseHeredoc, summary } from '../heredoc'
import type { RunInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { layered, stepName, stepText, withShell, type Making, type Stage } from '../stage'

/**
 * RUN in both forms and with here-documents.
 * @fidelity part: --mount, --network and --security are read but change nothing
 */
export function parseRun(node: Node, written: Written): RunInstruction {
  readFlags(node.flags, { mount: 'strings', network: 'string', security: 'string', device: 'strings' })
  return { ...written, kind: 'run', argv: node.args, shell: !node.json, heredocs: node.heredocs }
}

export function applyRun(s: Stage, c: RunInstruction, making: Making): Stage {
  const { line, note } = document(c)
  const argv = c.shell ? withShell(s, line) : line
  const name = stepName(s, stepText(s, making, c.code + note, true))
  const op = {
    kind: 'run',
    argv,
    env: Object.entries(s.env).map(([key, value]) => `${key}=${value}`),
    cwd: s.config.WorkingDir || '/',
    user: s.config.User ?? '',
  } as const
  const step = vertex({ name, inputs: [s.top], op, lines: c.lines, ignoreCache: making.noCache })
  return layered(s, `RUN ${argsPrefix(s)}${argv.join(' ')} # buildkit`, step)
}

/** A lone here-document is the script itself; one among other words goes to the shell with its text. */
function document(c: RunInstruction): { readonly line: readonly string[]; readonly note: string } {
  const first = c.heredocs[0]
  if (first === undefined) return { line: c.argv, note: '' }
  if (parseHeredoc(c.argv[0] ?? '') !== undefined)
    return { line: [chomped(first)], note: ` (${summary(first.content)})` }
  return { line: [c.heredocs.reduce((all, doc) => `${all}\n${doc.content}${doc.name}`, c.argv.join(' '))], note: '' }
}

/** `|2 A=1 B=2 `: the build arguments that the command could see. */
function argsPrefix(s: Stage): string {
  const values = new Map(s.args.map(({ key, value }) => [key, `${key}=${s.env[key] ?? value ?? ''}`]))
  return values.size === 0 ? '' : `|${values.size} ${[...values.values()].join(' ')} `
}
