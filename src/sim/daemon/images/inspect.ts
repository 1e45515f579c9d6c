import { mobyRunConfig, parseImageConfig, type RunConfig } from '../../oci/config'
import { rfc3339Nano, zeroTime } from '../../../base/time'
import { sorted } from '../../../base/json'
import type { Request } from '../request'
import { error, json } from '../respond'
import type { Daemon, DockerdState } from '../state'
import { namesOf } from './list'
import { lookUp } from './lookup'
import type { Image } from './state'

/**
 * `docker image inspect`.
 * @models moby daemon/images/image_inspect.go, api/types/image ImageInspect
 * @fidelity full
 */
export function inspect(d: Daemon, req: Request): void {
  const image = lookUp(d.state, req.params['name']!)
  if ('message' in image) return error(d, req, image.status, image.message)
  json(d, req, 200, described(d.state, image))
}

export function described(state: DockerdState, image: Image): Readonly<Record<string, unknown>> {
  const config = parseImageConfig(image.config)
  const { tags, digests } = namesOf(state, image)
  return {
    Id: image.id,
    RepoTags: tags,
    RepoDigests: digests,
    Parent: image.parent,
    Comment: config.comment || lastComment(config.history),
    Created: config.created ?? '',
    DockerVersion: config.docker_version ?? '',
    Author: config.author ?? '',
    Architecture: config.architecture,
    ...(config.variant && { Variant: config.variant }),
    Os: config.os,
    Size: image.size,
    GraphDriver: { Data: graphData(state, image), Name: 'overlay2' },
    RootFS: rootFs(config.rootfs.diff_ids),
    Metadata: { LastTagTime: image.taggedAt === undefined ? zeroTime : rfc3339Nano(image.taggedAt) },
    Config: config.config === undefined ? null : imageRunConfig(config.config),
  }
}

const lastComment = (history: readonly { readonly comment?: string }[] | undefined): string =>
  history?.at(-1)?.comment ?? ''

const rootFs = (diffIds: readonly string[]) => ({ Type: 'layers', ...(diffIds.length > 0 && { Layers: diffIds }) })

/** Where overlay2 has the top layer, and what is below it. */
function graphData(state: DockerdState, image: Image): Readonly<Record<string, string>> | null {
  const dirs = image.layers.map(({ chainId }) => state.layers[chainId]?.dir ?? '').reverse()
  const [top, ...lower] = dirs
  if (top === undefined) return null
  const home = top.replace(/\/diff$/, '')
  return {
    ...(lower.length > 0 && { LowerDir: lower.join(':') }),
    MergedDir: `${home}/merged`,
    UpperDir: top,
    WorkDir: `${home}/work`,
  }
}

/** Fields of a container's configuration that an image cannot have are left out since API 1.50. */
function imageRunConfig(given: RunConfig): Readonly<Record<string, unknown>> {
  const all = mobyRunConfig(given)
  const {
    Cmd,
    Entrypoint,
    Env,
    Labels,
    OnBuild,
    User,
    Volumes,
    WorkingDir,
    ExposedPorts,
    Healthcheck,
    StopSignal,
    Shell,
    ArgsEscaped,
  } = all
  return sorted({
    Cmd: Cmd ?? null,
    Entrypoint: Entrypoint ?? null,
    Env: Env ?? null,
    Labels: Labels ?? null,
    OnBuild: OnBuild ?? null,
    User,
    Volumes: Volumes ?? null,
    WorkingDir,
    ...(ArgsEscaped && { ArgsEscaped }),
    ...(ExposedPorts && { ExposedPorts }),
    ...(Healthcheck && { Healthcheck }),
    ...(StopSignal && { StopSignal }),
    ...(Shell && { Shell }),
  })
}
