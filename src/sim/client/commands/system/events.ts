import { rfc3339NanoFixed } from '../../../../base/time'
import { verb, type Cli } from '../../engine'
import { daemonError } from '../../errors'
import { list, value } from '../../flags/parse'
import { filtersJson } from '../../format/filters'
import { moment } from '../../format/moment'
import { compile, execute } from '../../format/template/run'
import { TemplateError } from '../../format/template/node'
import type { GoValue } from '../../format/template/value'

/**
 * docker events.
 *
 * @models docker/cli cli/command/system/events.go
 * @fidelity full
 */
interface EventMessage {
  readonly Type: string
  readonly Action: string
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> }
  readonly time?: number
  readonly timeNano?: number
}

export const events = verb({
  start(c) {
    const times = ['since', 'until'].map((name) => moment(value(c.parsed, name), c.sys.now()))
    const bad = times.find((t) => t.error !== undefined)
    if (bad !== undefined) return c.fail(bad.error!)
    if (!parses(c)) return
    const query = {
      since: times[0]!.text || undefined,
      until: times[1]!.text || undefined,
      filters: filtersJson(list(c.parsed, 'filter')),
    }
    c.call({ method: 'GET', path: '/events', query }, 'happened', 'lines')
  },
  phases: {
    happened(c, heard) {
      if (heard.on === 'answer') return c.fail(daemonError(heard))
      if (heard.on === 'line') tell(c, heard.value as unknown as EventMessage, heard.raw)
      if (heard.on === 'end') c.exit(0)
    },
  },
})

function parses(c: Cli): boolean {
  try {
    compile(value(c.parsed, 'format'))
    return true
  } catch (error) {
    c.err(`Error parsing format: ${(error as Error).message}\n`)
    c.exit(64)
    return false
  }
}

function tell(c: Cli, event: EventMessage, raw: string): void {
  const format = value(c.parsed, 'format')
  if (format === 'json') return c.out(`${raw}\n`)
  if (format !== '') {
    try {
      return c.out(`${execute(compile(format), event as unknown as GoValue)}\n`)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      return c.fail(error.message)
    }
  }
  const attributes = Object.keys(event.Actor.Attributes ?? {})
    .sort()
    .map((key) => `${key}=${event.Actor.Attributes[key]}`)
  c.out(
    `${timeText(raw, event)} ${event.Type} ${event.Action} ${event.Actor.ID}${attributes.length > 0 ? ` (${attributes.join(', ')})` : ''}\n`,
  )
}

/** Nanoseconds do not fit a number of JavaScript: they are taken from the text. */
function timeText(raw: string, event: EventMessage): string {
  const nanos = /"timeNano":(\d+)/.exec(raw)?.[1] ?? String((event.time ?? 0) * 1e9)
  const whole = nanos.padStart(19, '0')
  return `${rfc3339NanoFixed(Number(whole.slice(0, -9)) * 1e6).slice(0, 20)}${whole.slice(-9)}Z`
}
