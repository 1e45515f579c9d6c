import type { Then } from '../../world/draft'
import { login, loginContinuations } from '../auth/login'
import type { CallHandlers, ConnHandlers, Continuation, Continuations, Route, StreamHandlers } from '../request'
import type { Daemon } from '../state'
import { history } from './history'
import { inspect } from './inspect'
import { list } from './list'
import { prune } from './prune'
import { pullContinuations, pullRequest } from './pull'
import { pullClientGone } from './pull-end'
import { pushContinuations, pushRequest } from './push'
import { pushClientGone } from './push-end'
import { reachContinuations } from './reach'
import { heardRemote, remoteHandler } from './remote'
import { remove } from './remove'
import { search, searchContinuations } from './search'
import { tag } from './tag'

/** What the image room answers and goes on with. @models moby daemon/server/router/image */
export const imageRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/images/json', handler: list },
  { method: 'GET', pattern: '/images/search', handler: search },
  { method: 'GET', pattern: '/images/{name:.*}/history', handler: history },
  { method: 'GET', pattern: '/images/{name:.*}/json', handler: inspect },
  { method: 'POST', pattern: '/images/create', handler: pullRequest },
  { method: 'POST', pattern: '/images/prune', handler: prune },
  { method: 'POST', pattern: '/images/{name:.*}/push', handler: pushRequest },
  { method: 'POST', pattern: '/images/{name:.*}/tag', handler: tag },
  { method: 'DELETE', pattern: '/images/{name:.*}', handler: remove },
  { method: 'POST', pattern: '/auth', handler: login },
]

const table: Continuations = {
  ...pullContinuations,
  ...pushContinuations,
  ...searchContinuations,
  ...loginContinuations,
  'images.ignored': () => undefined,
}

const run = (d: Daemon, { then, data }: Then, answer: unknown): void =>
  (imageContinuations[then] as Continuation | undefined)?.(d, data as never, answer as never)

export const imageContinuations: Continuations = { ...table, ...reachContinuations(run) }

/** A client that leaves takes its operation along. */
const whenGone =
  (gone: (d: Daemon, id: string) => void) =>
  (d: Daemon, id: string, payload: { readonly kind: string }): void =>
    payload.kind === 'conn.closed' ? gone(d, id) : undefined

export const imageConns: ConnHandlers = {
  [remoteHandler]: heardRemote(run),
  'images.pull/client': whenGone(pullClientGone),
  'images.push/client': whenGone(pushClientGone),
}

export const imageCalls: CallHandlers = {}
export const imageStreams: StreamHandlers = {}
