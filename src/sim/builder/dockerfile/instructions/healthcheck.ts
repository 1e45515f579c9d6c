import { durationText, parseDuration } from '../../../../base/units'
import type { HealthcheckConfig } from '../../../oci/config'
import { atLeastOneArgument } from '../../errors'
import { readFlags } from '../flags'
import type { HealthcheckInstruction, Written } from '../instruction'
import type { Node } from '../parse'
import { noted, quotedList, type Stage } from '../stage'

const kinds = {
  interval: 'string',
  timeout: 'string',
  'start-period': 'string',
  'start-interval': 'string',
  retries: 'string',
} as const

export function parseHealthcheck(node: Node, written: Written): HealthcheckInstruction {
  if (node.args.length === 0) throw new Error(atLeastOneArgument('HEALTHCHECK'))
  const [type = '', ...command] = node.args
  if (type.toUpperCase() === 'NONE') {
    if (command.length > 0) throw new Error('HEALTHCHECK NONE takes no arguments')
    return { ...written, kind: 'healthcheck', health: { Test: ['NONE'] } }
  }
  const flags = readFlags(node.flags, kinds)
  if (type.toUpperCase() !== 'CMD')
    throw new Error(`Unknown type ${JSON.stringify(type.toUpperCase())} in HEALTHCHECK (try CMD)`)
  if (command.length === 0) throw new Error('Missing command after HEALTHCHECK CMD')
  const health: HealthcheckConfig = {
    Test: [node.json ? 'CMD' : 'CMD-SHELL', ...command],
    ...nanos('Interval', 'interval', flags),
    ...nanos('Timeout', 'timeout', flags),
    ...nanos('StartPeriod', 'start-period', flags),
    ...nanos('StartInterval', 'start-interval', flags),
    ...retries(flags['retries']),
  }
  return { ...written, kind: 'healthcheck', health }
}

function nanos(key: string, name: string, flags: Readonly<Record<string, string>>): Readonly<Record<string, number>> {
  const written = flags[name]
  if (written === undefined || written === '') return {}
  const micros = parseDuration(written)
  if (micros !== 0 && micros < 1000) throw new Error(`Interval ${JSON.stringify(name)} cannot be less than 1ms`)
  return micros === 0 ? {} : { [key]: micros * 1000 }
}

function retries(written: string | undefined): { readonly Retries?: number } {
  if (written === undefined || written === '') return {}
  if (!/^[+-]?\d+$/.test(written))
    throw new Error(`strconv.ParseInt: parsing ${JSON.stringify(written)}: invalid syntax`)
  if (Number(written) < 0) throw new Error(`--retries cannot be negative (${Number(written)})`)
  return Number(written) === 0 ? {} : { Retries: Number(written) }
}

export function applyHealthcheck(s: Stage, c: HealthcheckInstruction): Stage {
  const h = c.health
  const times = [h.Interval, h.Timeout, h.StartPeriod, h.StartInterval].map((n) => `"${durationText((n ?? 0) / 1000)}"`)
  const count = `'\\x${(h.Retries ?? 0).toString(16).padStart(2, '0')}'`
  const text = `HEALTHCHECK &{${[quotedList(h.Test ?? []), ...times, count].join(' ')}}`
  return noted(s, text, { config: { ...s.config, Healthcheck: h } })
}
