import { utf8 } from '../../../base/bytes'
import { SysError } from '../../wire/errno'
import type { Heard } from '../call'
import type { Cli, Verb } from '../engine'
import { daemonError, failed, withRunHelp } from '../errors'
import { on, value } from '../flags/parse'
import { familiarString, parseNormalizedNamed, tagNameOnly } from '../names'
import { draw, nothingDrawn, type Drawn } from '../progress/json-lines'
import { bodyOf, isAnswer } from '../commands/shapes'
import { registryAuth } from '../config/file'
import { containerConfig, type Asked } from './config'
import { goErrno } from './environment'

/**
 * What `run` and `create` share: the request, and the pull when the daemon does not have the image.
 *
 * @models docker/cli cli/command/container/create.go
 * @fidelity part: content trust and --use-api-socket are not done
 */
export interface Creating {
  readonly asked: Asked
  readonly id: string
  readonly drawn: Drawn
  /** The image has been pulled already: a second 404 is final. */
  readonly pulled: boolean
}

/** How `run` and `create` tell of failures: their own words and status. */
export interface Manner {
  readonly name: 'run' | 'create'
  readonly refuse: (c: Cli, message: string) => void
  readonly created: (c: Cli) => void
}

/** Checks the command line; undefined when the command has ended. */
export function configured(c: Cli, name: 'run' | 'create'): Asked | undefined {
  const p = c.parsed
  const wrong = (message: string): undefined => {
    c.err(`${withRunHelp(message, name)}\n`)
    c.exit(125)
    return undefined
  }
  const pull = value(p, 'pull') || 'missing'
  if (!['always', 'missing', 'never'].includes(pull))
    return wrong(`invalid pull option: '${pull}': must be one of "always", "missing" or "never"`)
  const asked = containerConfig(c.sys, p)
  return 'error' in asked ? wrong(asked.error) : asked
}

export function beginCreate(c: Cli<Creating>, m: Manner): void {
  const file = value(c.parsed, 'cidfile')
  if (file !== '') {
    const error = openCidFile(c as Cli, file)
    if (error !== undefined) return m.refuse(c as Cli, error)
  }
  const image = c.parsed.args[0]!
  if (!/^[a-f0-9]{64}$/.test(image)) {
    try {
      parseNormalizedNamed(image)
    } catch (error) {
      return m.refuse(c as Cli, (error as Error).message)
    }
  }
  if (value(c.parsed, 'pull') === 'always') pull(c)
  else create(c)
}

function create(c: Cli<Creating>): void {
  const name = value(c.parsed, 'name')
  c.call(
    {
      method: 'POST',
      path: '/containers/create',
      query: { name: name || undefined, platform: value(c.parsed, 'platform') || undefined },
      body: c.data.asked.body,
    },
    'created',
  )
}

/** Phases of the creation, for a verb's table. */
export const creating = (m: Manner): Verb<Creating>['phases'] => ({
  created(c, heard) {
    if (!isAnswer(heard)) return
    if (
      heard.status === 404 &&
      !c.data.pulled &&
      (value(c.parsed, 'pull') || 'missing') === 'missing' &&
      /No such image/.test(daemonError(heard))
    ) {
      if (!on(c.parsed, 'quiet'))
        c.err(
          `Unable to find image '${familiarString(tagNameOnly(parseNormalizedNamed(c.parsed.args[0]!)))}' locally\n`,
        )
      return pull(c)
    }
    if (failed(heard)) {
      dropCidFile(c as Cli)
      return m.refuse(c as Cli, daemonError(heard))
    }
    const { Id, Warnings } = bodyOf<{ Id: string; Warnings: string[] | null }>(heard)
    for (const warning of Warnings ?? []) c.err(`WARNING: ${warning}\n`)
    const file = value(c.parsed, 'cidfile')
    if (file !== '') c.sys.writeFile(file, utf8(Id), 0o644)
    c.data = { ...c.data, id: Id }
    m.created(c as Cli)
  },
  pulling(c, heard) {
    pulling(c, heard, m)
  },
})

function pull(c: Cli<Creating>): void {
  const named = tagNameOnly(parseNormalizedNamed(c.parsed.args[0]!))
  c.data = { ...c.data, pulled: true, drawn: nothingDrawn }
  c.call(
    {
      method: 'POST',
      path: '/images/create',
      query: {
        fromImage: `${named.domain}/${named.path}`,
        tag: named.digest ?? named.tag,
        platform: value(c.parsed, 'platform') || undefined,
      },
      headers: { 'X-Registry-Auth': registryAuth(c.sys, named.domain) },
    },
    'pulling',
    'lines',
  )
}

function pulling(c: Cli<Creating>, heard: Heard, m: Manner): void {
  if (heard.on === 'answer') {
    dropCidFile(c as Cli)
    return m.refuse(c as Cli, daemonError(heard))
  }
  if (heard.on === 'line' && !on(c.parsed, 'quiet')) {
    const { drawn, error } = draw(c as Cli, 2, c.data.drawn, heard.value)
    c.data = { ...c.data, drawn }
    if (error !== undefined) {
      dropCidFile(c as Cli)
      return m.refuse(c as Cli, error)
    }
  }
  if (heard.on === 'end') create(c)
}

function openCidFile(c: Cli, file: string): string | undefined {
  try {
    c.sys.stat(file)
    return `container ID file found, make sure the other container isn't running or delete ${file}`
  } catch {
    // it is not there: as it should be
  }
  try {
    c.sys.writeFile(file, '', 0o644)
    return undefined
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    return `failed to create the container ID file: open ${file}: ${goErrno(error)}`
  }
}

function dropCidFile(c: Cli): void {
  const file = value(c.parsed, 'cidfile')
  if (file !== '') c.sys.unlink(file)
}
