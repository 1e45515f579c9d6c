import type { Rng } from '../../base/random'
import type { HttpRequest, HttpResponse } from '../wire/http'
import type { RegistryView, RepositoryView } from '../wire/view'
import type { Behaviour } from '../world/behaviour'
import type { Effect, Micros } from '../world/message'
import { answerJson, header, splitPath, type Exchange, type Sessions } from './exchange'
import { handle, parts } from './handle'
import { blobData, layersDir, revisionLink, revisionsDir, tagLink, tagsDir } from './layout'
import { repositories } from './listing'
import { materialise, materialiseAll, transferSizes, type HubSource } from './source'
import { recordStorage, type Files, type Storage } from './storage'
import { issueToken, refusal, type Accounts } from './token'
import { beginTransfer, continueTransfer, dropTransfers, type Transfers } from './transfer'

/**
 * Docker Hub, seen from outside: registry-1.docker.io, auth.docker.io and index.docker.io in one node.
 * @models hub.docker.com
 * @fidelity part: no rate limits; every repository is public; blobs come from the registry's own host rather than from a CDN
 */
export interface HubState extends RegistryView {
  readonly rng: Rng
  readonly files: Files
  readonly sessions: Sessions
  readonly accounts: Accounts
  readonly transfers: Transfers
  /** What each blob of a stand-in would weigh, by digest. */
  readonly weights: Readonly<Record<string, number>>
}

/** Accounts that exist from the start: the learner's own. */
const accounts: Accounts = { you: 'glasswhale' }

export const newHub = (rng: Rng): HubState => ({
  host: 'registry-1.docker.io',
  repositories: {},
  rng,
  files: {},
  sessions: {},
  accounts,
  transfers: {},
  weights: {},
})

export const makeHub =
  (source: HubSource): Behaviour<HubState> =>
  (state, message, from, now) => {
    if (state === undefined) return [undefined, []]
    const payload = message.payload
    switch (payload.kind) {
      case 'http.request':
        return serve(state, source, payload, from, now)
      case 'timer':
        return withTransfers(state, continueTransfer(state.transfers, String(payload.data)))
      case 'conn.closed':
        return withTransfers(state, dropTransfers(state.transfers, payload.conn))
      default:
        return [state, []]
    }
  }

type Result = readonly [HubState, readonly Effect[]]

const withTransfers = (state: HubState, [transfers, effects]: readonly [Transfers, readonly Effect[]]): Result => [
  transfers === state.transfers ? state : { ...state, transfers },
  effects,
]

function serve(state: HubState, source: HubSource, request: HttpRequest, from: string, now: Micros): Result {
  const storage = recordStorage(state.files)
  const [path, query] = splitPath(request.path)
  const x: Exchange = { storage, request, path, query, now, deletes: true, sessions: state.sessions, rng: state.rng }
  const response = answerFor(x, state, source)
  const files = storage.files()
  const after: HubState = {
    ...state,
    sessions: x.sessions,
    rng: x.rng,
    ...(files !== state.files && shelved(state, files, storage)),
  }
  return send(after, x, from, response)
}

function answerFor(x: Exchange, state: HubState, source: HubSource): HttpResponse {
  const host = header(x.request.headers, 'Host')
  if (host === 'auth.docker.io') return issueToken(x, state.accounts, (name) => knows(x, source, name))
  if (host === 'index.docker.io') return search(x, source)
  const about = parts(x.path)
  const refused = refusal(x, about)
  if (refused !== undefined) return refused
  if (about?.what === 'manifests' && x.request.method !== 'PUT') materialise(x, source, about.name, about.rest)
  if (about?.what === 'tags') materialiseAll(x, source, about.name)
  return handle(x)
}

const knows = (x: Exchange, source: HubSource, name: string): boolean =>
  source.tags(name) !== undefined || x.storage.list(tagsDir(name)).length > 0

/** GET /v1/search: what `docker search` asks. */
function search(x: Exchange, source: HubSource): HttpResponse {
  const page_size = Number(x.query['n'] ?? 25)
  const results = source.search(x.query['q'] ?? '').slice(0, page_size)
  return answerJson(x, 200, {
    num_pages: 1,
    num_results: results.length,
    results,
    page_size,
    page: 1,
    query: x.query['q'] ?? '',
  })
}

/** Blobs of some weight take their time on the line; everything else is answered at once. */
function send(state: HubState, x: Exchange, to: string, response: HttpResponse): Result {
  const about = parts(x.path)
  const heavy = x.request.method === 'GET' && about?.what === 'blobs' && response.status === 200
  if (!heavy) return [state, [{ to, payload: response }]]
  const weight = state.weights[about.rest] ?? response.body.length
  return withTransfers(state, beginTransfer(state.transfers, to, response, weight))
}

/** The shelves as the picture sees them, after the files changed. */
function shelved(state: HubState, files: Files, storage: Storage): Partial<HubState> {
  const names = repositories(storage)
  const views = Object.fromEntries(names.map((name) => [name, repositoryView(storage, name)]))
  const fresh = Object.keys(files).filter(
    (path) => !Object.hasOwn(state.files, path) && path.includes('/_manifests/revisions/'),
  )
  const weights = fresh.map((path) => transferSizes(storage.read(blobData(files[path]!)) ?? ''))
  return { files, repositories: views, weights: Object.assign({}, state.weights, ...weights) as HubState['weights'] }
}

export function repositoryView(storage: Storage, name: string): RepositoryView {
  const tags = storage.list(tagsDir(name)).map((tag) => [tag, storage.read(tagLink(name, tag)) ?? ''] as const)
  const blobs = storage.list(layersDir(name)).map((hex) => `sha256:${hex}`)
  const manifests = storage.list(revisionsDir(name)).map((hex) => `sha256:${hex}`)
  const kept = manifests.filter((digest) => storage.read(revisionLink(name, digest)) !== undefined)
  return { tags: Object.fromEntries(tags), blobs: [...blobs, ...kept] }
}
