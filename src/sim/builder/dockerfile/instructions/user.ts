import { exactlyOneArgument } from '../../errors'
import { readFlags } from '../flags'
import type { UserInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { expand, noted, type Making, type Stage } from '../stage'

export function parseUser(node: Node, written: Written): UserInstruction {
  if (node.args.length !== 1) throw new Error(exactlyOneArgument('USER'))
  readFlags(node.flags, {})
  return { ...written, kind: 'user', user: node.args[0]! }
}

export function applyUser(s: Stage, c: UserInstruction, making: Making): Stage {
  const user = expand(s, making, c.user)
  return noted(s, `USER ${user}`, { config: { ...s.config, User: user } })
}
