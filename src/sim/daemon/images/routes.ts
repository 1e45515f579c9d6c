import type { Then } from '../../world/draft'
import { login, loginContinuations } from '../auth/login'
import type {
  CallHandlers,
  ConnHandlers,
  Continuation,
  Continuations,
  Request,
  Route,
  StreamHandlers,
} from '../request'
import type { Daemon } from '../state'
import { distribution, distributionContinuations } from './distribution'
import { history } from './history'
import { importContinuations, importRequest } from './import'
import { inspect } from './inspect'
import { list } from './list'
import { load, loadContinuations } from './load'
import { prune } from './prune'
import { pullContinuations, pullRequest } from './pull'
import { pullClientGone } from './pull-end'
import { pushContinuations, pushRequest } from './push'
import { pushClientGone } from './push-end'
import { reachContinuations } from './reach'
import { heardRemote, remoteHandler } from './remote'
import { remove } from './remove'
import { save, saveContinuations } from './save'
import { search, searchContinuations } from './search'
import { tag } from './tag'

/** What the image room answers and goes on with. @models moby daemon/server/router/image */
export const imageRoutes: readonly Route[] = [
  { method: 'GET', pattern: '/images/json', handler: list },
  { method: 'GET', pattern: '/images/search', handler: search },
  { method: 'GET', pattern: '/images/{name:.*}/history', handler: history },
  { method: 'GET', pattern: '/images/{name:.*}/json', handler: inspect },
  { method: 'GET', pattern: '/images/get', handler: save },
  { method: 'GET', pattern: '/images/{name:.*}/get', handler: save },
  { method: 'GET', pattern: '/distribution/{name:.*}/json', handler: distribution },
  { method: 'POST', pattern: '/images/create', handler: create },
  { method: 'POST', pattern: '/images/load', handler: load },
  { method: 'POST', pattern: '/images/prune', handler: prune },
  { method: 'POST', pattern: '/images/{name:.*}/push', handler: pushRequest },
  { method: 'POST', pattern: '/images/{name:.*}/tag', handler: tag },
  { method: 'DELETE', pattern: '/images/{name:.*}', handler: remove },
  { method: 'POST', pattern: '/auth', handler: login },
]

/** One route, two verbs: `docker pull` and `docker import`. */
function create(d: Daemon, req: Request): void {
  if (req.query['fromImage']) pullRequest(d, req)
  else importRequest(d, req)
}

const table: Continuations = {
  ...pullContinuations,
  ...pushContinuations,
  ...searchContinuations,
  ...loginContinuations,
  ...loadContinuations,
  ...saveContinuations,
  ...importContinuations,
  ...distributionContinuations,
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
