import { text, utf8 } from '../../../../base/bytes'
import type { ConnPayload, HttpRequest } from '../../../wire/http'
import { create } from '../../containers/create'
import { findImage } from '../../images/lookup'
import { pullRequest } from '../../images/pull'
import { later } from '../../containers/waiters'
import type { ConnHandlers, Request } from '../../request'
import { chunk } from '../../respond'
import type { Daemon } from '../../state'
import { classicOf, failBuild } from './classic'

/**
 * What the classic builder asks of the rest of dockerd: it calls the handlers of the API, and their answers come to dockerd itself.
 * @models moby builder/builder.go Backend
 * @fidelity part: moby calls functions; here the answers are messages of dockerd to itself
 */
interface Asked {
  readonly id: string
  readonly what: 'create' | 'pull'
  readonly ref: string
}

/** The connection's name says who listens, as no end of it is another's. */
function request(d: Daemon, asked: Asked, query: Readonly<Record<string, string>>, body: unknown): Request {
  const conn = `self:build.classic:${JSON.stringify({ ...asked, at: d.state.nextCall })}`
  const http: HttpRequest = {
    kind: 'http.request',
    conn,
    exchange: 1,
    method: 'POST',
    path: '',
    headers: {},
    body: utf8(JSON.stringify(body)),
  }
  return { http, from: 'dockerd', params: {}, query }
}

export const createContainer = (d: Daemon, id: string, body: unknown): void =>
  create(d, request(d, { id, what: 'create', ref: '' }, {}, body))

export const pullBase = (d: Daemon, id: string, ref: string): void => {
  const colon = ref.lastIndexOf(':')
  pullRequest(
    d,
    request(d, { id, what: 'pull', ref }, { fromImage: ref.slice(0, colon), tag: ref.slice(colon + 1) }, {}),
  )
}

function heard(d: Daemon, { id, what, ref }: Asked, payload: Exclude<ConnPayload, HttpRequest>): void {
  if (payload.kind === 'http.response' && !payload.more) {
    const answer = JSON.parse(text(payload.body)) as { readonly Id?: string; readonly message?: string }
    if (answer.Id === undefined) return failBuild(d, id, answer.message ?? 'unknown error')
    return later(d, { then: 'build.classic/created', data: { id, container: answer.Id } }, {})
  }
  if (payload.kind !== 'http.chunk' || what !== 'pull') return
  const b = classicOf(d, id)
  const problem = /"error":"((?:[^"\\]|\\.)*)"/.exec(text(payload.data))?.[1]
  if (problem !== undefined) return failBuild(d, id, JSON.parse(`"${problem}"`) as string)
  if (b !== undefined && !b.quiet && payload.data !== '') chunk(d, b.sink, payload.data)
  if (!payload.last) return
  const image = findImage(d.state, ref)
  if (image === undefined) return failBuild(d, id, `No such image: ${ref}`)
  later(d, { then: 'build.classic/based', data: { id, image: image.id } }, {})
}

export const classicConns: ConnHandlers = { 'build.classic': heard }
