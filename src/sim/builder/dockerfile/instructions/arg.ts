import { atLeastOneArgument, blankName } from '../../errors'
import type { ArgInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { expand, noted, type Making, type Stage } from '../stage'

export function parseArg(node: Node, written: Written): ArgInstruction {
  if (node.args.length === 0) throw new Error(atLeastOneArgument('ARG'))
  const args = node.args.map((word) => {
    const equals = word.indexOf('=')
    if (equals === 0) throw new Error(blankName('ARG'))
    return equals < 0 ? { key: word } : { key: word.slice(0, equals), value: word.slice(equals + 1) }
  })
  return { ...written, kind: 'arg', args }
}

/** From the command line, else the default here, else the same name from before the first FROM. */
export function applyArg(s: Stage, c: ArgInstruction, making: Making): Stage {
  let stage = s
  const told: string[] = []
  for (const arg of c.args) {
    const given = making.buildArgs[arg.key]
    const value = given ?? (arg.value === undefined ? making.globalArgs[arg.key] : expand(stage, making, arg.value))
    told.push(value === undefined ? arg.key : `${arg.key}=${value}`)
    stage = {
      ...stage,
      args: [...stage.args, { key: arg.key, ...(value !== undefined && { value }) }],
      ...(value !== undefined && { env: { ...stage.env, [arg.key]: value } }),
    }
  }
  return noted(stage, `ARG ${told.join(' ')}`)
}
