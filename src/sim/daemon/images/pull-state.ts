import type { Bytes } from '../../../base/bytes'
import type { Digest } from '../../../base/digest'
import type { Descriptor } from '../../oci/descriptor'
import type { Platform } from '../../oci/platform'
import type { Reference } from '../../oci/reference'
import type { LifeView, OperationView } from '../../wire/view'
import { born, lived, type Life } from '../../world/life'
import { patch } from '../../world/draft'
import type { EventFrom } from 'xstate'
import type { Daemon } from '../state'
import { layerDownloadMachine } from './layer-download.machine'
import type { Output, ProgressLine } from './output'
import { tell } from './output'
import { pullMachine } from './pull.machine'
import type { Credentials } from './reach'
import type { Remote } from './remote'

/** A pull under way, as plain data. */
export interface Pull {
  readonly id: string
  /** What to pull now; `docker pull -a` has further tags waiting. */
  readonly ref: Reference
  readonly all: boolean
  readonly tags: readonly string[]
  readonly newer: boolean
  readonly platform: Platform
  readonly credentials?: Credentials
  readonly output: Output
  readonly life: Life
  readonly remote?: Remote
  /** Digest of what the tag names: an index or a manifest. It is what `Digest:` shows. */
  readonly digest?: Digest
  /** Exact manifests that came on the way, by digest. */
  readonly manifests: Readonly<Record<Digest, Bytes>>
  readonly configDigest?: Digest
  readonly config?: Bytes
  readonly layers: readonly PullLayer[]
}

export interface PullLayer {
  /** First twelve digits of the blob's digest. */
  readonly id: string
  readonly descriptor: Descriptor
  readonly life: Life
  readonly done: number
  readonly total: number
  /** The blob while it is here and not unpacked yet. */
  readonly blob?: Bytes
  readonly chainId?: Digest
}

export const shortDigest = (digest: Digest): string => digest.slice('sha256:'.length, 'sha256:'.length + 12)

type PullEvent = EventFrom<typeof pullMachine>
type LayerEvent = EventFrom<typeof layerDownloadMachine>

export const newPullLife = (): Life => born(pullMachine)
export const newLayerLife = (): Life => born(layerDownloadMachine)

export const pullOf = (d: Daemon, id: string): Pull | undefined => d.state.pulls[id]

/** Keeps a pull and shows it. */
export function putPull(d: Daemon, pull: Pull): Pull {
  patch(d, {
    pulls: { ...d.state.pulls, [pull.id]: pull },
    operations: { ...d.state.operations, [pull.id]: shown(pull) },
  })
  return pull
}

export const onPull = (d: Daemon, pull: Pull, event: PullEvent): Pull =>
  putPull(d, { ...pull, life: lived(pullMachine, pull.life as never, event) })

/** An event in the life of the layer at that place, with what else changes. */
export const onLayer = (d: Daemon, pull: Pull, at: number, event: LayerEvent, change: Partial<PullLayer> = {}): Pull =>
  putPull(d, {
    ...pull,
    layers: pull.layers.map((layer, i) =>
      i === at ? { ...layer, ...change, life: lived(layerDownloadMachine, layer.life as never, event) } : layer,
    ),
  })

export const tellPull = (d: Daemon, pull: Pull, line: ProgressLine): Pull =>
  putPull(d, { ...pull, output: tell(d, pull.output, line) })

const view = (machine: string, life: Life): LifeView => ({ machine, value: life.value })

const shown = (pull: Pull): OperationView => ({
  kind: 'pull',
  what: nameOf(pull.ref),
  life: view('pull', pull.life),
  parts: pull.layers.map(({ id, life, done, total, descriptor }) => ({
    id,
    life: view('layer-download', life),
    done,
    total,
    label: descriptor.digest,
  })),
})

const nameOf = (ref: Reference): string =>
  `${ref.domain}/${ref.path}${ref.tag === undefined ? '' : `:${ref.tag}`}${ref.digest === undefined ? '' : `@${ref.digest}`}`

/** Forgets the work of a pull; the picture keeps its end until the next operation begins. */
export function dropPull(d: Daemon, pull: Pull): void {
  const { [pull.id]: _ended, ...pulls } = d.state.pulls
  patch(d, { pulls })
}

/** An operation's id, and room for it: those that ended are no longer shown. */
export function nextOperation(d: Daemon, kind: string): string {
  const id = `${kind}-${d.state.nextOperation}`
  const ended = (value: unknown) => ['complete', 'failed', 'cancelled'].includes(String(value))
  const operations = Object.fromEntries(Object.entries(d.state.operations).filter(([, { life }]) => !ended(life.value)))
  patch(d, { nextOperation: d.state.nextOperation + 1, operations })
  return id
}
