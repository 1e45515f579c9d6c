import type { Digest } from '../../../base/digest'
import {
  methods as builder,
  type ExportArgs,
  type ExportLayer,
  type ResolveArgs,
  type Resolved,
} from '../../builder/face'
import { hostPlatform, parsePlatform } from '../../oci/platform'
import { familiarString, fullString, parseNormalizedNamed, tagNameOnly } from '../../oci/reference'
import { methods, type KeyArgs, type SnapshotMounts } from '../../runtime/face'
import type { Address } from '../../wire/address'
import type { RpcCall, RpcReply } from '../../wire/rpc'
import { reply, rpc } from '../../world/draft'
import { imageEvent } from '../images/events'
import { keepLayer, leaseToBuilds } from '../images/layers'
import { findImage } from '../images/lookup'
import { startPull } from '../images/pull'
import { snapshotKey } from '../images/rootfs'
import type { Base } from '../images/state'
import { registerImage, setReference, touch } from '../images/store'
import type { CallHandlers, Continuations } from '../request'
import type { Daemon } from '../state'

/**
 * What BuildKit asks of the image store: base images in, built images out.
 * @models moby builder/builder-next/adapters/containerimage, exporter
 * @fidelity part: a base image that is here is used as it is; one that is not is fetched whole
 */
function resolve(d: Daemon, call: RpcCall, from: Address): void {
  const { ref: text, platform } = call.args as unknown as ResolveArgs
  const answerTo = { to: from, call: call.call, method: call.method }
  try {
    const ref = tagNameOnly(parseNormalizedNamed(text))
    const base = local(d, text) ?? d.state.bases[fullString(ref)]
    if (base !== undefined && base.chainIds.every((id) => d.state.layers[id] !== undefined))
      return given(d, answerTo, base)
    const wanted = platform ? parsePlatform(platform) : hostPlatform
    startPull(d, { ref, all: false, platform: wanted, credentials: undefined, output: { kind: 'rpc', ...answerTo } })
  } catch (problem) {
    reply(d, from, call.call, call.method, { error: { code: 'InvalidArgument', message: (problem as Error).message } })
  }
}

interface AnswerTo {
  readonly to: Address
  readonly call: number
  readonly method: string
}

function local(d: Daemon, ref: string): Base | undefined {
  const image = findImage(d.state, ref)
  return image && { id: image.id, config: image.config, chainIds: image.layers.map(({ chainId }) => chainId) }
}

function given(d: Daemon, { to, call, method }: AnswerTo, { id, config, chainIds }: Base): void {
  leaseToBuilds(d, chainIds)
  const result: Resolved = {
    id,
    config,
    chainIds,
    snapshotKeys: chainIds.map((chainId) => snapshotKey(d.state, chainId)),
  }
  reply(d, to, call, method, { result: { ...result } })
}

/** The layers of a built image become layers of the store, then the image gets its names. */
function take(d: Daemon, call: RpcCall, from: Address): void {
  adopt(d, { args: call.args as unknown as ExportArgs, to: from, call: call.call, method: call.method })
}

interface Exporting extends AnswerTo {
  readonly args: ExportArgs
}

function adopt(d: Daemon, exporting: Exporting): void {
  const next = exporting.args.layers.find(({ chainId }) => d.state.layers[chainId] === undefined)
  if (next === undefined) return finish(d, exporting)
  rpc(d, 'containerd', methods.statSnapshot, { key: next.key } satisfies KeyArgs, {
    then: 'build/adopted',
    data: { exporting, next },
  })
}

export const buildImageContinuations: Continuations = {
  'build/adopted': (d: Daemon, { exporting, next }: { exporting: Exporting; next: ExportLayer }, answer: RpcReply) => {
    const { to, call, method } = exporting
    if (answer.error !== undefined) return reply(d, to, call, method, { error: answer.error })
    const { cacheId, dir } = answer.result as unknown as SnapshotMounts
    const { chainId, diffId, size, key } = next
    keepLayer(d, {
      chainId,
      diffId,
      size,
      cacheId,
      dir,
      parent: below(exporting.args, chainId),
      ...(key !== chainId && { key }),
    })
    adopt(d, exporting)
  },
}

const below = ({ layers }: ExportArgs, chainId: Digest): Digest | '' =>
  layers[layers.findIndex((layer) => layer.chainId === chainId) - 1]?.chainId ?? ''

function finish(d: Daemon, { args, to, call, method }: Exporting): void {
  leaseToBuilds(
    d,
    args.layers.map(({ chainId }) => chainId),
  )
  const id = registerImage(d, args.config, '')
  touch(d, id)
  for (const name of args.names) {
    const ref = tagNameOnly(parseNormalizedNamed(name))
    setReference(d, ref, id)
    imageEvent(d, 'tag', id, familiarString(ref))
  }
  reply(d, to, call, method, { result: { id } }, { depth: 1 })
}

export const buildImageCalls: CallHandlers = { [builder.resolve]: resolve, [builder.export]: take }
