import type { Answer, Request } from '../call'
import { verb, type Cli, type Verb } from '../engine'
import { daemonError, failed } from '../errors'
import { on, value } from '../flags/parse'
import { inspection } from '../format/inspect'
import type { GoValue } from '../format/template/value'
import { bodyOf, isAnswer } from './shapes'

/**
 * docker inspect, and inspect of each kind of object.
 *
 * @models docker/cli cli/command/system/inspect.go, cli/command/inspect
 * @fidelity part: swarm objects and plugins are asked for only by name of their type
 */
type Kind = 'container' | 'image' | 'network' | 'volume' | 'plugin' | 'info'

interface Looking {
  readonly names: readonly string[]
  readonly at: number
  /** Kinds still to try for the current name. */
  readonly kinds: readonly Kind[]
  readonly found: readonly GoValue[]
  readonly missing: readonly string[]
}

function question(c: Cli<Looking>, kind: Kind, name: string): Request {
  const size = kind === 'container' && on(c.parsed, 'size') ? '1' : undefined
  const paths = {
    container: `/containers/${name}/json`,
    image: `/images/${name}/json`,
    network: `/networks/${name}`,
    volume: `/volumes/${name}`,
    plugin: `/plugins/${name}/json`,
    info: '/info',
  }
  return {
    method: 'GET',
    path: paths[kind],
    query: { size, verbose: kind === 'network' && on(c.parsed, 'verbose') ? 'true' : undefined },
  }
}

const looking = (kinds: readonly Kind[], every: boolean): Verb =>
  verb<Looking>({
    start(c) {
      const wanted = every ? kindsFor(value(c.parsed, 'type')) : kinds
      if (typeof wanted === 'string') return c.fail(wanted)
      c.data = { names: c.parsed.args, at: 0, kinds: wanted, found: [], missing: [] }
      ask(c)
    },
    phases: {
      looked(c, heard) {
        if (!isAnswer(heard)) return
        const wanted = every ? (kindsFor(value(c.parsed, 'type')) as readonly Kind[]) : kinds
        const [kind, ...rest] = c.data.kinds
        const object = kind === 'info' ? undefined : took(heard)
        if (object !== undefined) c.data = { ...c.data, found: [...c.data.found, object] }
        else if (rest.length > 0 && (heard.status === 404 || kind === 'info')) {
          c.data = { ...c.data, kinds: rest }
          return ask(c)
        } else {
          const name = c.data.names[c.data.at]!
          const words =
            wanted.length > 1 && heard.status === 404 ? `Error: No such object: ${name}` : daemonError(heard)
          c.data = { ...c.data, missing: [...c.data.missing, words] }
        }
        c.data = { ...c.data, at: c.data.at + 1, kinds: wanted }
        if (c.data.at < c.data.names.length) ask(c)
        else finish(c)
      },
    },
  })

const ask = (c: Cli<Looking>): void => {
  c.call(question(c, c.data.kinds[0]!, c.data.names[c.data.at]!), 'looked')
}

const took = (answer: Answer): GoValue | undefined => (failed(answer) ? undefined : bodyOf<GoValue>(answer))

function finish(c: Cli<Looking>): void {
  const { out, errors, status } = inspection(value(c.parsed, 'format'), c.data.found, c.data.missing)
  c.out(out)
  if (errors.length > 0) c.err(`${errors.join('\n')}\n`)
  c.exit(status)
}

const types = ['config', 'container', 'image', 'network', 'node', 'plugin', 'secret', 'service', 'task', 'volume']

/** Everything that a name can mean, in the order that docker tries. */
function kindsFor(type: string): readonly Kind[] | string {
  if (type === '') return ['container', 'image', 'network', 'volume', 'info', 'plugin']
  if (!types.includes(type))
    return `unknown type: ${JSON.stringify(type)}: must be one of ${types.map((t) => JSON.stringify(t)).join(', ')}`
  return ['container', 'image', 'network', 'volume', 'plugin'].includes(type)
    ? [type as Kind]
    : `glasswhale: \`docker inspect --type ${type}\` is not simulated`
}

export const inspect = looking([], true)
export const inspectContainer = looking(['container'], false)
export const inspectImage = looking(['image'], false)
export const inspectNetwork = looking(['network'], false)
export const inspectVolume = looking(['volume'], false)
