import { verb } from '../../engine'
import { daemonError } from '../../errors'
import { on, value } from '../../flags/parse'
import { fullString, parseNormalizedNamed, tagNameOnly } from '../../names'
import { draw, nothingDrawn, type Drawn } from '../../progress/json-lines'
import { registryAuth } from '../../config/file'

/**
 * docker push.
 *
 * @models docker/cli cli/command/image/push.go
 * @fidelity part: no content trust
 */
export const push = verb<{ readonly drawn: Drawn; readonly name: string }>({
  start(c) {
    let named
    try {
      named = parseNormalizedNamed(c.parsed.args[0]!)
    } catch (error) {
      return c.fail((error as Error).message)
    }
    const all = on(c.parsed, 'all-tags')
    const quiet = on(c.parsed, 'quiet')
    if (all && named.tag !== undefined) return c.fail("tag can't be used with --all-tags/-a")
    if (!all && named.tag === undefined) {
      named = tagNameOnly(named)
      if (!quiet) c.out(`Using default tag: ${named.tag ?? ''}\n`)
    }
    c.data = { drawn: nothingDrawn, name: fullString(named) }
    c.call(
      {
        method: 'POST',
        path: `/images/${named.domain}/${named.path}/push`,
        query: { tag: all ? undefined : named.tag, platform: value(c.parsed, 'platform') || undefined },
        headers: { 'X-Registry-Auth': registryAuth(c.sys, named.domain) },
      },
      'pushing',
      'lines',
    )
  },
  phases: {
    pushing(c, heard) {
      if (heard.on === 'answer') return c.fail(daemonError(heard))
      if (heard.on === 'line') {
        if (on(c.parsed, 'quiet') && !JSON.stringify(heard.value).includes('"error')) return
        const { drawn, error } = draw(c as never, 1, c.data.drawn, heard.value)
        c.data = { ...c.data, drawn }
        if (error !== undefined) return c.fail(error)
      }
      if (heard.on === 'end') {
        if (on(c.parsed, 'quiet')) c.out(`${c.data.name}\n`)
        c.exit(0)
      }
    },
  },
})
