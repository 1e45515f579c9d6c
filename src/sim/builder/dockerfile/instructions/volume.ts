import { atLeastOneArgument } from '../../errors'
import { readFlags } from '../flags'
import type { VolumeInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { expand, noted, type Making, type Stage } from '../stage'

const empty = 'VOLUME specified can not be an empty string'

export function parseVolume(node: Node, written: Written): VolumeInstruction {
  if (node.args.length === 0) throw new Error(atLeastOneArgument('VOLUME'))
  readFlags(node.flags, {})
  const volumes = node.args.map((path) => path.trim())
  if (volumes.includes('')) throw new Error(empty)
  return { ...written, kind: 'volume', volumes }
}

export function applyVolume(s: Stage, c: VolumeInstruction, making: Making): Stage {
  const volumes = c.volumes.map((path) => expand(s, making, path))
  if (volumes.includes('')) throw new Error(empty)
  const added = Object.fromEntries(volumes.map((path) => [path, {}]))
  return noted(s, `VOLUME [${volumes.join(' ')}]`, {
    config: { ...s.config, Volumes: { ...s.config.Volumes, ...added } },
  })
}
