import { text as decodeText } from '../../base/bytes'
import type { FileEntry } from '../../base/file-entry'
import { gunzip, isGzip } from '../../base/gzip'
import { unpackTar } from '../../base/tar'
import type { FactName, Words } from '../../locale/words'
import { kernelLines, portText } from '../../scene/layout/map'
import { namesOf } from '../../scene/layout/layers'
import { callText, label } from '../../scene/label'
import { containerOf, stateName, type Seen } from '../../scene/seen'
import type { ContainerView, ImageView, Message, ProcessView } from '../../trace/types'
import { partyOf } from '../caption/say'
import { ofCgroup, ofOverlay, ofProcess } from './below'
import type { Desk, Target } from '../desk.svelte'
import { bytes, duration } from '../units'
import { tryFor } from './real'

export interface Fact {
  readonly name: FactName
  readonly value: string
  readonly mono?: boolean
  readonly open?: Target
}

export interface Section {
  readonly title: string
  readonly text?: string
  /** The bytes themselves, where they are named by their sha-256; the text is those bytes, laid out. */
  readonly bytes?: string
  /** The `sha256:…` that these bytes go by. */
  readonly digest?: string
  readonly rows?: readonly { readonly text: string; readonly open?: Target }[]
}

/** What the inspector shows of one thing, as plain data. */
export interface Content {
  readonly title: string
  readonly sentence?: string
  readonly facts: readonly Fact[]
  readonly sections: readonly Section[]
  /** The command that shows the same on a real host. */
  readonly real?: string
  readonly step?: number
}

const fact = (name: FactName, value: string | number | undefined, mono = false): readonly Fact[] =>
  value === undefined || value === '' ? [] : [{ name, value: String(value), mono }]

export function contentOf(target: Target, desk: Desk): Content {
  const { seen } = desk.player
  const words = desk.words
  switch (target.kind) {
    case 'message':
      return ofMessage(target.message, desk)
    case 'container': {
      const container = seen.dockerd.containers[target.id]
      return container ? ofContainer(container, seen, words) : gone(target.id)
    }
    case 'image': {
      const image = seen.dockerd.images[target.id]
      return image ? ofImage(image, seen, words) : gone(target.id)
    }
    case 'layer':
      return ofLayer(target.id, seen, words)
    case 'volume':
      return ofVolume(target.id, seen)
    case 'process':
      return ofProcess(target.id, desk)
    case 'cgroup':
      return ofCgroup(target.id, desk)
    case 'overlay':
      return ofOverlay(target.id, desk)
    case 'place':
      return ofPlace(target.id, seen, words)
  }
}

const gone = (id: string): Content => ({ title: id.slice(0, 19), facts: [], sections: [] })

