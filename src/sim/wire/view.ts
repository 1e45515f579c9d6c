import type { Address } from './address'
import type { Bytes } from '../../base/bytes'
import type { EditOffer } from '../../base/edit-frames'

/**
 * What each node's state promises to show. A node keeps more than this; the scene and the checks of a lesson read only this.
 * Shapes are plain data; every record is keyed by id so that marks keep their identity from step to step.
 */

/** Where an XState life stands, and which machine it is: `container`, `pull` … Kept as data so that the picture can name it. */
export interface LifeView {
  readonly machine: string
  readonly value: unknown
}

// — node `host`
export interface HostView {
  readonly hostname: string
  readonly procs: Readonly<Record<string, ProcessView>>
  readonly links: Readonly<Record<string, LinkView>>
  /** Rendered rules of table nat, as `iptables -t nat -S` prints them. */
  readonly natRules: readonly string[]
}

export interface ProcessView {
  readonly pid: number // host pid
  readonly ppid: number
  readonly comm: string
  readonly argv: readonly string[]
  /** `run` on or waiting for a cpu, `wait` blocked, `stop`, `zombie`. */
  readonly run: 'run' | 'wait' | 'stop' | 'zombie'
  readonly ns: Readonly<Record<string, number>> // namespace kind -> inode number
  readonly nspid: number // pid in its own pid namespace
  readonly cgroup: string // path below /sys/fs/cgroup
  readonly uid: number
  readonly address?: Address // node that plays it, for daemons and shims
}

export interface LinkView {
  readonly name: string
  readonly netns: number
  readonly kind: 'loopback' | 'bridge' | 'veth' | 'physical'
  readonly addresses: readonly string[]
  readonly master?: string
  readonly up: boolean
}

// — node `dockerd`
export interface DockerdView {
  readonly containers: Readonly<Record<string, ContainerView>>
  readonly images: Readonly<Record<string, ImageView>> // by `sha256:…` ID
  /** Full reference (`docker.io/library/alpine:latest`) to image ID. */
  readonly references: Readonly<Record<string, string>>
  readonly volumes: Readonly<Record<string, VolumeView>>
  readonly networks: Readonly<Record<string, NetworkView>>
  /** Pulls, pushes and builds under way or just ended, by operation id. */
  readonly operations: Readonly<Record<string, OperationView>>
}

export interface ContainerView {
  readonly id: string
  readonly name: string // without the leading slash
  readonly image: string // as the user wrote it
  readonly imageId: string
  readonly argv: readonly string[]
  readonly life: LifeView // machine `container`: created running paused restarting removing exited dead
  readonly pid: number // host pid of its init, 0 when not running
  readonly exitCode: number
  readonly restart: string // `no`, `always` …
  readonly ports: readonly PortView[]
  readonly networks: Readonly<Record<string, { readonly address: string }>>
  readonly mounts: readonly { readonly type: string; readonly source: string; readonly target: string }[]
  readonly upperDir: string // path on the host
}

export interface PortView {
  readonly container: number
  readonly proto: 'tcp' | 'udp'
  readonly hostIp: string
  readonly host: number
}

export interface ImageView {
  readonly id: string
  readonly created: string
  readonly size: number
  readonly layers: readonly LayerView[] // base first
  readonly config: Bytes // the exact JSON whose sha-256 is `id`
  readonly manifests: Readonly<Record<string, Bytes>> // digest -> exact manifest JSON, where pulled or pushed
}

export interface LayerView {
  readonly diffId: string
  readonly chainId: string
  readonly size: number
  readonly createdBy: string
}

export interface VolumeView {
  readonly name: string
  readonly mountpoint: string
  readonly anonymous: boolean
}

export interface NetworkView {
  readonly id: string
  readonly name: string
  readonly driver: string
  readonly subnet: string
  readonly gateway: string
  readonly bridge: string
}

export interface OperationView {
  readonly kind: 'pull' | 'push' | 'build'
  readonly what: string // the reference, or the tag of the build
  readonly life: LifeView
  /** Each layer, blob or build step with its own life and how far it is. */
  readonly parts: readonly {
    readonly id: string
    readonly life: LifeView
    readonly done: number
    readonly total: number
    readonly label: string
  }[]
}

// — node `hub`, and every registry process (by `host/PID` in `HostView` terms its storage is files)
export interface RegistryView {
  readonly host: string
  readonly repositories: Readonly<Record<string, RepositoryView>>
}

export interface RepositoryView {
  readonly tags: Readonly<Record<string, string>> // tag -> manifest digest
  readonly blobs: readonly string[]
}

// — node `terminal:N`
export interface TerminalView {
  readonly rows: number
  readonly cols: number
  /** Everything the screen was told, in order, grouped by command. `span` is the id of the message that began the command. */
  readonly blocks: readonly BlockView[]
  /** Whether a foreground program (not the shell's prompt) reads the keys, and whether the line is being edited by the page. */
  readonly mode: 'prompt' | 'program' | 'raw' | 'ended'
  readonly prompt: string
  /** Its name below /dev: `pts/0`. */
  readonly tty: string
  /** The prompt that a command began at whose rest the shell still asks for, and its lines so far. */
  readonly primary: string
  readonly unfinished: readonly string[]
  /** Exit status of a shell that has ended. */
  readonly exit?: number
  readonly cwd: string
  /** Files that editors offer to the terminal, the newest last. */
  readonly edits?: readonly EditView[]
}

/** A file that an editor in the terminal holds open, as it told the terminal (OSC 7331, base/edit-frames.ts). */
export interface EditView extends EditOffer {
  /** The message that brought it. */
  readonly id: number
  /** What the file held when it was opened, or was saved from here. */
  readonly contents: Bytes
  /** What was sent last, until the editor has answered. */
  readonly sent?: Bytes
  /** How many times the editor has answered, and what it said last. */
  readonly answers: number
  readonly answer?: { readonly kind: 'saved' | 'refused'; readonly words: string }
}

export interface BlockView {
  readonly span: number
  readonly prompt: string
  readonly line: string
  readonly output: Bytes
  readonly startedAt: number
  readonly endedAt?: number
  readonly exit?: number
  /** The prompt that its lines after the first were typed at. */
  readonly secondary?: string
  /** No command ran: the line was given up with Ctrl-C. */
  readonly givenUp?: true
  /** Bytes of output that are no longer kept, from the beginning. */
  readonly dropped?: number
}

// — what lies below the host's surface: read from its files, kept by no node

/** By path below /sys/fs/cgroup ('' is the root). */
export type CgroupTree = Readonly<Record<string, CgroupView>>

export interface CgroupView {
  /** Host pids of the processes that are in this very group. */
  readonly pids: readonly number[]
  /** `memory.max`, `cpu.stat` …, each as `cat` shows it, without the last line break. */
  readonly files: Readonly<Record<string, string>>
}

export interface OverlayView {
  readonly upper: string
  readonly lower: readonly string[] // topmost first
  readonly mounted: boolean
  readonly entries: readonly UpperEntry[]
  /** Entries that are left out. */
  readonly more: number
}

export interface UpperEntry {
  readonly path: string
  readonly kind: 'file' | 'dir' | 'symlink'
  /** New, copied up from a lower layer, hiding a lower name (0/0 device), or a directory that hides all of the lower one. */
  readonly how: 'added' | 'copied' | 'whiteout' | 'opaque'
  readonly size: number
}

// — node `runc:<id>`, while a verb of runc is at work
export interface RuncView {
  readonly runs: Readonly<
    Record<string, { readonly verb: string; readonly id: string; readonly child: number; readonly life: LifeView }>
  >
}
