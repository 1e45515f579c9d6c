import { readFlags } from '../flags'
import type { CmdInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { noted, quotedList, withShell, type Stage } from '../stage'

export function parseCmd(node: Node, written: Written): CmdInstruction {
  readFlags(node.flags, {})
  return { ...written, kind: 'cmd', argv: node.args, shell: !node.json }
}

export function applyCmd(s: Stage, c: CmdInstruction): Stage {
  const argv = c.shell ? withShell(s, c.argv) : c.argv
  return noted(s, `CMD ${quotedList(argv)}`, { config: { ...s.config, Cmd: argv, ArgsEscaped: true }, cmdSet: true })
}