/** JSON is laid out; anything else is shown as it is, control characters visible. */
export function pretty(body: string): string {
  const text = decodeText(body)
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    const lines = text.trim().split(/\r?\n/)
    if (lines.length > 1 && lines.every((line) => /^[{[]/.test(line))) return lines.map(pretty).join('\n')
    return text.replace(/[\x00-\x08\x0b-\x1f\x7f\ufffd]/g, '·').slice(0, 20_000)
  }
}

function ofMessage(message: Message, desk: Desk): Content {
  const { words, player } = desk
  const start = player.rhythm.time[0] ?? 0
  const who = (address: string): string =>
    `${words.party(partyOf(address, player.seen, player.past))} (${address.replace(/[0-9a-f]{52}$/, '')})`
  const real = tryFor(message, player.past.requestOf(message))
  return {
    title: label(message.payload),
    sentence: desk.caption(message),
    facts: [
      ...fact('from', who(message.from)),
      ...fact('to', who(message.to)),
      ...fact('sent', `${((message.sentAt - start) / 1e6).toFixed(6)} s`, true),
      ...fact('took', duration(message.dueAt - message.sentAt), true),
      ...fact('depth', words.depth.names[message.depth - 1]),
      ...fact('id', `${message.id}${message.cause === undefined ? '' : ` ← ${message.cause}`}`, true),
    ],
    sections: bodyOf(message, words, claimed(message, player.past.requestOf(message))),
    ...(real !== undefined && { real }),
    ...arrival(message, desk),
  }
}

function arrival(message: Message, { player }: Desk): { readonly step?: number } {
  const step = player.rhythm.seen.find((one) => player.recording.message(one).id === message.id)
  return step === undefined ? {} : { step }
}

function bodyOf({ payload }: Message, words: Words, digest: string | undefined): readonly Section[] {
  const w = words.inspector
  switch (payload.kind) {
    case 'http.request':
      return [
        { title: w.head, text: [`${payload.method} ${payload.path} HTTP/1.1`, ...headers(payload.headers)].join('\n') },
        ...content(payload.body, words, digest),
      ]
    case 'http.response':
      return [
        { title: w.head, text: [`HTTP/1.1 ${payload.status}`, ...headers(payload.headers)].join('\n') },
        ...content(payload.body, words, payload.more ? undefined : digest),
      ]
    case 'http.chunk':
    case 'stream':
    case 'pipe':
    case 'tty.input':
    case 'tty.output':
      return [body(payload.data, w.bytes, w.emptyBody)]
    case 'rpc.call':
      return [{ title: payload.method, text: json(payload.args) }]
    case 'rpc.reply':
      return [
        {
          title: payload.error ? payload.error.code : w.result,
          text: payload.error ? payload.error.message : json(payload.result ?? {}),
        },
      ]
    case 'syscall':
      return [{ title: `${w.arguments}: ${callText(payload.op)}`, text: json(short(payload.op)) }]
    case 'sysret':
      return [
        {
          title: w.result,
          text: payload.errno
            ? `−1 ${payload.errno}${payload.detail ? `: ${payload.detail}` : ''}`
            : json(short(payload.value ?? {})),
        },
      ]
    default:
      return [{ title: payload.kind, text: json(payload) }]
  }
}

/** The digest that a body goes by: said in the head, or asked for in the path. */
function claimed({ payload }: Message, request: Message | undefined): string | undefined {
  if (payload.kind !== 'http.request' && payload.kind !== 'http.response') return undefined
  const said = Object.entries(payload.headers).find(([name]) => name.toLowerCase() === 'docker-content-digest')?.[1]
  const path =
    payload.kind === 'http.request'
      ? payload.path
      : request?.payload.kind === 'http.request'
        ? request.payload.path
        : ''
  return (
    said ??
    (payload.kind === 'http.response' && payload.status >= 300
      ? undefined
      : /sha256(?::|%3A)[0-9a-f]{64}/.exec(path)?.[0].replace('%3A', ':'))
  )
}

const largest = 8_000_000
const mostRows = 200

/** A body, with what it goes by; of a layer, the files that are in it. */
function content(data: string, words: Words, digest: string | undefined): readonly Section[] {
  const w = words.inspector
  const named = data === '' || data.length > largest ? {} : { bytes: data, ...(digest !== undefined && { digest }) }
  if (!isGzip(data) || data.length > largest)
    return [{ ...body(data, w.body, w.emptyBody), ...(digest === undefined ? {} : named) }]
  const entries = layerFiles(data)
  return [
    { title: `${w.body} (${bytes(data.length)}, gzip)`, ...named },
    {
      title: w.files(entries.length),
      rows: entries.slice(0, mostRows).map(({ path, type, size }) => ({
        text: `${type === 'dir' ? 'd' : '-'} /${path}${size ? `  ${bytes(size)}` : ''}`,
      })),
    },
  ]
}

const layerFiles = (data: string): readonly FileEntry[] => {
  try {
    return unpackTar(gunzip(data, 4 * largest))
  } catch {
    return []
  }
}

const headers = (all: Readonly<Record<string, string>>): readonly string[] =>
  Object.entries(all).map(([name, value]) => `${name}: ${value}`)
const json = (value: unknown): string => JSON.stringify(value, undefined, 2)
const body = (data: string, title: string, none: string): Section => ({
  title: `${title} (${bytes(data.length)})`,
  text: data === '' ? `(${none})` : pretty(data),
})

/** A tree of files is told by its paths, not by its bytes. */
const short = (value: object): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, inner: unknown) =>
      key === 'entries' && Array.isArray(inner)
        ? inner
            .slice(0, 200)
            .map((entry: { path: string; type: string; size?: number }) => `${entry.type} /${entry.path}`)
        : key === 'data' && typeof inner === 'string' && inner.length > 4000
          ? `${inner.slice(0, 4000)}…`
          : inner,
    ),
  )

