import { text, utf8 } from '../../../src/base/bytes'
import { gunzip } from '../../../src/base/gzip'
import { buildImage } from '../../../src/sim/hub/image'
import { catalogue } from '../../../src/sim/hub/catalogue'
import { chainIds } from '../../../src/sim/oci/config'
import { dockerd, newDockerd } from '../../../src/sim/daemon/dockerd'
import { bootHost, settleIn } from '../../../src/sim/host/boot'
import { hostFiles } from '../../../src/sim/hub/host-files'
import { makeHost } from '../../../src/sim/kernel/host'
import type { HostState } from '../../../src/sim/kernel/state'
import { bash, sh } from '../../../src/sim/programs/bash/bash'
import { programs } from '../../../src/sim/programs/catalogue'
import { containerd, newContainerd } from '../../../src/sim/runtime/containerd/containerd'
import { runc } from '../../../src/sim/runtime/runc/runc'
import { shim } from '../../../src/sim/runtime/shim/shim'
import type { Behaviour, Behaviours } from '../../../src/sim/world/behaviour'
import { epoch } from '../../../src/sim/world/world'
import { methods } from '../../../src/sim/runtime/face'
import { registerImage, setReference } from '../../../src/sim/daemon/images/store'
import { parseNormalizedNamed } from '../../../src/sim/oci/reference'
import type { DockerdState } from '../../../src/sim/daemon/state'
import type { HttpRequest } from '../../../src/sim/wire/http'
import { draft } from '../../../src/sim/world/draft'
import type { Message } from '../../../src/sim/world/message'
import { inject, step } from '../../../src/sim/world/step'
import type { World } from '../../../src/sim/world/world'

/** A client of the Engine API that is no process: it says requests to `dockerd` and keeps what comes back. */
export interface Engine {
  world: World
  /** Everything delivered, in order. */
  readonly seen: Message[]
}

export interface Reply {
  readonly status: number
  readonly body: string
  readonly json: any // eslint-disable-line
  readonly done: boolean
}

export const state = (e: Engine): DockerdState => e.world.nodes['dockerd'] as DockerdState

export function run(e: Engine, micros: number): void {
  const until = e.world.now + micros
  while (e.world.queue[0] !== undefined && e.world.queue[0].dueAt <= until) {
    e.world = step(e.world, behaviours)
    e.seen.push(e.world.last!)
  }
  e.world = { ...e.world, now: Math.max(e.world.now, until) }
}

const behaviours: Behaviours = {
  host: makeHost({ ...programs, bash, sh, ash: sh, dash: sh } as never) as Behaviour,
  dockerd: dockerd as Behaviour,
  containerd: containerd as Behaviour,
  shim: shim as Behaviour,
  runc: runc as Behaviour,
}

/** A host with its two daemons, and nobody at a terminal. */
function makeWorld(seed: number): World {
  const host = [
    {
      pid: 1,
      comm: 'systemd',
      argv: ['/sbin/init'],
      exe: '/usr/lib/systemd/systemd',
      cgroup: 'init.scope',
      address: 'systemd',
    },
    {
      pid: 514,
      comm: 'containerd',
      argv: ['/usr/bin/containerd'],
      exe: '/usr/bin/containerd',
      cgroup: 'system.slice/containerd.service',
      address: 'containerd',
    },
    {
      pid: 622,
      comm: 'dockerd',
      argv: ['/usr/bin/dockerd'],
      exe: '/usr/bin/dockerd',
      cgroup: 'system.slice/docker.service',
      address: 'dockerd',
    },
  ].reduce(settleIn, bootHost({ seed, files: hostFiles(), dockerGroup: 988, outside: {} }) as HostState)
  const nodes = {
    host,
    dockerd: newDockerd({ rng: seed, pid: 622 }),
    containerd: newContainerd({ rng: seed + 1, pid: 514 }),
  }
  return { now: epoch, seq: 1, step: 0, seed, queue: [], nodes }
}

let conns = 0

