import { atLeastOneArgument, blankName } from '../../errors'
import { readFlags } from '../flags'
import type { EnvInstruction, KeyValue, Written } from '../instruction'
import type { Node } from '../parse'
import { expand, noted, type Making, type Stage } from '../stage'

/** Pairs of ENV and LABEL. */
export function keyValues(node: Node, name: string): readonly KeyValue[] {
  readFlags(node.flags, {})
  if (node.args.length === 0) throw new Error(atLeastOneArgument(name))
  const pairs: KeyValue[] = []
  for (let i = 0; i < node.args.length; i += 3) {
    const key = node.args[i]!
    if (key === '') throw new Error(blankName(name))
    pairs.push({ key, value: node.args[i + 1]! })
  }
  return pairs
}

export const parseEnv = (node: Node, written: Written): EnvInstruction => ({
  ...written,
  kind: 'env',
  pairs: keyValues(node, 'ENV'),
})

/** Values of one ENV see the variables from before it, not each other. */
export function applyEnv(s: Stage, c: EnvInstruction, making: Making): Stage {
  const pairs = c.pairs.map(({ key, value }) => ({ key: expand(s, making, key), value: expand(s, making, value) }))
  const text = pairs.map(({ key, value }) => ` ${key}=${value}`).join('')
  return noted(s, `ENV${text}`, {
    env: { ...s.env, ...Object.fromEntries(pairs.map(({ key, value }) => [key, value])) },
    config: { ...s.config, Env: pairs.reduce(setEnv, s.config.Env ?? []) },
  })
}

function setEnv(env: readonly string[], { key, value }: KeyValue): readonly string[] {
  const at = env.findIndex((line) => line.split('=', 1)[0] === key)
  return at < 0 ? [...env, `${key}=${value}`] : env.map((line, i) => (i === at ? `${key}=${value}` : line))
}
