import { exactlyOneArgument } from '../../errors'
import { readFlags } from '../flags'
import type { MaintainerInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { noted, type Stage } from '../stage'

export function parseMaintainer(node: Node, written: Written): MaintainerInstruction {
  if (node.args.length !== 1) throw new Error(exactlyOneArgument('MAINTAINER'))
  readFlags(node.flags, {})
  return { ...written, kind: 'maintainer', maintainer: node.args[0]! }
}

export const applyMaintainer = (s: Stage, c: MaintainerInstruction): Stage =>
  noted(s, `MAINTAINER ${c.maintainer}`, { author: c.maintainer })
