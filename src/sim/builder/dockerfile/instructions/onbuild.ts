import { atLeastOneArgument } from '../../errors'
import { readFlags } from '../flags'
import type { OnbuildInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { withConfig, type Stage } from '../stage'

export function parseOnbuild(node: Node, written: Written): OnbuildInstruction {
  if (node.args.length === 0) throw new Error(atLeastOneArgument('ONBUILD'))
  readFlags(node.flags, {})
  const trigger = node.args[0]!.trim().toUpperCase()
  if (trigger === 'ONBUILD') throw new Error("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
  if (trigger === 'MAINTAINER' || trigger === 'FROM') throw new Error(`${trigger} isn't allowed as an ONBUILD trigger`)
  const documents = node.heredocs.map((doc) => `\n${doc.content}${doc.name}`).join('')
  return { ...written, kind: 'onbuild', trigger: node.original.replace(/^\s*ONBUILD\s*/i, '') + documents }
}

/** Only the configuration changes: the trigger fires in the build that starts from this image. */
export const applyOnbuild = (s: Stage, c: OnbuildInstruction): Stage =>
  withConfig(s, { OnBuild: [...(s.config.OnBuild ?? []), c.trigger] })
