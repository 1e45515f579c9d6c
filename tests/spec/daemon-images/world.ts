import { text, type Bytes } from '../../../src/base/bytes'
import { digestOf } from '../../../src/base/digest'
import { unpackTar } from '../../../src/base/tar'
import { seeded, type Rng } from '../../../src/base/random'
import { imageDaemon as dockerd } from './daemon'
import { newDockerd, type DockerdState } from '../../../src/sim/daemon/state'
import { hubSource } from '../../../src/sim/hub/source'
import { layerSize } from '../../../src/sim/oci/layer'
import { makeHub, newHub, type HubState } from '../../../src/sim/registry/hub'
import { noSessions, serveRequest } from '../../../src/sim/registry/serve'
import type { Sessions } from '../../../src/sim/registry/exchange'
import { recordStorage, type Files } from '../../../src/sim/registry/storage'
import { methods } from '../../../src/sim/runtime/face'
import type { Behaviour, Behaviours } from '../../../src/sim/world/behaviour'
import type { Effect, Message } from '../../../src/sim/world/message'
import { inject, step } from '../../../src/sim/world/step'
import { epoch, type World } from '../../../src/sim/world/world'

/** A small world around dockerd: Docker Hub is real; kernel and containerd are fakes that answer. */
export interface FakeHost {
  readonly listening: boolean
  readonly files: Files
  readonly sessions: Sessions
  readonly rng: Rng
  readonly next: number
  /** What clients were told. */
  readonly heard: readonly Message[]
  /** What the registry was asked: `HEAD /v2/…`. */
  readonly asked: readonly string[]
}

export const client = 'host/99'
const registryProcess = 'host/50'

const host: Behaviour<FakeHost> = (state, message, _from, now) => {
  const s = state!
  const payload = message.payload
  if (payload.kind === 'syscall' && payload.op.name === 'connect') {
    const { host: name, port } = payload.op
    const peer = name.endsWith('docker.io')
      ? 'hub'
      : port === 5000 && s.listening && name === 'localhost'
        ? registryProcess
        : undefined
    const answer =
      peer === undefined
        ? name === 'nosuch.test'
          ? { errno: 'ENOENT' as const, detail: 'no such host' }
          : { errno: 'ECONNREFUSED' as const }
        : { value: { conn: `r${s.next}`, peer } }
    return [
      { ...s, next: s.next + 1 },
      [{ to: 'dockerd', payload: { kind: 'sysret', call: payload.call, name: 'connect', ...answer } }],
    ]
  }
  if (message.to === registryProcess && payload.kind === 'http.request') {
    const storage = recordStorage(s.files)
    const served = serveRequest(storage, s.sessions, payload, now, s.rng)
    return [
      {
        ...s,
        files: storage.files(),
        sessions: served.sessions,
        rng: served.rng,
        asked: [
          ...s.asked,
          `${payload.method} ${payload.path.replace(/\?_state=[^&]*/, '')} ${served.response.status}`,
        ],
      },
      [{ to: 'dockerd', from: registryProcess, payload: served.response }],
    ]
  }
  if (message.to === client) return [{ ...s, heard: [...s.heard, message] }, []]
  return [s, []]
}

export interface FakeContainerd {
  readonly snapshots: Readonly<Record<string, Bytes>>
}

