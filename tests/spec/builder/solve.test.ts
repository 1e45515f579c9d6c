import { describe, expect, it } from 'vitest'
import { text, utf8 } from '../../../src/base/bytes'
import { digestOf } from '../../../src/base/digest'
import type { FileEntry } from '../../../src/base/file-entry'
import { seeded } from '../../../src/base/random'
import { packTar } from '../../../src/base/tar'
import { joinPath } from '../../../src/base/path'
import { buildkit, newBuildkit } from '../../../src/sim/builder/buildkit'
import { methods, type StatusUpdate } from '../../../src/sim/builder/face'
import { imageConfigBytes, parseImageConfig, type ImageConfig } from '../../../src/sim/oci/config'
import { fromOverlay } from '../../../src/sim/oci/layer'
import { methods as runtime } from '../../../src/sim/runtime/face'
import type { RpcCall, RpcReply } from '../../../src/sim/wire/rpc'
import type { Syscall } from '../../../src/sim/wire/syscall'
import type { Behaviour, Behaviours } from '../../../src/sim/world/behaviour'
import { inject, step } from '../../../src/sim/world/step'
import { epoch, type World } from '../../../src/sim/world/world'

/**
 * BuildKit with its neighbours played by the test: a client with files, an image store with alpine, a containerd whose
 * snapshots are lists of files, and a process that understands `exit N`, `touch PATH` and `echo …`.
 */
interface Around {
  context: FileEntry[]
  dockerfile: string
  snapshots: Record<string, { parent: string; files: FileEntry[] }>
  told: StatusUpdate[]
  solved?: RpcReply
  exported?: { config: string; layers: { diffId: string }[]; names: string[] }
  ran: string[][]
}

const entry = (path: string, data = '', more: Partial<FileEntry> = {}): FileEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  uid: 1000,
  gid: 1000,
  mtime: 1,
  data,
  size: data.length,
  ...more,
})
const dir = (path: string): FileEntry => ({ path, type: 'dir', mode: 0o755, uid: 1000, gid: 1000, mtime: 1 })

