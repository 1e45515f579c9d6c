import { atLeastOneArgument } from '../../errors'
import { readFlags } from '../flags'
import type { ExposeInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { noted, type Making, type Stage } from '../stage'
import { processWords } from '../words'

export function parseExpose(node: Node, written: Written): ExposeInstruction {
  if (node.args.length === 0) throw new Error(atLeastOneArgument('EXPOSE'))
  readFlags(node.flags, {})
  return { ...written, kind: 'expose', ports: [...node.args].sort() }
}

export function applyExpose(s: Stage, c: ExposeInstruction, making: Making): Stage {
  const words = c.ports.flatMap((port) => processWords(port, s.env, { escape: making.escape }))
  const ports = [...new Set(words.flatMap(portsOf))].sort()
  const added = Object.fromEntries(ports.map((port) => [port, {}]))
  return noted(s, `EXPOSE map[${ports.map((port) => `${port}:{}`).join(' ')}]`, {
    config: { ...s.config, ExposedPorts: { ...s.config.ExposedPorts, ...added } },
  })
}

/** `8000-8002/udp` → each of them. A part before a colon (the host's side) is of no use here and ignored, as docker does. */
function portsOf(spec: string): readonly string[] {
  const [range = '', proto = 'tcp'] = spec.slice(spec.lastIndexOf(':') + 1).split('/')
  const match = /^(\d+)(?:-(\d+))?$/.exec(range)
  if (range === '') throw new Error(`no port specified: ${spec}<empty>`)
  if (match === null) throw new Error(`invalid containerPort: ${range}`)
  if (!['tcp', 'udp', 'sctp'].includes(proto.toLowerCase())) throw new Error(`invalid proto: ${proto}`)
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])]
  if (to < from || to > 65535) throw new Error(`invalid containerPort: ${range}`)
  return Array.from({ length: to - from + 1 }, (_, i) => `${from + i}/${proto.toLowerCase()}`)
}