const containerd: Behaviour<FakeContainerd> = (state, message) => {
  const s = state!
  const payload = message.payload
  if (payload.kind !== 'rpc.call') return [s, []]
  const args = payload.args as { key: string; parent: string; tar: Bytes }
  const reply = (result: unknown): readonly Effect[] => [
    {
      to: 'dockerd',
      delay: 100_000,
      payload: { kind: 'rpc.reply', call: payload.call, method: payload.method, result: result as never },
    },
  ]
  if (payload.method === methods.apply) {
    const cacheId = digestOf(args.key).slice(7)
    const dir = `/var/lib/docker/overlay2/${cacheId}/diff`
    return [
      { snapshots: { ...s.snapshots, [args.key]: args.tar } },
      reply({ key: args.key, cacheId, dir, size: layerSize(unpackTar(args.tar)) }),
    ]
  }
  if (payload.method === methods.removeSnapshot) {
    const { [args.key]: _gone, ...snapshots } = s.snapshots
    return [{ snapshots }, reply({})]
  }
  if (payload.method === methods.diff)
    return [s, reply({ tar: s.snapshots[args.key], diffId: digestOf(s.snapshots[args.key]!), size: 0 })]
  return [s, reply({})]
}

export const behaviours: Behaviours = { dockerd, hub: makeHub(hubSource), host, containerd } as unknown as Behaviours

export const start = (): World => ({
  now: epoch,
  seq: 1,
  step: 0,
  seed: 1,
  queue: [],
  nodes: {
    dockerd: newDockerd({ rng: seeded(1, 'dockerd'), pid: 7 }),
    hub: newHub(seeded(1, 'hub')),
    host: {
      listening: true,
      files: {},
      sessions: noSessions,
      rng: 5,
      next: 1,
      heard: [],
      asked: [],
    } satisfies FakeHost,
    containerd: { snapshots: {} } satisfies FakeContainerd,
  },
})

export const daemonOf = (world: World): DockerdState => world.nodes['dockerd'] as DockerdState
export const hostOf = (world: World): FakeHost => world.nodes['host'] as FakeHost
export const hubOf = (world: World): HubState => world.nodes['hub'] as HubState
export const containerdOf = (world: World): FakeContainerd => world.nodes['containerd'] as FakeContainerd
export const withHost = (world: World, change: Partial<FakeHost>): World => ({
  ...world,
  nodes: { ...world.nodes, host: { ...hostOf(world), ...change } },
})

let exchange = 0

export const request = (world: World, method: string, path: string, body: Bytes = '', headers = {}): World =>
  inject(withHost(world, { heard: [], asked: [] }), client, {
    to: 'dockerd',
    payload: { kind: 'http.request', conn: `c${++exchange}`, exchange: 1, method, path, headers, body },
  })

export function settle(world: World, until: (w: World) => boolean = () => false): World {
  let w = world
  for (let i = 0; w.queue.length > 0 && !until(w); i++) {
    if (i > 20_000) throw new Error('never settles')
    w = step(w, behaviours)
  }
  return w
}

export interface Answer {
  readonly world: World
  readonly status: number
  readonly body: Bytes
  readonly json: any
  /** Lines of a JSON stream as `docker` prints them without a terminal. */
  readonly lines: readonly string[]
}

export function call(world: World, method: string, path: string, body: Bytes = '', headers = {}): Answer {
  return answered(settle(request(world, method, path, body, headers)))
}

export function answered(world: World): Answer {
  const heard = hostOf(world).heard.map(({ payload }) => payload)
  const head = heard.find((p) => p.kind === 'http.response')
  const parts = heard.flatMap((p) => (p.kind === 'http.response' ? [p.body] : p.kind === 'http.chunk' ? [p.data] : []))
  const all = parts.join('')
  const rows = text(all)
    .split('\n')
    .filter((line) => line !== '')
  const json = parse(all)
  return {
    world,
    status: head?.kind === 'http.response' ? head.status : 0,
    body: all,
    json,
    lines: rows.map(parse).flatMap(line),
  }
}

function parse(bytes: string): any {
  try {
    return JSON.parse(text(bytes))
  } catch {
    return undefined
  }
}

const line = (row: any): readonly string[] =>
  row === undefined || row.progress !== undefined || row.aux !== undefined
    ? []
    : [
        row.error ??
          (row.stream !== undefined
            ? row.stream.trimEnd()
            : row.id === undefined
              ? row.status
              : `${row.id}: ${row.status}`),
      ]
