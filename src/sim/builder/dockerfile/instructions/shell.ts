import { atLeastOneArgument, notJson } from '../../errors'
import { readFlags } from '../flags'
import type { ShellInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { noted, type Stage } from '../stage'

export function parseShell(node: Node, written: Written): ShellInstruction {
  readFlags(node.flags, {})
  if (node.args.length === 0) throw new Error(atLeastOneArgument('SHELL'))
  if (!node.json) throw new Error(notJson('SHELL'))
  return { ...written, kind: 'shell', argv: node.args }
}

export const applyShell = (s: Stage, c: ShellInstruction): Stage =>
  noted(s, `SHELL [${c.argv.join(' ')}]`, { config: { ...s.config, Shell: c.argv } })
