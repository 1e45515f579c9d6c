import { readFlags } from '../flags'
import type { FromInstruction, Written } from '../instruction'
import type { Node } from '../parse'

export function parseFrom(node: Node, written: Written): FromInstruction {
  const as = stageName(node.args)
  const flags = readFlags(node.flags, { platform: 'string' })
  return { ...written, kind: 'from', base: node.args[0]!, as, platform: flags['platform'] ?? '' }
}

function stageName(args: readonly string[]): string {
  if (args.length === 1) return ''
  if (args.length !== 3 || args[1]!.toLowerCase() !== 'as')
    throw new Error('FROM requires either one or three arguments')
  const name = args[2]!.toLowerCase()
  if (!/^[a-z][a-z0-9-_.]*$/.test(name))
    throw new Error(
      `invalid name for build stage: ${JSON.stringify(args[2])}, name can't start with a number or contain symbols`,
    )
  return name
}
