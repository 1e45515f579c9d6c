import type { Bytes } from '../../base/bytes'
import type { Rng } from '../../base/random'
import type { Address } from '../wire/address'
import type { ConnId, ConnPayload } from '../wire/http'
import type { Errno } from '../wire/errno'
import type { Signal } from '../wire/signal'
import type { Await, ExitStatus, Pid, TtyMode, Turn, Wake } from '../wire/sys'
import type { NamespaceKind } from '../wire/syscall'
import type { HostView, LinkView, ProcessView } from '../wire/view'
import type { Micros } from '../world/message'
import type { CgroupState } from './cgroup/cgroup'
import type { CpuState } from './cpu/state'
import type { FsState, Handle } from './fs/types'
import type { MemoryState } from './memory/state'
import type { NetState } from './net/types'

/** Id of an open file description (open(2)): what descriptors of several processes may share. */
export type Ofd = number

/** The Docker host's kernel. One host is one value. */
export interface HostState extends HostView {
  readonly bootAt: Micros
  readonly rng: Rng
  readonly procs: Readonly<Record<string, Process>>
  readonly nextPid: Pid
  readonly links: Readonly<Record<string, LinkView>>
  readonly namespaces: Readonly<Record<string, Namespace>>
  /** Inode number of the next namespace; the first eight are those a Linux boots with. */
  readonly nextNamespace: number
  readonly files: Readonly<Record<string, OpenFile>>
  readonly nextOfd: Ofd
  readonly pipes: Readonly<Record<string, Pipe>>
  readonly nextPipe: number
  readonly ttys: Readonly<Record<string, Tty>>
  readonly sockets: Readonly<Record<ConnId, Conn>>
  readonly nextConn: number
  /** Who listens on a unix socket, by the socket's id (fs/types.ts): a node, or a process. */
  readonly unix: Readonly<Record<string, Address>>
  readonly fs: FsState
  readonly net: NetState
  readonly cgroups: CgroupState
  readonly cpu: CpuState
  readonly memory: MemoryState
}

/** A namespace (namespaces(7)). uts keeps its host name; the others keep their state in fs, net, or nothing. */
export interface Namespace {
  readonly kind: NamespaceKind
  readonly inode: number
  readonly hostname?: string
  /** pid namespace: its parent, the pid its next process gets, and its init in host numbering. */
  readonly parent?: number
  readonly nextPid?: Pid
  readonly init?: Pid
  /** The user namespace that owns it, and for a user namespace the user who made it (in the kernel's numbering). */
  readonly owner?: number
  readonly creator?: number
  /** user namespace: what its user and group ids are outside; absent in the first, where every id is itself. */
  readonly uids?: readonly IdRange[]
  readonly gids?: readonly IdRange[]
  /** cgroup namespace: the group that its members see as /. */
  readonly root?: string
}

/** A line of /proc/PID/uid_map: `count` ids from `inside` on are those from `outside` on in the kernel's numbering. */
export interface IdRange {
  readonly inside: number
  readonly outside: number
  readonly count: number
}

export interface Process extends ProcessView {
  readonly exe: string
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly gid: number
  readonly groups: readonly number[]
  readonly caps: readonly string[]
  readonly umask: number
  readonly pgid: Pid
  readonly sid: Pid
  readonly tty?: string
  /** Its number in every pid namespace that can see it, by inode. */
  readonly pids: Readonly<Record<string, Pid>>
  readonly fds: Readonly<Record<string, Ofd>>
  /** Which program plays it, and that program's state; absent for daemons that are nodes of their own and for a parked `runc init`. */
  readonly program?: string
  readonly state?: unknown
  readonly begun: boolean
  readonly awaits: readonly Await[]
  readonly handlers: Readonly<Partial<Record<Signal, 'ignore' | 'catch'>>>
  readonly pending: readonly Signal[]
  /** Answers that arrived for ping and resolve. */
  readonly answers: readonly Wake[]
  /** Answers whose packet has not arrived yet. */
  readonly onTheWay?: readonly Wake[]
  /** The last turn was a yield, or it has just been forked: it runs again without waiting for anything. */
  readonly yielded?: boolean
  /** A `sched` message is on its way. */
  readonly scheduled: boolean
  /** Set when a failed execve goes back to the program. */
  readonly execFailed?: Errno
  /** It wrote where nobody reads any more: SIGPIPE, due as soon as it stops running. */
  readonly brokenPipe?: boolean
  /** Bytes that a full pipe has not taken yet, and what the program returned when it wrote them. */
  readonly outbox: readonly { readonly ofd: Ofd; readonly data: Bytes }[]
  readonly held?: Turn<unknown>
  readonly exit?: Omit<ExitStatus, 'pid'>
  /** State changes its parent has not waited for. */
  readonly reports: readonly ExitStatus[]
  /** The node that is told of its end. */
  readonly holder?: Address
  readonly startedAt: Micros
  /** Microseconds of cpu time it has had, computing and in system calls. */
  readonly cpu: Micros
  /** How often in a row it yielded without waiting for anything. */
  readonly streak?: number
  /** Bytes of memory that are its own. */
  readonly resident: number
  /** It touched a page that its cgroup has no room for: the size it wants to have. It stands still until there is room. */
  readonly faulting?: number
  /** Chosen by the OOM killer. */
  readonly oomKilled?: boolean
  readonly oomScoreAdj: number
  readonly rlimits?: Readonly<Record<string, readonly [soft: number, hard: number]>>
  readonly noNewPrivileges: boolean
  /** Real user id where it is not `uid`. */
  readonly ruid?: number
  /** What execve may give at most (capabilities(7), bounding set); absent: everything. */
  readonly bounding?: readonly string[]
  /** A seccomp filter is at work: shown as Seccomp: 2. */
  readonly seccomp?: boolean
  /** Root directory as a path of its mount namespace, where it is not /. */
  readonly root?: string
  /** The pid namespace that its children will be in, where that is not its own (unshare(2), setns(2)). */
  readonly childPidNs?: number
}

