import { text, utf8, type Bytes } from '../../base/bytes'
import { digestOf, type Digest } from '../../base/digest'
import { goJson, parseGoJson, sorted } from '../../base/json'

/**
 * The image configuration: what to run, the history, and the DiffIDs of the layers. Its digest is the ImageID.
 * @models OCI image-spec config.md, moby image/image.go
 * @fidelity full
 */
export interface ImageConfig {
  readonly architecture: string
  readonly os: string
  readonly variant?: string
  readonly author?: string
  readonly comment?: string
  readonly created?: string
  readonly docker_version?: string
  readonly container?: string
  readonly container_config?: RunConfig
  readonly config?: RunConfig
  readonly history?: readonly History[]
  readonly rootfs: RootFs
}

export interface RootFs {
  readonly type: 'layers'
  readonly diff_ids: readonly Digest[]
}

export interface History {
  readonly created?: string
  readonly created_by?: string
  readonly author?: string
  readonly comment?: string
  readonly empty_layer?: boolean
}

/** Times in nanoseconds, as Go's Duration. */
export interface HealthcheckConfig {
  readonly Test?: readonly string[]
  readonly Interval?: number
  readonly Timeout?: number
  readonly StartPeriod?: number
  readonly StartInterval?: number
  readonly Retries?: number
}

/** What a container of the image starts with. */
export interface RunConfig {
  readonly Hostname?: string
  readonly Domainname?: string
  readonly User?: string
  readonly AttachStdin?: boolean
  readonly AttachStdout?: boolean
  readonly AttachStderr?: boolean
  readonly ExposedPorts?: Readonly<Record<string, Readonly<Record<string, never>>>> | null
  readonly Tty?: boolean
  readonly OpenStdin?: boolean
  readonly StdinOnce?: boolean
  readonly Env?: readonly string[] | null
  readonly Cmd?: readonly string[] | null
  readonly Healthcheck?: HealthcheckConfig
  readonly ArgsEscaped?: boolean
  readonly Image?: string
  readonly Volumes?: Readonly<Record<string, Readonly<Record<string, never>>>> | null
  readonly WorkingDir?: string
  readonly Entrypoint?: readonly string[] | null
  readonly OnBuild?: readonly string[] | null
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly StopSignal?: string
  readonly StopTimeout?: number
  readonly Shell?: readonly string[]
}

/** Throws the engine's words when it is not an image configuration. */
export function parseImageConfig(bytes: Bytes): ImageConfig {
  const config = parseGoJson(text(bytes)) as Partial<ImageConfig> | null
  if (typeof config !== 'object' || config === null)
    throw new Error('json: cannot unmarshal value into Go value of type image.Image')
  if (!Array.isArray(config.rootfs?.diff_ids)) throw new Error('invalid image JSON, no RootFS key')
  return config as ImageConfig
}

/** As the engine stores it: top-level keys in order of the alphabet. */
export const imageConfigBytes = (config: ImageConfig): Bytes =>
  utf8(goJson(sorted({ ...config, ...(config.history && { history: config.history.map(historyInOrder) }) })))

const historyInOrder = (h: History): History => ({
  ...(h.created !== undefined && { created: h.created }),
  ...(h.created_by !== undefined && { created_by: h.created_by }),
  ...(h.author !== undefined && h.author !== '' && { author: h.author }),
  ...(h.comment !== undefined && h.comment !== '' && { comment: h.comment }),
  ...(h.empty_layer === true && { empty_layer: true }),
})

export const imageId = (config: Bytes): Digest => digestOf(config)

/** ChainID of each layer: the first is its DiffID, each further one the digest of "chain-below diff". */
export function chainIds(diffIds: readonly Digest[]): readonly Digest[] {
  const chain: Digest[] = []
  for (const diffId of diffIds) {
    const below = chain.at(-1)
    chain.push(below === undefined ? diffId : digestOf(`${below} ${diffId}`))
  }
  return chain
}

/** ChainID of the top; undefined for an image without layers (scratch). */
export const chainId = (diffIds: readonly Digest[]): Digest | undefined => chainIds(diffIds).at(-1)

/** The fields in the order in which BuildKit and OCI write them, empty ones left out. */
export function ociRunConfig(c: RunConfig): RunConfig {
  const filled = <V>(value: V | null | undefined): value is V =>
    value !== undefined &&
    value !== null &&
    value !== '' &&
    (typeof value !== 'object' || Object.keys(value).length > 0)
  const port = c.ExposedPorts && sorted(c.ExposedPorts)
  const volumes = c.Volumes && sorted(c.Volumes)
  const labels = c.Labels && sorted(c.Labels)
  return {
    ...(filled(c.User) && { User: c.User }),
    ...(filled(port) && { ExposedPorts: port }),
    ...(filled(c.Env) && { Env: c.Env }),
    ...(filled(c.Entrypoint) && { Entrypoint: c.Entrypoint }),
    ...(filled(c.Cmd) && { Cmd: c.Cmd }),
    ...(filled(volumes) && { Volumes: volumes }),
    ...(filled(c.WorkingDir) && { WorkingDir: c.WorkingDir }),
    ...(filled(labels) && { Labels: labels }),
    ...(filled(c.StopSignal) && { StopSignal: c.StopSignal }),
    ...(c.ArgsEscaped === true && { ArgsEscaped: true }),
    ...(filled(c.Healthcheck) && { Healthcheck: c.Healthcheck }),
    ...(filled(c.OnBuild) && { OnBuild: c.OnBuild }),
    ...(filled(c.Shell) && { Shell: c.Shell }),
  }
}

/** All fields in the order in which moby writes a container.Config; absent ones get Go's zero values. */
export const mobyRunConfig = (c: RunConfig): RunConfig => ({
  Hostname: c.Hostname ?? '',
  Domainname: c.Domainname ?? '',
  User: c.User ?? '',
  AttachStdin: c.AttachStdin ?? false,
  AttachStdout: c.AttachStdout ?? false,
  AttachStderr: c.AttachStderr ?? false,
  ...(c.ExposedPorts && { ExposedPorts: sorted(c.ExposedPorts) }),
  Tty: c.Tty ?? false,
  OpenStdin: c.OpenStdin ?? false,
  StdinOnce: c.StdinOnce ?? false,
  Env: c.Env ?? null,
  Cmd: c.Cmd ?? null,
  ...(c.Healthcheck && { Healthcheck: c.Healthcheck }),
  ...(c.ArgsEscaped === true && { ArgsEscaped: true }),
  Image: c.Image ?? '',
  Volumes: c.Volumes ? sorted(c.Volumes) : null,
  WorkingDir: c.WorkingDir ?? '',
  Entrypoint: c.Entrypoint ?? null,
  OnBuild: c.OnBuild ?? null,
  Labels: c.Labels ? sorted(c.Labels) : null,
  ...(c.StopSignal && { StopSignal: c.StopSignal }),
  ...(c.StopTimeout !== undefined && { StopTimeout: c.StopTimeout }),
  ...(c.Shell && c.Shell.length > 0 && { Shell: c.Shell }),
})
