import type { Rng } from '../../base/random'
import type { Address } from '../wire/address'
import type { ConnId } from '../wire/http'
import type { Payload } from '../wire/payload'
import type { VolumeView } from '../wire/view'
import { type Calling, type Draft, noCalls, type Then } from '../world/draft'
import type { Classic } from './build/classic/classic'
import type { DaemonConfig } from './config-file'
import type { Container, Exec } from './containers/container'
import { type ImagesState, newImages } from './images/state'
import { newNetworks } from './networks/networks'
import type { Network } from './networks/networks'

/** dockerd during one delivery; every handler takes it first. */
export type Daemon = Draft<DockerdState>

/** What `docker events` prints; kept as moby's ring of the last 256. */
export interface EventRow {
  readonly type: string
  readonly action: string
  readonly id: string
  readonly attributes: Readonly<Record<string, string>>
  /** Simulated microseconds. */
  readonly at: number
}

export interface Volume extends VolumeView {
  readonly driver: string
  readonly labels: Readonly<Record<string, string>>
  readonly options: Readonly<Record<string, string>>
  readonly created: number
  /** Whether something was written into it on first use, so that copy-up happens once. */
  readonly used: boolean
}

/**
 * A connection that someone in here listens to: a hijacked one, a stream whose client may leave, or one to a registry.
 * `handler` names an entry of the table of connection handlers.
 */
export interface Conn {
  readonly handler: string
  readonly peer: Address
  readonly data: unknown
}

export interface DockerdState extends Calling, ImagesState {
  readonly rng: Rng
  /** dockerd's own pid in the host's process table: the `pid` of its system calls. */
  readonly pid: number
  readonly containers: Readonly<Record<string, Container>>
  readonly execs: Readonly<Record<string, Exec>>
  /** Builds without BuildKit that are under way. */
  readonly classics: Readonly<Record<string, Classic>>
  readonly volumes: Readonly<Record<string, Volume>>
  readonly networks: Readonly<Record<string, Network>>
  readonly conns: Readonly<Record<ConnId, Conn>>
  readonly events: readonly EventRow[]
  /** Names of containers being made, with their ids. */
  readonly names: Readonly<Record<string, string>>
  /** Host ports given to containers: `0.0.0.0:8080/tcp` to the container's id. */
  readonly ports: Readonly<Record<string, string>>
  readonly nextEphemeral: number
  /** docker0 and the iptables chains are set up. */
  readonly booted: boolean
  /** What /etc/docker/daemon.json said at the last start; absent: nothing. */
  readonly settings?: DaemonConfig
  /** No process: what was sent to it meanwhile by those who do not care (output, ends of containers), to be heard at the next start. */
  readonly down?: readonly { readonly from: Address; readonly payload: Payload }[]
  /** While it shuts down or restores: containers that are waited for, and whether a person had stopped them. */
  readonly stopping?: Readonly<Record<string, boolean>>
  /** Who follows something (events, logs, wait): by a number of our own. */
  readonly nextWatch: number
  readonly watches: Readonly<Record<string, Watch>>
}

/** Someone who is owed an answer later: a `wait`, a `logs --follow`, an `events`. */
export type Watch =
  | {
      readonly kind: 'wait' | 'logs' | 'events' | 'stats'
      readonly about: string
      readonly sink: Sink
      readonly data: unknown
    }
  /** Someone in here (a stop, a forced removal) goes on when that container has ended. */
  | { readonly kind: 'ended'; readonly about: string; readonly then: Then }

/** Where an answer goes: kept while a request is being worked on. */
export interface Sink {
  readonly to: Address
  readonly conn: ConnId
  readonly exchange: number
}

export const newDockerd = (start: { readonly rng: Rng; readonly pid: number }): DockerdState => ({
  ...noCalls,
  ...newImages(),
  ...start,
  containers: {},
  execs: {},
  classics: {},
  volumes: {},
  networks: newNetworks(start.rng),
  conns: {},
  events: [],
  names: {},
  ports: {},
  nextEphemeral: 32768,
  booted: false,
  nextWatch: 1,
  watches: {},
})
