import type { Bytes } from '../../base/bytes'
import type { FileEntry } from '../../base/file-entry'
import type { Address } from './address'
import type { Errno } from './errno'
import type { Signal } from './signal'
import type { Pid } from './sys'

/**
 * System calls that cross a wire: what the daemons, the shim and runc ask of the kernel, each one a message that can be seen.
 * A program's calls that change what it sees of its machine (unshare, setns, mount …) are seen likewise, when they have been granted.
 * `pid` is the calling (or, for `runc init`, the affected) process in host numbering. The answer is a {@link SysReturn}.
 */
export interface Syscall {
  readonly kind: 'syscall'
  readonly call: number
  readonly pid: Pid
  readonly op: SyscallOp
}

export interface SysReturn {
  readonly kind: 'sysret'
  readonly call: number
  /** Name of the call, for the reader of a trace. */
  readonly name: SyscallOp['name']
  readonly value?: SysValue
  readonly errno?: Errno
  /** Extra words for the error where the caller's message needs them (a path). */
  readonly detail?: string
}

export type NamespaceKind = 'mnt' | 'pid' | 'net' | 'ipc' | 'uts' | 'cgroup' | 'user' | 'time'

/** What a process's descriptor 0, 1 or 2 is connected to when a runtime sets it up. */
export type Stdio =
  | { readonly kind: 'null' }
  /** A pipe whose other end `holder` has: bytes come and go as `pipe` payloads with this name. */
  | { readonly kind: 'pipe'; readonly name: string; readonly holder: Address }
  /** A pseudo-terminal whose master side `holder` has: `tty.input`/`tty.output` payloads with this name. */
  | { readonly kind: 'pty'; readonly name: string; readonly holder: Address }

