import { describe, expect, it } from 'vitest'
import { text } from '../../../src/base/bytes'
import { methods } from '../../../src/sim/builder/face'
import type { Behaviour } from '../../../src/sim/world/behaviour'
import type { Payload } from '../../../src/sim/wire/payload'
import { inject, step } from '../../../src/sim/world/step'
import type { World } from '../../../src/sim/world/world'
import { behaviours, call, client, daemonOf, hostOf, start } from './world'

/** A BuildKit that asks for files and an image, then says that it is done. */
const buildkit: Behaviour<{ solve: number; log: Payload[] }> = (state, { payload }) => {
  const s = state!
  const ask = (call: number, method: string, args: any) => ({
    to: 'dockerd',
    payload: { kind: 'rpc.call', call, method, args } as const,
  })
  if (payload.kind === 'rpc.call' && payload.method === methods.solve)
    return [
      { solve: payload.call, log: [...s.log, payload] },
      [
        ask(1, methods.diffCopy, {
          conn: (payload.args as any).conn,
          name: 'dockerfile',
          followPaths: [],
          excludes: [],
        }),
      ],
    ]
  if (payload.kind === 'rpc.call') return [{ ...s, log: [...s.log, payload] }, []]
  if (payload.kind !== 'rpc.reply') return [s, []]
  const next = { ...s, log: [...s.log, payload] }
  if (payload.call === 1) return [next, [ask(2, methods.resolve, { ref: 'alpine', platform: 'linux/amd64' })]]
  if (payload.call === 2)
    return [
      next,
      [
        {
          to: 'dockerd',
          payload: {
            kind: 'rpc.stream',
            call: s.solve,
            method: methods.solve,
            data: { vertexes: [{ digest: 'sha256:aa', name: '[1/1] FROM alpine', started: 1, completed: 2 }] },
          },
        },
        ask(3, methods.export, {
          config: (payload.result as any).config,
          layers: [],
          names: ['docker.io/library/app:1'],
        }),
      ],
    ]
  return [
    next,
    [
      {
        to: 'dockerd',
        payload: { kind: 'rpc.reply', call: s.solve, method: methods.solve, result: { exporterResponse: {} } },
      },
    ],
  ]
}

const all = { ...behaviours, buildkit } as typeof behaviours

function run(world: World): World {
  let w = world
  while (w.queue.length > 0) w = step(w, all)
  return w
}

const say = (world: World, conn: string, frame: object) =>
  run(
    inject(world, client, {
      to: 'dockerd',
      payload: { kind: 'stream', conn, channel: 'raw', data: JSON.stringify(frame), end: false },
    }),
  )

const open = (world: World, path: string, conn: string) =>
  run(
    inject(world, client, {
      to: 'dockerd',
      payload: { kind: 'http.request', conn, exchange: 1, method: 'POST', path, headers: { Upgrade: 'h2c' }, body: '' },
    }),
  )

const frames = (world: World, conn: string) =>
  hostOf(world).heard.flatMap(({ payload }) =>
    payload.kind === 'stream' && payload.conn === conn ? [JSON.parse(text(payload.data))] : [],
  )

describe('docker build, seen from dockerd', () => {
  const opened = () => {
    const world = { ...start(), nodes: { ...start().nodes, buildkit: { solve: 0, log: [] } } }
    return open(open(world, '/v1.50/session', 's'), '/v1.50/grpc', 'g')
  }
  const solve = {
    call: 7,
    method: methods.solve,
    args: { ref: 'r1', frontendAttrs: {}, exporter: 'moby', exporterAttrs: { name: 'app:1' } },
  }

  it('[IMG-50] passes calls on to BuildKit, its questions to the session, and the answers back', () => {
    const asked = say(opened(), 'g', solve)
    expect(
      hostOf(asked)
        .heard.slice(0, 2)
        .map(({ payload }) => payload.kind === 'http.response' && payload.status),
    ).toEqual([101, 101])
    expect(frames(asked, 's')).toEqual([
      { call: 1, method: methods.diffCopy, args: { name: 'dockerfile', followPaths: [], excludes: [] } },
    ])
    const done = say(asked, 's', { call: 1, result: { files: [] } })
    expect(frames(done, 'g').at(-1)).toEqual({ call: 7, result: { exporterResponse: {} } })
  })

  it('[IMG-51] fetches a base image for BuildKit without naming it, and names what was built', () => {
    const done = say(say(opened(), 'g', solve), 's', { call: 1, result: { files: [] } })
    const d = daemonOf(done)
    expect(Object.keys(d.references)).toEqual(['docker.io/library/app:1'])
    expect(Object.keys(d.bases)).toEqual(['docker.io/library/alpine:latest'])
    expect(d.leases['buildkit']).toEqual(d.bases['docker.io/library/alpine:latest']!.chainIds)
    expect(Object.values(d.operations).map(({ kind, life }) => [kind, life.value])).toEqual([
      ['build', 'complete'],
      ['pull', 'complete'],
    ])
    const removed = call(done, 'DELETE', '/v1.50/images/app:1')
    expect(removed.json.map((r: object) => Object.keys(r)[0])).toEqual(['Untagged', 'Deleted'])
    expect(Object.keys(daemonOf(removed.world).layers)).toHaveLength(1)
  })

  it('[IMG-52] tells BuildKit when the client goes away', () => {
    const asked = say(opened(), 'g', solve)
    const gone = run(
      inject(
        inject(asked, client, { to: 'dockerd', payload: { kind: 'conn.closed', conn: 'g', reset: false } }),
        client,
        { to: 'dockerd', payload: { kind: 'conn.closed', conn: 's', reset: false } },
      ),
    )
    const log = (gone.nodes['buildkit'] as any).log as Payload[]
    expect(log.map((p) => p.kind === 'rpc.call' && p.method)).toContain(methods.cancel)
    expect(daemonOf(gone).conns).toEqual({})
  })
})
