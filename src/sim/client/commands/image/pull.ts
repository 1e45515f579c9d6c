import { verb } from '../../engine'
import { daemonError } from '../../errors'
import { on, value } from '../../flags/parse'
import { fullString, parseNormalizedNamed, tagNameOnly } from '../../names'
import { draw, nothingDrawn, type Drawn } from '../../progress/json-lines'
import { registryAuth } from '../../config/file'

/**
 * docker pull.
 *
 * @models docker/cli cli/command/image/pull.go
 * @fidelity part: no content trust
 */
interface Pulling {
  readonly name: string
  readonly drawn: Drawn
}

export const pull = verb<Pulling>({
  start(c) {
    const all = on(c.parsed, 'all-tags')
    const quiet = on(c.parsed, 'quiet')
    let named
    try {
      named = parseNormalizedNamed(c.parsed.args[0]!)
    } catch (error) {
      return c.fail((error as Error).message)
    }
    const nameOnly = named.tag === undefined && named.digest === undefined
    if (all && !nameOnly) return c.fail("tag can't be used with --all-tags/-a")
    if (!all && nameOnly) {
      named = tagNameOnly(named)
      if (!quiet) c.out(`Using default tag: ${named.tag}\n`)
    }
    c.data = { name: fullString(named), drawn: nothingDrawn }
    c.call(
      {
        method: 'POST',
        path: '/images/create',
        query: {
          fromImage: `${named.domain}/${named.path}`,
          tag: all ? undefined : (named.digest ?? named.tag),
          platform: value(c.parsed, 'platform') || undefined,
        },
        headers: { 'X-Registry-Auth': registryAuth(c.sys, named.domain) },
      },
      'pulling',
      'lines',
    )
  },
  phases: {
    pulling(c, heard) {
      if (heard.on === 'answer') return c.fail(daemonError(heard))
      if (heard.on === 'line') {
        if (on(c.parsed, 'quiet') && !JSON.stringify(heard.value).includes('"error')) return
        const { drawn, error } = draw(c as never, 1, c.data.drawn, heard.value)
        c.data = { ...c.data, drawn }
        if (error !== undefined) return c.fail(error)
      }
      if (heard.on === 'end') {
        c.out(`${c.data.name}\n`)
        c.exit(0)
      }
    },
  },
})