const baseLayer = packTar([entry('etc/passwd', 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n')])
const alpine = imageConfigBytes({
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['PATH=/bin'], Cmd: ['/bin/sh'] },
  created: '2024-01-01T00:00:00Z',
  history: [{ created: '2024-01-01T00:00:00Z', created_by: 'ADD x' }],
  rootfs: { type: 'layers', diff_ids: [digestOf(baseLayer)] },
})

function around(dockerfile: string, context: FileEntry[] = []): Around {
  return {
    context,
    dockerfile,
    told: [],
    ran: [],
    snapshots: {
      base: {
        parent: '',
        files: [
          entry('etc/passwd', 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n'),
          { ...dir('etc'), uid: 0 },
        ],
      },
    },
  }
}

function neighbours(a: Around): Behaviours {
  const ok = (call: RpcCall, result: unknown) => ({
    to: 'buildkit',
    payload: { kind: 'rpc.reply', call: call.call, method: call.method, result: result as never } as const,
  })
  const no = (call: RpcCall, message: string, code = 'Unknown') => ({
    to: 'buildkit',
    payload: { kind: 'rpc.reply', call: call.call, method: call.method, error: { code, message } } as const,
  })
  const dockerd: Behaviour = (s, { payload }) => {
    if (payload.kind === 'rpc.stream') a.told.push(structuredClone(payload.data) as never)
    if (payload.kind === 'rpc.reply' && payload.method === methods.solve) a.solved = payload
    if (payload.kind !== 'rpc.call') return [s, []]
    const args = payload.args as Record<string, never>
    if (payload.method === methods.diffCopy) {
      const files =
        args['name'] === 'dockerfile'
          ? a.dockerfile === 'absent'
            ? []
            : [entry('Dockerfile', utf8(a.dockerfile))]
          : a.context
      const wanted = args['followPaths'] as unknown as string[]
      return [
        s,
        [
          ok(payload, {
            files: wanted[0] === '.dockerignore' ? files.filter((f) => f.path === '.dockerignore') : files,
          }),
        ],
      ]
    }
    if (payload.method === methods.resolve) {
      if (!String(args['ref']).includes('library/alpine')) return [s, [no(payload, 'pull access denied')]]
      return [
        s,
        [
          ok(payload, {
            id: digestOf(alpine),
            config: alpine,
            chainIds: [digestOf(baseLayer)],
            snapshotKeys: ['base'],
          }),
        ],
      ]
    }
    a.exported = args as never
    return [s, [ok(payload, { id: digestOf((args as never as { config: string }).config) })]]
  }
  const all = (key: string): FileEntry[] => {
    const snap = a.snapshots[key]
    if (!snap) return []
    const own = new Map([...all(snap.parent), ...snap.files].map((f) => [f.path, f]))
    return [...own.values()]
  }
  const containerd: Behaviour = (s, { payload }) => {
    if (payload.kind !== 'rpc.call') return [s, []]
    const args = payload.args as Record<string, string>
    const key = args['key']!
    switch (payload.method) {
      case runtime.prepare:
        a.snapshots[key] = { parent: args['parent']!, files: [] }
        return [s, [ok(payload, { key, mounts: { lower: ['l'], upper: 'u', work: 'w', merged: `/m/${key}` } })]]
      case runtime.statSnapshot:
        return [s, [a.snapshots[key] ? ok(payload, {}) : no(payload, 'not found', 'NotFound')]]
      case runtime.diff: {
        const files = fromOverlay([...a.snapshots[key]!.files].sort((x, y) => (x.path < y.path ? -1 : 1)))
        const tar = packTar(files)
        return [s, [ok(payload, { tar, diffId: digestOf(tar), size: files.reduce((n, f) => n + (f.size ?? 0), 0) })]]
      }
      case runtime.commit:
        if (a.snapshots[args['name']!]) return [s, [no(payload, 'already exists', 'AlreadyExists')]]
        a.snapshots[args['name']!] = a.snapshots[key]!
        delete a.snapshots[key]
        return [s, [ok(payload, {})]]
      case runtime.removeSnapshot:
        delete a.snapshots[key]
        return [s, [ok(payload, {})]]
      case runtime.run: {
        const argv = (payload.args as never as { argv: string[] }).argv
        a.ran.push(argv)
        const line = argv.at(-1)!
        const exitCode = Number(/exit (\d+)/.exec(line)?.[1] ?? 0)
        const touched = /touch \/(\S+)/.exec(line)?.[1]
        if (touched)
          a.snapshots[(payload.args as never as { snapshot: string }).snapshot]!.files.push(
            entry(touched, '', { uid: 0, gid: 0 }),
          )
        const out = /echo (\w+)/.exec(line)?.[1]
        const stream = {
          to: 'buildkit',
          payload: {
            kind: 'rpc.stream',
            call: payload.call,
            method: payload.method,
            data: { channel: 'stdout', data: `${out}\n` },
          } as const,
        }
        return [s, [...(out ? [stream] : []), { ...ok(payload, { exitCode }), delay: 1000 }]]
      }
      default:
        return [s, []]
    }
  }
  const host: Behaviour = (s, { payload }) => {
    const { call, op } = payload as Syscall
    const back = (value: object = {}, errno?: string) =>
      [
        s,
        [{ to: 'buildkit', payload: { kind: 'sysret', call, name: op.name, value, ...(errno && { errno }) } as never }],
      ] as const
    if (!('path' in op)) return back()
    const [, key = '', rest = ''] = /^\/m\/([^/]+)\/?(.*)$/.exec(op.path) ?? []
    const files = all(key)
    const put = (e: FileEntry) => {
      a.snapshots[key]!.files = [...a.snapshots[key]!.files.filter((f) => f.path !== e.path), e]
    }
    if (op.name === 'mkdir') {
      const parts = rest.split('/').filter((p) => p !== '')
      parts.forEach((_, i) => {
        const path = parts.slice(0, i + 1).join('/')
        if (!files.some((f) => f.path === path)) put({ ...dir(path), uid: op.uid ?? 0, gid: op.gid ?? 0, mtime: 0 })
      })
    }
    if (op.name === 'writetree') op.entries.forEach((e) => put({ ...e, path: joinPath(rest, e.path) }))
    const found = files.find((f) => f.path === rest)
    if (op.name === 'read') return back({ data: found?.data ?? '' })
    if (op.name === 'stat') return found ? back({ stat: { kind: found.type } }) : back({}, 'ENOENT')
    if (op.name === 'readtree') {
      const entries = files
        .filter((f) => rest === '' || f.path === rest || f.path.startsWith(`${rest}/`))
        .map((f) => ({ ...f, path: f.path === rest ? '' : f.path.slice(rest === '' ? 0 : rest.length + 1) }))
      return entries.length > 0 ? back({ entries }) : back({}, 'ENOENT')
    }
    return back()
  }
  return { dockerd, containerd, host, buildkit: buildkit as Behaviour }
}

let count = 0
function build(a: Around, from?: World, attrs: Record<string, string> = {}, name = 'docker.io/library/app:1'): World {
  const ref = `ref${++count}`
  a.told = []
  delete a.exported
  delete a.solved
  const start: World = from ?? {
    now: epoch,
    seq: 1,
    step: 0,
    seed: 1,
    queue: [],
    nodes: { buildkit: newBuildkit(seeded(1, 'buildkit')) },
  }
  const call = (n: number, method: string, args: object) => ({
    to: 'buildkit',
    payload: { kind: 'rpc.call', call: n, method, args: args as never } as const,
  })
  let world = inject(start, 'dockerd', call(1, methods.status, { ref }))
  world = inject(
    world,
    'dockerd',
    call(2, methods.solve, { ref, conn: 'c1', frontendAttrs: attrs, exporter: 'moby', exporterAttrs: { name } }),
  )
  const behaviours = neighbours(a)
  for (let i = 0; world.queue.length > 0; i++) {
    if (i > 2000) throw new Error('does not end')
    world = step(world, behaviours)
  }
  expect(() => structuredClone(world)).not.toThrow()
  expect(JSON.parse(JSON.stringify(world))).toEqual(world)
  return world
}

const vertexes = (a: Around) => {
  const last = new Map(a.told.flatMap((u) => u.vertexes ?? []).map((v) => [v.digest, v]))
  return [...last.values()]
}
const configOf = (a: Around): ImageConfig => parseImageConfig(a.exported!.config)

describe('a build', () => {
  const context = [
    entry('index.html', 'hi\n'),
    dir('src'),
    entry('src/a.txt', '1\n'),
    entry('x.log', 'noise'),
    entry('.dockerignore', '*.log\n'),
  ]
  const dockerfile = 'FROM alpine\nWORKDIR /app\nCOPY . .\nRUN echo hello && touch /made\nCMD ["sh"]\n'

  it('[BD-10] tells its steps in order and hands over an image whose parts fit together', () => {
    const a = around(dockerfile, context)
    build(a)
    expect(a.solved!.error).toBeUndefined()
    expect(vertexes(a).map((v) => v.name)).toEqual([
      '[internal] load build definition from Dockerfile',
      '[internal] load metadata for docker.io/library/alpine:latest',
      '[internal] load .dockerignore',
      '[internal] load build context',
      '[1/4] FROM docker.io/library/alpine:latest',
      '[2/4] WORKDIR /app',
      '[3/4] COPY . .',
      '[4/4] RUN echo hello && touch /made',
      'exporting to image',
    ])
    expect(vertexes(a).every((v) => v.completed !== undefined && !v.error)).toBe(true)
    expect(a.told.flatMap((u) => u.logs ?? []).map((l) => text(l.msg))).toEqual(['hello\n'])
    const config = configOf(a)
    expect(config.rootfs.diff_ids).toHaveLength(4)
    expect(a.exported!.layers.map((l) => l.diffId)).toEqual(config.rootfs.diff_ids)
    expect(config.history!.filter((h) => !h.empty_layer)).toHaveLength(4)
    expect(config.history!.every((h) => h.created !== undefined)).toBe(true)
    expect(config.created).toBe(config.history!.at(-1)!.created)
    expect(config.config!.WorkingDir).toBe('/app')
    expect(a.exported!.names).toEqual(['docker.io/library/app:1'])
    const copied = Object.values(a.snapshots)
      .flatMap((s) => s.files)
      .map((f) => f.path)
    expect(copied).toContain('app/src/a.txt')
    expect(copied).not.toContain('app/x.log')
  })

  it('[BD-11] the second time everything is cached and the image is the same', () => {
    const a = around(dockerfile, context)
    const world = build(a)
    const first = a.exported!.config
    build(a, world)
    expect(
      vertexes(a)
        .filter((v) => v.cached)
        .map((v) => v.name),
    ).toEqual(['[2/4] WORKDIR /app', '[3/4] COPY . .', '[4/4] RUN echo hello && touch /made'])
    expect(a.exported!.config).toBe(first)
    expect(a.ran).toHaveLength(1)
  })

  it('[BD-12] the cache goes by content: a new time changes nothing, a new byte everything after', () => {
    const a = around(dockerfile, context)
    const world = build(a)
    a.context = context.map((e) => ({ ...e, mtime: 99 }))
    const touched = build(a, world)
    expect(a.ran).toHaveLength(1)
    a.context = context.map((e) => (e.path === 'src/a.txt' ? { ...e, data: '2\n' } : e))
    build(a, touched)
    expect(
      vertexes(a)
        .filter((v) => v.cached)
        .map((v) => v.name),
    ).toEqual(['[2/4] WORKDIR /app'])
    expect(a.ran).toHaveLength(2)
    a.context = context.map((e) => (e.path === 'x.log' ? { ...e, data: 'other' } : e))
    build(a, touched)
    expect(vertexes(a).filter((v) => v.cached)).toHaveLength(3)
  })

  it('[BD-13] --no-cache does everything anew', () => {
    const a = around(dockerfile, context)
    build(a, build(a), { 'no-cache': '' })
    expect(vertexes(a).some((v) => v.cached)).toBe(false)
    expect(a.ran).toHaveLength(2)
  })

  it('[BD-14] a failing RUN is told with its exit code and its place; later steps are not begun', () => {
    const a = around('FROM alpine\nRUN echo before && exit 7\nRUN echo never\n')
    build(a)
    expect(a.solved!.error!.message).toBe(
      'process "/bin/sh -c echo before && exit 7" did not complete successfully: exit code: 7',
    )
    expect((a.solved!.result as { excerpt: string }).excerpt).toBe(
      'Dockerfile:2\n--------------------\n   1 |     FROM alpine\n   2 | >>> RUN echo before && exit 7\n   3 |     RUN echo never\n   4 |     \n--------------------',
    )
    expect(a.ran).toHaveLength(1)
    expect(Object.keys(a.snapshots)).toEqual(['base'])
  })

  it('[BD-15] a COPY of what is not there', () => {
    const a = around('FROM alpine\nCOPY nosuch.txt /\n', context)
    build(a)
    expect(a.solved!.error!.message).toMatch(
      /^failed to compute cache key: failed to calculate checksum of ref [-0-9a-f]{36}::[0-9a-z]{25}: "\/nosuch.txt": not found$/,
    )
    expect(vertexes(a).at(-1)).toMatchObject({ name: '[2/2] COPY nosuch.txt /' })
  })

  it('[BD-16] stages: only a copied file arrives, from scratch on', () => {
    const a = around('FROM alpine AS build\nRUN touch /out\nFROM scratch\nCOPY --from=build /out /\n')
    build(a)
    expect(a.solved!.error).toBeUndefined()
    expect(configOf(a).rootfs.diff_ids).toHaveLength(1)
    expect(
      Object.values(a.snapshots)
        .at(-1)!
        .files.map((f) => f.path),
    ).toEqual(['out'])
  })

  it('[BD-17] --chown by name, also for the directories it makes', () => {
    const a = around('FROM alpine\nCOPY --chown=nobody --chmod=600 index.html /a/b/\n', context)
    build(a)
    const files = Object.values(a.snapshots).at(-1)!.files
    expect(files.map((f) => [f.path, f.uid, f.mode])).toEqual([
      ['a', 65534, 0o755],
      ['a/b', 65534, 0o755],
      ['a/b/index.html', 65534, 0o600],
    ])
  })

  it('[BD-18] ADD unpacks an archive, COPY does not', () => {
    const tar = packTar([entry('in/side', 'x')])
    const a = around('FROM alpine\nCOPY t.tar /c/\nADD t.tar /d/\n', [entry('t.tar', tar)])
    build(a)
    const paths = Object.values(a.snapshots).flatMap((s) => s.files.map((f) => f.path))
    expect(paths).toContain('c/t.tar')
    expect(paths).toContain('d/in/side')
  })

  it.each([
    ['absent', 'failed to read dockerfile: open Dockerfile: no such file or directory'],
    ['', 'the Dockerfile cannot be empty'],
    [
      'FROM nosuch:1\n',
      'nosuch:1: failed to resolve source metadata for docker.io/library/nosuch:1: pull access denied',
    ],
    ['FROM alpine\nCOPY --chown=ghost etc /\n', 'unable to find user ghost: no matching entries in passwd file'],
  ])('[BD-19] %j fails with %s', (source, message) => {
    const a = around(source, [dir('etc'), entry('etc/x', 'y')])
    build(a)
    expect(a.solved!.error!.message).toBe(message)
  })

  it('[BD-20] here-documents', () => {
    const a = around(
      'FROM alpine\nRUN <<EOF\necho a\necho b\nEOF\nENV W=world\nCOPY <<X <<"Y" /d/\nhi $W\nX\nhi $W\nY\n',
    )
    build(a)
    expect(a.ran[0]).toEqual(['/bin/sh', '-c', 'echo a\necho b\n'])
    const files = Object.values(a.snapshots).at(-1)!.files
    expect(files.map((f) => [f.path, f.data])).toEqual([
      ['d', undefined],
      ['d/X', 'hi world\n'],
      ['d/Y', 'hi $W\n'],
    ])
  })

  it('[BD-21] a client that goes away ends the build: the running process is killed, nothing is kept', () => {
    const a = around('FROM alpine\nRUN sleep\nRUN touch /never\n')
    const call = (n: number, method: string, args: object) =>
      ({ to: 'buildkit', payload: { kind: 'rpc.call', call: n, method, args: args as never } }) as const
    let world: World = { now: epoch, seq: 1, step: 0, seed: 1, queue: [], nodes: {} }
    world = inject(
      world,
      'dockerd',
      call(1, methods.solve, { ref: 'r', frontendAttrs: {}, exporter: 'moby', exporterAttrs: {} }),
    )
    const behaviours = neighbours(a)
    while (a.ran.length === 0) world = step(world, behaviours)
    const killed: string[] = []
    world = inject(world, 'dockerd', call(2, methods.cancel, { ref: 'r' }))
    for (let i = 0; world.queue.length > 0 && i < 500; i++) {
      world = step(world, behaviours)
      const { payload } = world.last!
      if (payload.kind === 'rpc.call' && payload.method === runtime.killTask) killed.push(JSON.stringify(payload.args))
    }
    expect(a.solved!.error).toEqual({ code: 'Canceled', message: 'context canceled' })
    expect(killed).toHaveLength(1)
    expect(a.ran).toHaveLength(1)
    expect(Object.keys(a.snapshots)).toEqual(['base'])
  })
})