export type SyscallOp =
  // — processes
  /** New process in new namespaces (of those kinds) as child of `pid`; parked until `execve`. `holder` is told of its end by an `exit` message. → {pid} */
  | {
      readonly name: 'clone'
      readonly flags: readonly NamespaceKind[]
      readonly comm: string
      readonly holder: Address
    }
  /** A daemon-side process that no simulated program plays (shim, runc, docker-proxy): it only has a pid and a command line. `detached`: its parent is gone at once, init has it. `node`: who plays it, where that is not its holder (a service). → {pid} */
  | {
      readonly name: 'fork'
      readonly comm: string
      readonly argv: readonly string[]
      readonly holder: Address
      readonly node?: Address
      readonly detached?: boolean
    }
  /** `pid` joins the namespaces of `target`. */
  | { readonly name: 'setns'; readonly target: Pid; readonly kinds: readonly NamespaceKind[] }
  /** `pid` leaves its own namespaces of those kinds for new ones. */
  | { readonly name: 'unshare'; readonly kinds: readonly NamespaceKind[] }
  | { readonly name: 'sethostname'; readonly hostname: string }
  | {
      readonly name: 'setcreds'
      readonly uid: number
      readonly gid: number
      readonly groups: readonly number[]
      readonly capabilities: readonly string[]
      readonly bounding?: readonly string[]
      readonly seccomp?: boolean
      readonly noNewPrivileges: boolean
    }
  | { readonly name: 'setrlimit'; readonly limits: Readonly<Record<string, readonly [soft: number, hard: number]>> }
  | { readonly name: 'stdio'; readonly fds: readonly [Stdio, Stdio, Stdio] }
  | { readonly name: 'resizetty'; readonly tty: string; readonly rows: number; readonly cols: number }
  /** Looks `argv[0]` up in env PATH inside the process's own root as runc does; ENOENT with detail when absent, EACCES when not executable. → {} */
  | { readonly name: 'lookpath'; readonly file: string; readonly env: readonly string[]; readonly cwd: string }
  | { readonly name: 'execve'; readonly argv: readonly string[]; readonly env: readonly string[]; readonly cwd: string }
  /** The end of a process that nothing plays. */
  | { readonly name: 'exit_group'; readonly status: number }
  | { readonly name: 'kill'; readonly target: Pid; readonly signal: Signal; readonly all?: boolean }
  // — mounts and files; paths are as the acting process sees them
  | {
      readonly name: 'mount'
      readonly source: string
      readonly target: string
      readonly type: string
      readonly flags: readonly string[]
      readonly data: string
    }
  | { readonly name: 'umount'; readonly target: string }
  | { readonly name: 'chroot'; readonly path: string }
  | { readonly name: 'pivot_root'; readonly newRoot: string }
  | {
      readonly name: 'mkdir'
      readonly path: string
      readonly mode: number
      readonly parents: boolean
      readonly uid?: number
      readonly gid?: number
    }
  | {
      readonly name: 'write'
      readonly path: string
      readonly data: Bytes
      readonly append?: boolean
      readonly mode?: number
    }
  | { readonly name: 'read'; readonly path: string } // → {data}
  | {
      readonly name: 'mknod'
      readonly path: string
      readonly kind: 'char' | 'block' | 'fifo'
      readonly dev: readonly [number, number]
      readonly mode: number
    }
  | { readonly name: 'symlink'; readonly target: string; readonly path: string }
  | { readonly name: 'unlink'; readonly path: string }
  | { readonly name: 'stat'; readonly path: string } // → {stat}
  | {
      readonly name: 'chown'
      readonly path: string
      readonly uid: number
      readonly gid: number
      readonly recursive: boolean
    }
  /** Many files at once (openat, write, mkdirat, symlinkat … ×N, drawn as one): a layer being unpacked. Whiteouts are already char 0:0. */
  | { readonly name: 'writetree'; readonly path: string; readonly entries: readonly FileEntry[] }
  /** Everything below a directory, sorted by path (bytes): → {entries}. `deref` resolves the root if it is a symlink. One file gives one entry with path ''. */
  | { readonly name: 'readtree'; readonly path: string; readonly match?: string }
  | { readonly name: 'removetree'; readonly path: string }
  // — network: what libnetwork asks by netlink and iptables, inside the network namespace of `pid`
  | { readonly name: 'link_add_bridge'; readonly link: string }
  /** veth pair: `link` stays here, `peer` goes into the namespace of process `into` under the name `as`. */
  | {
      readonly name: 'link_add_veth'
      readonly link: string
      readonly peer: string
      readonly into: Pid
      readonly as: string
      readonly mac: string
    }
  | { readonly name: 'link_set_master'; readonly link: string; readonly bridge: string }
  | { readonly name: 'link_set_up'; readonly link: string }
  | { readonly name: 'link_del'; readonly link: string }
  | { readonly name: 'addr_add'; readonly link: string; readonly address: string } // CIDR
  | { readonly name: 'route_add'; readonly to: string; readonly via?: string; readonly link?: string }
  /** `iptables -t TABLE -A CHAIN …`, or `-I` with `first`; `rule` is the text after the chain. */
  | {
      readonly name: 'iptables_append'
      readonly table: 'nat' | 'filter'
      readonly chain: string
      readonly rule: string
      readonly first?: boolean
    }
  | {
      readonly name: 'iptables_delete'
      readonly table: 'nat' | 'filter'
      readonly chain: string
      readonly rule: string
    }
  | { readonly name: 'sysctl'; readonly key: string; readonly value: string }
  /** Reserves a host port as docker-proxy does: EADDRINUSE when taken. */
  | {
      readonly name: 'bind'
      readonly proto: 'tcp' | 'udp'
      readonly address: string
      readonly port: number
      readonly holder: Address
      readonly to?: { readonly address: string; readonly port: number }
    }
  | { readonly name: 'unbind'; readonly proto: 'tcp' | 'udp'; readonly address: string; readonly port: number }
  /** `holder` accepts on the unix socket at `path` from now on, also those who wait in its backlog. */
  | { readonly name: 'listen'; readonly path: string; readonly holder: Address }
  /** Nobody has that unix socket open any more; its file stays. */
  | { readonly name: 'shutdown'; readonly path: string }
  /** → {conn, peer}: what is said on it then goes straight to `peer`; ECONNREFUSED, or `detail` "no such host". */
  | { readonly name: 'connect'; readonly host: string; readonly port: number }

export interface SysValue {
  readonly pid?: Pid
  readonly data?: Bytes
  readonly entries?: readonly FileEntry[]
  readonly conn?: string
  readonly peer?: Address
  readonly remote?: string
  readonly stat?: {
    readonly kind: string
    readonly mode: number
    readonly uid: number
    readonly gid: number
    readonly size: number
    readonly mtime: number
  }
}

/** The kernel tells whoever `holder` was that a process ended. */
export interface ProcessExit {
  readonly kind: 'exit'
  readonly pid: Pid
  /** Exit code, or 128 + signal. */
  readonly status: number
  readonly oomKilled: boolean
}

/** A process starts another program, seen as a message from the parent to the child. */
export interface Exec {
  readonly kind: 'exec'
  readonly pid: Pid
  readonly path: string
  readonly argv: readonly string[]
}

/** A signal on its way to a process. */
export interface SignalDelivery {
  readonly kind: 'signal'
  readonly pid: Pid
  readonly signal: Signal
}

/**
 * Something the kernel itself did that a lower depth shows: a copy-up, a whiteout; a quota used up, memory charged, a memory limit
 * reached, a victim chosen (`pid`). With cgroups `path` is the group's directory.
 */
export interface KernelNote {
  readonly kind: 'kernel'
  readonly what: 'copy_up' | 'whiteout' | 'throttle' | 'charge' | 'over' | 'oom'
  readonly pid: Pid
  readonly path?: string
  /** Memory: how much was charged, is missing, or the victim has. */
  readonly bytes?: number
}
