import { joinPath } from '../../../../base/path'
import { exactlyOneArgument } from '../../errors'
import { vertex } from '../../graph'
import { readFlags } from '../flags'
import type { WorkdirInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { expand, layered, noted, stepName, stepText, withConfig, type Making, type Stage } from '../stage'

export function parseWorkdir(node: Node, written: Written): WorkdirInstruction {
  if (node.args.length !== 1) throw new Error(exactlyOneArgument('WORKDIR'))
  readFlags(node.flags, {})
  return { ...written, kind: 'workdir', path: node.args[0]! }
}

/** Makes the directory too: a layer of its own, even when it is there already. */
export function applyWorkdir(s: Stage, c: WorkdirInstruction, making: Making): Stage {
  const path = expand(s, making, c.path)
  const full = path.startsWith('/') ? joinPath('/', path) : joinPath('/', s.config.WorkingDir ?? '', path)
  const set = withConfig(s, { WorkingDir: full })
  if (full === '/') return noted(set, 'WORKDIR /')
  const name = stepName(s, stepText(s, making, c.code, false))
  const op = { kind: 'mkdir', path: full, user: s.config.User ?? '' } as const
  return layered(
    set,
    `WORKDIR ${full}`,
    vertex({ name, inputs: [s.top], op, lines: c.lines, ignoreCache: making.noCache }),
  )
}