/** Sends a request on a connection of its own; answers its number. */
export function ask(
  e: Engine,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): string {
  const conn = `test:${++conns}`
  const payload: HttpRequest = {
    kind: 'http.request',
    conn,
    exchange: 1,
    method,
    path: `/v1.50${path}`,
    headers,
    body: body === undefined ? '' : utf8(JSON.stringify(body)),
  }
  e.world = inject(e.world, 'tester', { to: 'dockerd', payload })
  return conn
}

export function replyOf(e: Engine, conn: string): Reply {
  let status = 0
  let body = ''
  let done = false
  for (const { to, payload } of e.seen) {
    if (to !== 'tester' || !('conn' in payload) || payload.conn !== conn) continue
    if (payload.kind === 'http.response') [status, body, done] = [payload.status, body + payload.body, !payload.more]
    if (payload.kind === 'http.chunk') [body, done] = [body + payload.data, payload.last]
    if (payload.kind === 'stream') body += payload.data
    if (payload.kind === 'conn.closed') done = true
  }
  let json: unknown
  try {
    json = JSON.parse(text(body))
  } catch {
    json = undefined
  }
  return { status, body: text(body), json, done }
}

/** A request and its whole answer, giving it at most so much time. */
export function call(e: Engine, method: string, path: string, body?: unknown, micros = 5_000_000): Reply {
  const conn = ask(e, method, path, body)
  const until = e.world.now + micros
  while (!replyOf(e, conn).done && e.world.now < until && e.world.queue.length > 0) run(e, 20_000)
  return replyOf(e, conn)
}

/** An engine with these images of the catalogue in its store, as if loaded. */
export function engine(...images: readonly string[]): Engine {
  const e: Engine = { world: makeWorld(7), seen: [] }
  run(e, 1_000_000)
  for (const name of images) load(e, name)
  return e
}

function load(e: Engine, name: string): void {
  const [repository, tag = 'latest'] = name.split(':')
  const found = catalogue.find((image) => image.repository === `library/${repository}` && image.tags.includes(tag))!
  const built = buildImage(found)
  const chains = chainIds(built.layers.map(({ diffId }) => diffId))
  built.layers.forEach(({ blob, diffId }, i) => {
    const args = { key: chains[i]!, parent: chains[i - 1] ?? '', tar: gunzip(blob) }
    e.world = inject(e.world, 'tester', {
      to: 'containerd',
      payload: { kind: 'rpc.call', call: 1, method: methods.apply, args },
    })
    run(e, 3_000_000)
    const applied = e.seen.findLast((m) => m.to === 'tester' && m.payload.kind === 'rpc.reply')!.payload as unknown as {
      result: { size: number; dir: string; cacheId: string }
    }
    patchState(
      e,
      (s) =>
        ({
          ...s,
          layers: {
            ...s.layers,
            [chains[i]!]: { chainId: chains[i]!, diffId, parent: chains[i - 1] ?? '', ...applied.result },
          },
        }) as DockerdState,
    )
  })
  const d = draft(state(e), {} as Message, e.world.now)
  const id = registerImage(d, built.config, '')
  setReference(d, parseNormalizedNamed(`${repository}:${tag}`), id)
  patchState(e, () => d.state)
}

export function patchState(e: Engine, change: (s: DockerdState) => DockerdState): void {
  e.world = { ...e.world, nodes: { ...e.world.nodes, dockerd: change(state(e)) } }
}

/** create and start; the id. */
export function start(
  e: Engine,
  image: string,
  cmd: readonly string[],
  more: Record<string, unknown> = {},
  name = '',
): string {
  const made = call(e, 'POST', `/containers/create${name === '' ? '' : `?name=${name}`}`, {
    Image: image,
    Cmd: cmd,
    ...more,
  })
  if (made.status !== 201) throw new Error(`create: ${made.status} ${made.body}`)
  const id = made.json.Id as string
  const started = call(e, 'POST', `/containers/${id}/start`)
  if (started.status !== 204) throw new Error(`start: ${started.status} ${started.body}`)
  return id
}
