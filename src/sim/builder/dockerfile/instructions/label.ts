import type { LabelInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { expand, noted, type Making, type Stage } from '../stage'
import { keyValues } from './env'

export const parseLabel = (node: Node, written: Written): LabelInstruction => ({
  ...written,
  kind: 'label',
  pairs: keyValues(node, 'LABEL'),
})

export function applyLabel(s: Stage, c: LabelInstruction, making: Making): Stage {
  const pairs = c.pairs.map(({ key, value }) => [expand(s, making, key), expand(s, making, value)] as const)
  const text = pairs.map(([key, value]) => ` ${key}=${value}`).join('')
  return noted(s, `LABEL${text}`, {
    config: { ...s.config, Labels: { ...s.config.Labels, ...Object.fromEntries(pairs) } },
  })
}