function ofContainer(c: ContainerView, seen: Seen, words: Words): Content {
  const processes = Object.values(seen.host.procs).filter((process) => containerOf(seen, process)?.id === c.id)
  const init = seen.host.procs[c.pid]
  return {
    title: c.name,
    facts: [
      ...fact('id', c.id, true),
      ...fact('state', words.map.state(stateName(c.life.value), c.exitCode)),
      { name: 'image', value: c.image, mono: true, open: { kind: 'image', id: c.imageId } },
      ...fact('command', c.argv.join(' '), true),
      ...fact('pid', c.pid || undefined, true),
      ...fact(
        'address',
        Object.entries(c.networks)
          .map(([name, { address }]) => `${address} (${name})`)
          .join(', '),
        true,
      ),
      ...fact('ports', c.ports.map(portText).join(', '), true),
      ...fact('restart', c.restart, true),
      ...fact('mounts', c.mounts.map(({ type, source, target }) => `${type} ${source} → ${target}`).join('; '), true),
      ...fact('upper', c.upperDir, true),
      ...fact('cgroup', init?.cgroup, true),
    ],
    sections: [
      { title: words.inspector.machine(c.life.machine), text: stateName(c.life.value) },
      ...(processes.length
        ? [
            {
              title: words.inspector.processes,
              rows: processes.map((process) => ({
                text: processText(process),
                open: { kind: 'process' as const, id: String(process.pid) },
              })),
            },
          ]
        : []),
      ...(init
        ? [
            {
              title: words.inspector.facts.namespaces,
              rows: Object.entries(init.ns).map(([kind, inode]) => ({ text: `${kind}:[${inode}]` })),
            },
          ]
        : []),
    ],
    real: `docker inspect ${c.name}`,
  }
}

const processText = (p: ProcessView): string => `PID ${p.nspid} (${p.pid})  ${p.argv.join(' ') || p.comm}`

function ofImage(image: ImageView, seen: Seen, words: Words): Content {
  const names = namesOf(seen.dockerd, image.id)
  return {
    title: names[0] ?? image.id.slice(7, 19),
    facts: [
      ...fact('id', image.id, true),
      ...fact('names', names.join(', '), true),
      ...fact('size', bytes(image.size), true),
      ...fact('created', image.created, true),
    ],
    sections: [
      {
        title: words.inspector.layers,
        rows: image.layers.map((layer) => ({
          text: `${layer.diffId.slice(7, 19)}  ${bytes(layer.size)}  ${layer.createdBy}`,
          open: { kind: 'layer' as const, id: layer.chainId },
        })),
      },
      { title: words.inspector.config, text: pretty(image.config), bytes: image.config, digest: image.id },
      ...Object.entries(image.manifests).map(([digest, manifest]) => ({
        title: words.inspector.manifest,
        text: pretty(manifest),
        bytes: manifest,
        digest,
      })),
    ],
    real: `docker image inspect ${names[0] ?? image.id.slice(7, 19)}`,
  }
}

