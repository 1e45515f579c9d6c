import type { FileEntry } from '../../base/file-entry'
import type { RunConfig } from '../oci/config'

/** One image of the simulated Docker Hub, described; {@link ./image} makes the bytes of it when they are asked for. */
export interface CatalogueImage {
  /** With `library/` for official ones. */
  readonly repository: string
  readonly tags: readonly string[]
  readonly description: string
  readonly stars: number
  readonly official: boolean
  readonly created: string
  readonly steps: readonly Step[]
  readonly config: RunConfig
}

/** A line of `docker history`: with a layer, or without. */
export interface Step {
  readonly createdBy: string
  readonly comment?: string
  readonly layer?: Layer
}

export interface Layer {
  readonly entries: () => readonly FileEntry[]
  /** Compressed bytes of the layer that this one stands for. */
  readonly transferSize: number
}

export const standInLabel = 'org.glasswhale.stand-in'

const buildkit = 'buildkit.dockerfile.v0'

/** A step that changed files, as BuildKit words it. */
export const layer = (createdBy: string, transferSize: number, entries: () => readonly FileEntry[]): Step => ({
  createdBy,
  comment: buildkit,
  layer: { entries, transferSize },
})

/** A step that changed only the configuration. */
export const setting = (createdBy: string): Step => ({ createdBy, comment: buildkit })

/** The lines at the end of a Dockerfile that only say what the configuration says: how a container starts, what stops it, where it listens. */
export const startSettings = ({ Entrypoint, StopSignal, ExposedPorts, Cmd }: RunConfig): readonly Step[] => [
  ...(Entrypoint ? [setting(`ENTRYPOINT ${listed(Entrypoint)}`)] : []),
  ...(StopSignal ? [setting(`STOPSIGNAL ${StopSignal}`)] : []),
  ...(ExposedPorts
    ? [
        setting(
          `EXPOSE map[${Object.keys(ExposedPorts)
            .map((port) => `${port}:{}`)
            .join(' ')}]`,
        ),
      ]
    : []),
  ...(Cmd ? [setting(`CMD ${listed(Cmd)}`)] : []),
]

const listed = (words: readonly string[]): string => `[${words.map((word) => JSON.stringify(word)).join(' ')}]`

export const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
