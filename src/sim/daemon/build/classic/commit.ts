import type { Digest } from '../../../../base/digest'
import { rfc3339Nano } from '../../../../base/time'
import { unpackTar } from '../../../../base/tar'
import { chainIds, imageConfigBytes, mobyRunConfig, parseImageConfig, type RunConfig } from '../../../oci/config'
import { hostPlatform } from '../../../oci/platform'
import { methods, type Applied, type Diffed } from '../../../runtime/face'
import { removeContainer } from '../../containers/remove'
import { keepLayer, lease } from '../../images/layers'
import { topLayer } from '../../images/rootfs'
import { registerImage } from '../../images/store'
import type { Continuations } from '../../request'
import type { Daemon } from '../../state'
import { resultOf, work, type Worked } from '../../work'
import { change, classicOf, failBuild, say, short, stepped, type Classic } from './classic'

/**
 * An instruction's image: its parent's layers, what the container changed if anything, and the settings.
 * @models moby builder/dockerfile/internals.go commitContainer, imageprobe.go, image/cache/cache.go
 */
const settings = (config: RunConfig, cmd: readonly string[], image: string): RunConfig =>
  mobyRunConfig({ ...config, Hostname: '', Cmd: cmd, Image: image })

/** The newest child of the image so far that the same instruction made. */
export function probe(d: Daemon, b: Classic, config: RunConfig, cmd: readonly string[]): Digest | undefined {
  if (b.noCache || b.busted) return undefined
  const wanted = JSON.stringify(settings(config, cmd, b.image))
  const same = Object.values(d.state.images).filter(
    ({ parent, config: bytes }) =>
      parent === b.image && JSON.stringify(parseImageConfig(bytes).container_config) === wanted,
  )
  return same.sort((a, z) => (a.created < z.created ? 1 : -1))[0]?.id
}

export function commitStep(d: Daemon, id: string, container: string): void {
  work(d, [{ rpc: methods.diff, args: { key: container } }], { then: 'build.classic/diffed', data: { id } })
}

interface Of {
  readonly id: string
}

function diffed(d: Daemon, { id }: Of, worked: Worked): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  if (worked.failed !== undefined) return failBuild(d, id, worked.failed.message)
  layer(d, b, resultOf(worked.answers[0]) as Diffed)
}

const diffIds = (d: Daemon, image: Classic['image']): readonly Digest[] =>
  image === '' ? [] : parseImageConfig(d.state.images[image]!.config).rootfs.diff_ids

/** A change becomes a layer, unless there is none or there is the same already. */
export function layer(d: Daemon, b: Classic, diff: Diffed): void {
  if (unpackTar(diff.tar).length === 0) return register(d, b.id, undefined)
  const key = chainIds([...diffIds(d, b.image), diff.diffId]).at(-1)!
  if (d.state.layers[key] !== undefined) return register(d, b.id, diff.diffId)
  const args = { key, parent: b.image === '' ? '' : topLayer(d.state, b.image), tar: diff.tar }
  work(d, [{ rpc: methods.apply, args }], {
    then: 'build.classic/applied',
    data: { id: b.id, key, diffId: diff.diffId, size: diff.size },
  })
}

interface Applying extends Of {
  readonly key: Digest
  readonly diffId: Digest
  readonly size: number
}

function applied(d: Daemon, { id, key, diffId, size }: Applying, worked: Worked): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  if (worked.failed !== undefined) return failBuild(d, id, worked.failed.message)
  const { cacheId, dir } = resultOf(worked.answers[0]) as Applied
  const parent = chainIds(diffIds(d, b.image)).at(-1) ?? ''
  keepLayer(d, { chainId: key, diffId, parent, size, cacheId, dir })
  lease(d, `build ${id}`, [key])
  register(d, id, diffId)
}

export function register(d: Daemon, id: string, diffId: Digest | undefined): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  const { config, cmd } = b.pending
  const base = b.image === '' ? undefined : parseImageConfig(d.state.images[b.image]!.config)
  const created = rfc3339Nano(d.now)
  const entry = { created, created_by: cmd.join(' '), ...(diffId === undefined && { empty_layer: true }) }
  const { architecture, os } = base ?? hostPlatform
  const image = registerImage(
    d,
    imageConfigBytes({
      architecture,
      os,
      created,
      docker_version: '28.5.2',
      config: mobyRunConfig({ ...config, Hostname: '', Image: b.image }),
      container_config: settings(config, cmd, b.image),
      ...(b.made.length > 0 && { container: b.made.at(-1)! }),
      ...(b.stage.author !== '' && { author: b.stage.author }),
      history: [...(base?.history ?? []), entry],
      rootfs: { type: 'layers', diff_ids: [...diffIds(d, b.image), ...(diffId === undefined ? [] : [diffId])] },
    }),
    b.image,
  )
  lease(d, `build ${id}`, [])
  change(d, id, { image })
  clean(d, id)
}

/** Takes the container away that the instruction was carried out in. */
function clean(d: Daemon, id: string): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  const [container, ...made] = b.made
  if (container === undefined || !b.rm) return stepped(d, id)
  change(d, id, { made })
  removeContainer(
    d,
    container,
    { force: true, volumes: true },
    { then: 'build.classic/removed', data: { id, container } },
  )
}

function removed(d: Daemon, { id, container }: Of & { readonly container: string }): void {
  say(d, id, ` ---> Removed intermediate container ${short(container)}\n`)
  clean(d, id)
}

export const commitContinuations: Continuations = {
  'build.classic/diffed': diffed,
  'build.classic/applied': applied,
  'build.classic/removed': removed,
}