function ofLayer(chainId: string, seen: Seen, words: Words): Content {
  const users = Object.values(seen.dockerd.images).filter((image) =>
    image.layers.some((layer) => layer.chainId === chainId),
  )
  const layer = users[0]?.layers.find((one) => one.chainId === chainId)
  if (layer === undefined) return gone(chainId)
  return {
    title: layer.diffId.slice(7, 19),
    facts: [
      ...fact('diffId', layer.diffId, true),
      ...fact('chainId', layer.chainId, true),
      ...fact('size', bytes(layer.size), true),
      ...fact('createdBy', layer.createdBy, true),
    ],
    sections: [
      {
        title: words.inspector.facts.usedBy,
        rows: users.map((image) => ({
          text: namesOf(seen.dockerd, image.id).join(', ') || image.id.slice(7, 19),
          open: { kind: 'image' as const, id: image.id },
        })),
      },
    ],
    real: `docker history --no-trunc ${namesOf(seen.dockerd, users[0]!.id)[0] ?? users[0]!.id.slice(7, 19)}`,
  }
}

function ofVolume(name: string, seen: Seen): Content {
  const volume = seen.dockerd.volumes[name]
  return volume
    ? {
        title: volume.anonymous ? name.slice(0, 12) : name,
        facts: [...fact('name', name, true), ...fact('mountpoint', volume.mountpoint, true)],
        sections: [],
        real: `docker volume inspect ${name}`,
      }
    : gone(name)
}

function ofPlace(id: string, seen: Seen, words: Words): Content {
  const processes = Object.values(seen.host.procs)
  const w = words.inspector
  switch (id) {
    case 'kernel':
      return {
        title: words.map.kernel,
        facts: fact('hostname', seen.host.hostname, true),
        sections: [
          { title: w.rules, text: seen.host.natRules.join('\n') },
          { title: w.links, text: kernelLines({ ...seen, host: { ...seen.host, natRules: [] } }, 3).join('\n') },
          {
            title: w.processes,
            rows: processes.map((process) => ({ text: `${process.pid}  ${process.argv.join(' ') || process.comm}` })),
          },
        ],
        real: 'sudo iptables -t nat -S',
      }
    case 'hub':
      return {
        title: words.map.hub,
        facts: fact('hostname', seen.hub.host, true),
        sections: Object.entries(seen.hub.repositories).map(([name, repository]) => ({
          title: name,
          rows: Object.entries(repository.tags).map(([tag, digest]) => ({ text: `${tag}  ${digest}` })),
        })),
        real: 'docker search nginx',
      }
    case 'store':
      return {
        title: words.map.store,
        facts: [],
        sections: [
          {
            title: words.inspector.facts.names,
            rows: Object.values(seen.dockerd.images).map((image) => ({
              text: `${namesOf(seen.dockerd, image.id).join(', ') || image.id.slice(7, 19)}  ${bytes(image.size)}`,
              open: { kind: 'image' as const, id: image.id },
            })),
          },
        ],
        real: 'docker images --no-trunc',
      }
    case 'client':
      return {
        title: words.map.client,
        facts: [],
        sections: [
          {
            title: w.processes,
            rows: processes
              .filter((process) => !process.address && !containerOf(seen, process))
              .map((process) => ({ text: `${process.pid}  ${process.argv.join(' ') || process.comm}` })),
          },
        ],
        real: 'ps -ef --forest',
      }
    default:
      return {
        title: id,
        facts: processes
          .filter((process) => process.address === id)
          .flatMap((process) => [...fact('pid', process.pid, true), ...fact('command', process.argv.join(' '), true)]),
        sections: Object.values(seen.dockerd.operations).map((operation) => ({
          title: `${operation.kind} ${operation.what}: ${stateName(operation.life.value)}`,
          rows: operation.parts.map((part) => ({
            text: `${part.label}  ${stateName(part.life.value)}  ${bytes(part.done)} / ${bytes(part.total)}`,
          })),
        })),
        real: id === 'containerd' ? 'sudo ctr -n moby tasks ls' : 'docker system info',
      }
  }
}
