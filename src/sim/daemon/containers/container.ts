import type { ContainerConfig, EndpointSettings, HostConfig } from '../../api/container'
import type { ContainerView, LifeView } from '../../wire/view'
import type { Bytes } from '../../../base/bytes'
import type { Life } from '../../world/life'
import type { Act } from '../work'

/** What one line of a json-file log holds. */
export interface LogRow {
  readonly stream: 'stdout' | 'stderr'
  /** Simulated microseconds. */
  readonly at: number
  /** Bytes, with the line feed unless the line was the last and had none. */
  readonly log: string
}

/** Something of the host that a container sees at a path. */
export interface MountPoint {
  readonly type: 'bind' | 'volume' | 'tmpfs'
  readonly source: string
  readonly target: string
  /** Name of the volume. */
  readonly name?: string
  readonly driver?: string
  readonly mode: string
  readonly rw: boolean
  readonly propagation: string
  /** A new volume gets what the image has at that path. */
  readonly copy: boolean
  /** `--mount type=bind` does not make a missing source. */
  readonly mustExist?: boolean
  /** mount(2) data of a tmpfs. */
  readonly data?: string
}

/** What its health check has found. */
export interface Health {
  /** Machine `health`: starting, healthy, unhealthy. */
  readonly life: Life
  readonly log: readonly {
    readonly Start: string
    readonly End: string
    readonly ExitCode: number
    readonly Output: string
  }[]
  /** The exec that probes it now, and since when. */
  readonly probe?: { readonly exec: string; readonly since: number }
}

/** A container as dockerd keeps it. @models moby container.Container, container.State */
export interface Container extends ContainerView {
  readonly life: LifeView & Life
  readonly config: ContainerConfig
  readonly hostConfig: HostConfig
  readonly created: number
  readonly startedAt?: number
  readonly finishedAt?: number
  readonly error: string
  readonly oomKilled: boolean
  readonly restartCount: number
  /** Back-off of the restart monitor. */
  readonly monitor: Life
  /** `docker stop` and `docker kill` mean it: no restart policy brings it back, `always` included. */
  readonly stoppedByHand: boolean
  readonly startedBefore: boolean
  readonly mounts: readonly MountPoint[]
  readonly endpoints: Readonly<Record<string, EndpointSettings>>
  readonly networks: Readonly<Record<string, { readonly address: string }>>
  readonly sandboxId: string
  readonly execIds: readonly string[]
  /** Present where it has a health check and has been started. */
  readonly health?: Health
  readonly logs: readonly LogRow[]
  /** The part of a line that has no line feed yet, for each stream. */
  readonly partial: Readonly<Record<string, string>>
  /** What takes its wiring down again: links, rules, bound ports, proxies. */
  readonly undo: readonly Act[]
  /** Its task has ended and the daemon is clearing up after it. */
  readonly ending?: boolean
  readonly snapshot: {
    readonly lower: readonly string[]
    readonly upper: string
    readonly work: string
    readonly merged: string
    readonly cacheId: string
  }
}

/** @models moby daemon/execconfig */
export interface Exec {
  readonly id: string
  readonly container: string
  readonly argv: readonly string[]
  readonly env: readonly string[]
  readonly tty: boolean
  readonly user: string
  readonly workingDir: string
  readonly privileged: boolean
  readonly openStdin: boolean
  readonly openStdout: boolean
  readonly openStderr: boolean
  readonly detachKeys: string
  readonly life: LifeView & Life
  readonly pid: number
  readonly exitCode?: number
  /** Present for a health check's: what it has said, at most 4,096 bytes. */
  readonly probed?: Bytes
  /** Which of stdout and stderr nobody holds open any more. */
  readonly silent?: readonly string[]
  /** How its process ended, while something that it started still holds its streams. */
  readonly left?: number
}