export type OpenFile = {
  readonly refs: number
  readonly append?: boolean
  readonly readable: boolean
  readonly writable: boolean
} & (
  | { readonly kind: 'file'; readonly handle: Handle; readonly offset: number; readonly path: string }
  | { readonly kind: 'pipe'; readonly pipe: string; readonly end: 'read' | 'write' }
  | { readonly kind: 'tty'; readonly tty: string }
  | { readonly kind: 'null'; readonly dev: 'null' | 'zero' | 'random' | 'full' }
  | {
      readonly kind: 'listener'
      readonly at: string
      readonly owner: Pid
      readonly backlog: readonly ConnId[]
      /** A unix socket's id (fs/types.ts). */
      readonly socket?: string
    }
  | { readonly kind: 'socket'; readonly conn: ConnId; readonly side: 'client' | 'server' }
)

/** A pipe (pipe(7)), or half of one where a node outside holds the other end. */
export interface Pipe {
  readonly id: string
  readonly buffer: Bytes
  /** Bytes sent by a writer that the reader's end has not received yet. */
  readonly inflight: number
  readonly readers: number
  readonly writers: number
  /** No writer is left and everything has arrived. */
  readonly ended: boolean
  /** A node that reads what comes out. */
  readonly reader?: Address
  /** When the other end will have taken what was written so far. */
  readonly busyUntil?: Micros
  /** A node that writes into it. */
  readonly writer?: Address
  /** The process that last waited for it: the message's receiver. */
  readonly readerPid: Pid
}

export const pipeCapacity = 65_536

/** A pseudo-terminal seen from the slave's side, with its line discipline (termios(3)). */
export interface Tty {
  readonly name: string
  /** What its processes call it below /dev, where that is not its name: `pts/0`. */
  readonly path?: string
  readonly master: Address
  readonly mode: TtyMode
  readonly rows: number
  readonly cols: number
  /** The line being edited, in canonical mode. */
  readonly line: Bytes
  /** What a reader may have now; a Ctrl-D stands in it as tty.ts's mark. */
  readonly ready: Bytes
  /** Ctrl-V was the last key. */
  readonly literal?: boolean
  /** Ctrl-S was pressed: output waits. */
  readonly stopped?: boolean
  /** When whoever holds the master side will have taken what was written so far. */
  readonly busyUntil?: Micros
  /** Echo that waits for Ctrl-Q. */
  readonly held?: Bytes
  /** The cursor's column, and that at which the line began. */
  readonly column?: number
  readonly lineColumn?: number
  readonly foreground: Pid
  readonly sid: Pid
}

/** A connection of stream sockets with at least one end in this kernel. */
export interface Conn {
  readonly id: ConnId
  readonly state: 'connecting' | 'open' | 'closed' | Errno
  readonly client: SocketEnd
  readonly server: SocketEnd
  /** As the client named it: `unix:/var/run/docker.sock`, `tcp:localhost:8080`. */
  readonly to: string
  readonly local: string
  readonly remote: string
  /** How it will turn out when the packet that says so arrives. */
  readonly rejection?: Errno
  /** Listener that will accept it, until it has. */
  readonly listener?: Ofd
  /** A node's `connect` call that waits for the outcome. */
  readonly asked?: { readonly by: Address; readonly call: number }
}

export interface SocketEnd {
  /** A process of this kernel (`host/12`) or a node. */
  readonly address: Address
  readonly ofd?: Ofd
  readonly inbox: readonly ConnPayload[]
  readonly closed: boolean
}
