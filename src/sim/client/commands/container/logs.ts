import type { Bytes } from '../../../../base/bytes'
import { verb, type Cli } from '../../engine'
import { daemonError, failed } from '../../errors'
import { on, value } from '../../flags/parse'
import { frames } from '../../run/stream'
import { moment } from '../../format/moment'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker logs.
 *
 * @models docker/cli cli/command/container/logs.go
 * @fidelity full
 */
interface Reading {
  readonly framed: boolean
  readonly rest: Bytes
}

export const logs = verb<Reading>({
  start(c) {
    c.data = { framed: true, rest: '' }
    c.call({ method: 'GET', path: `/containers/${c.parsed.args[0]}/json` }, 'found')
  },
  phases: {
    found(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return c.fail(daemonError(heard))
      const container = bodyOf<{ Id: string; Config: { Tty: boolean } }>(heard)
      c.data = { framed: !container.Config.Tty, rest: '' }
      const times = [moment(value(c.parsed, 'since'), c.sys.now()), moment(value(c.parsed, 'until'), c.sys.now())]
      const bad = times.find((t) => t.error !== undefined)
      if (bad !== undefined)
        return c.fail(
          `Error response from daemon: invalid value for "${bad === times[0] ? 'since' : 'until'}": ${bad.error}`,
        )
      c.call(
        {
          method: 'GET',
          path: `/containers/${container.Id}/logs`,
          query: {
            stdout: '1',
            stderr: '1',
            details: on(c.parsed, 'details') ? '1' : undefined,
            follow: on(c.parsed, 'follow') ? '1' : undefined,
            since: times[0]!.text || undefined,
            until: times[1]!.text || undefined,
            tail: value(c.parsed, 'tail') || 'all',
            timestamps: on(c.parsed, 'timestamps') ? '1' : undefined,
          },
        },
        'written',
        'bytes',
      )
    },
    written(c, heard) {
      if (heard.on === 'answer') return c.fail(daemonError(heard))
      if (heard.on === 'bytes') print(c, heard.data)
      if (heard.on === 'stream') c[heard.channel === 'stderr' ? 'errBytes' : 'outBytes'](heard.data)
      if (heard.on === 'end') c.exit(0)
    },
  },
})

function print(c: Cli<Reading>, data: Bytes): void {
  if (!c.data.framed) return c.outBytes(data)
  const [found, rest] = frames(c.data.rest + data)
  for (const frame of found) c[frame.channel === 'stderr' ? 'errBytes' : 'outBytes'](frame.data)
  c.data = { ...c.data, rest }
}
