import type { Bytes } from '../../base/bytes'
import type { ConnPayload } from './http'
import type { Errno } from './errno'
import type { Signal } from './signal'
import type { NamespaceKind } from './syscall'

/**
 * The system calls that a program of the simulated host can make, and the shape of a program.
 * Types only: the kernel implements {@link Sys}; programs, bash and the docker CLI are written against it.
 *
 * Calls that cannot block are plain synchronous functions that throw SysError. A program that has to wait returns
 * a {@link Turn} that says on what; the kernel keeps its `state` (plain data) and calls `resume` when one of those happened.
 */
export type Fd = number
export type Pid = number

export type FileKind = 'file' | 'dir' | 'symlink' | 'char' | 'block' | 'fifo' | 'socket'

export interface Stat {
  readonly kind: FileKind
  readonly ino: number
  readonly dev: number
  readonly mode: number
  readonly nlink: number
  readonly uid: number
  readonly gid: number
  readonly size: number
  /** Whole seconds since 1970. */
  readonly mtime: number
  readonly rdev?: readonly [major: number, minor: number]
}

export interface DirEntry {
  readonly name: string
  readonly kind: FileKind
}

export interface OpenFlags {
  readonly read?: boolean
  readonly write?: boolean
  readonly append?: boolean
  readonly create?: boolean
  readonly exclusive?: boolean
  readonly truncate?: boolean
  readonly directory?: boolean
}

export interface TtyMode {
  readonly canonical: boolean
  readonly echo: boolean
  readonly signals: boolean
  /** Output post-processing: LF becomes CR LF. */
  readonly onlcr: boolean
  /** Output is processed at all. This and the rest is as `stty sane` sets it where it is absent. */
  readonly opost?: boolean
  /** Enter's CR becomes LF. */
  readonly icrnl?: boolean
  /** Ctrl-S and Ctrl-Q hold output back and let it go. */
  readonly ixon?: boolean
  /** Ctrl-V, Ctrl-W and Ctrl-R mean something. */
  readonly iexten?: boolean
  /** Control characters are echoed as ^X. */
  readonly echoctl?: boolean
  /** Erasing takes whole UTF-8 characters; off by default. */
  readonly iutf8?: boolean
  /** Output from the background stops a job; off by default. */
  readonly tostop?: boolean
}

/** What a child inherits or gets anew; absent means inherited. `fds` maps the child's descriptor to the parent's (replacing all). */
export interface SpawnOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly fds?: Readonly<Record<Fd, Fd>>
  /** 0: a new process group led by the child; a pid: join that group. */
  readonly pgid?: Pid
  readonly newSession?: boolean
  /** Signals the child starts out ignoring (a background job of a shell without job control ignores SIGINT and SIGQUIT). */
  readonly ignore?: readonly Signal[]
}

export interface ExitStatus {
  readonly pid: Pid
  /** As wait(2) reports it in a shell: the exit code, or 128 + signal. */
  readonly status: number
  readonly signal?: Signal
  readonly coreDumped?: boolean
  /** `stopped` and `continued` are reported only where asked for (job control). */
  readonly what: 'exited' | 'stopped' | 'continued'
}

export interface Sys {
  // — who am I
  readonly pid: Pid // in the process's own pid namespace
  readonly ppid: Pid
  readonly argv: readonly string[]
  /** Resolved path of the executable, as /proc/self/exe: `/bin/busybox` or `/usr/bin/ls`; programs choose GNU or BusyBox manners by it. */
  readonly exe: string
  readonly env: Readonly<Record<string, string>>
  /** The effective user id, as the process's own user namespace numbers it; `ruid` is the real one: they differ in a set-user-ID program. */
  readonly uid: number
  readonly ruid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly hostname: string
  cwd(): string
  /** Microseconds since 1970 of the simulated clock; `uptime` since boot. */
  now(): number
  uptime(): number
  /** An unsigned 32-bit number from the seeded generator (getrandom(2)). */
  random(): number
  umask(mask?: number): number

  // — files
  open(path: string, flags: OpenFlags, mode?: number): Fd
  close(fd: Fd): void
  /** Up to `max` bytes; '' at end of file; undefined when it would block: wait on `readable` then. */
  read(fd: Fd, max?: number): Bytes | undefined
  /** All of it, always: the kernel holds the writer back until a full pipe has drained. Throws EPIPE when nobody reads (after SIGPIPE). */
  write(fd: Fd, data: Bytes): void
  /** Whole contents of a regular file (open + read + close). A hole reads as zeros; refuses more than 64 MiB with EFBIG. */
  readFile(path: string): Bytes
  writeFile(path: string, data: Bytes, mode?: number): void
  lseek(fd: Fd, offset: number): void
  dup(fd: Fd): Fd
  dup2(from: Fd, to: Fd): void
  pipe(): readonly [read: Fd, write: Fd]
  fds(): readonly Fd[]
  isatty(fd: Fd): boolean
  stat(path: string): Stat
  lstat(path: string): Stat
  fstat(fd: Fd): Stat
  readdir(path: string): readonly DirEntry[] // without . and .., sorted by name (bytes)
  readlink(path: string): string
  realpath(path: string): string
  access(path: string, mode: 'r' | 'w' | 'x'): boolean
  mkdir(path: string, mode?: number): void
  rmdir(path: string): void
  unlink(path: string): void
  rename(from: string, to: string): void
  symlink(target: string, path: string): void
  link(from: string, to: string): void
  mkfifo(path: string, mode?: number): void
  mknod(path: string, kind: 'char' | 'block', dev: readonly [number, number], mode?: number): void
  chmod(path: string, mode: number): void
  chown(path: string, uid: number, gid: number, followSymlink?: boolean): void
  utimes(path: string, mtime: number): void
  /** Sets the length; growing it makes a hole. */
  truncate(path: string, size: number): void
  chdir(path: string): void
  mounts(): readonly {
    readonly source: string
    readonly target: string
    readonly type: string
    readonly options: string
  }[]
  statfs(path: string): { readonly total: number; readonly used: number; readonly type: string }

  // — processes
  /** fork + execve of the file at `path` (no PATH search). Throws ENOENT, EACCES, ENOEXEC, EAGAIN (pids limit). */
  spawn(path: string, argv: readonly string[], options?: SpawnOptions): Pid
  /** fork of this very program with another state: a subshell. */
  fork(state: unknown, options?: SpawnOptions): Pid
  /** A child that changed state and has not been waited for yet; undefined when none has. Throws ECHILD when there are no children. */
  wait(pid?: Pid, options?: { readonly stopped?: boolean }): ExitStatus | undefined
  kill(pid: Pid, signal: Signal | 0): void // negative: the process group
  /** What a signal does: its default, nothing, or a `signal` wake for the program. */
  sigaction(signal: Signal, action: 'default' | 'ignore' | 'catch'): void
  setpgid(pid: Pid, pgid: Pid): void
  getpgid(pid?: Pid): Pid
  setsid(): void
  setuid(uid: number): void
  setgid(gid: number): void
  /** brk(2), mmap(2) and touching it: the process's own memory is to be so many bytes. ENOMEM where the machine could never give it. */
  memory(bytes: number): void
  /** Bytes of its own memory now. */
  resident(): number
  setgroups(groups: readonly number[]): void
  /** Of `RLIMIT_NOFILE` and its kin; -1 is RLIM_INFINITY for the hard limit as for the soft. */
  getrlimit(resource: string): readonly [soft: number, hard: number]
  setrlimit(resource: string, soft: number, hard: number): void

  // — namespaces and roots
  /** Leaves the namespaces of these kinds for new ones. A new pid namespace is for the children: the first of them is its init. */
  unshare(kinds: readonly NamespaceKind[]): void
  /** Joins those namespaces of another process, as by its files in /proc/PID/ns. */
  setns(pid: Pid, kinds: readonly NamespaceKind[]): void
  sethostname(name: string): void
  chroot(path: string): void
  pivotRoot(newRoot: string): void
  mount(mount: MountCall): void
  umount(target: string): void

  // — terminal
  tcgetattr(fd: Fd): TtyMode
  tcsetattr(fd: Fd, mode: Partial<TtyMode>): void
  winsize(fd: Fd): { readonly rows: number; readonly cols: number }
  tcsetpgrp(fd: Fd, pgid: Pid): void
  tcgetpgrp(fd: Fd): Pid
  ttyname(fd: Fd): string

  // — network
  /**
   * A socket on its way to `unix:PATH` or `tcp:HOST:PORT`. Wait on `connected`; `connection(fd)` then says how it went.
   * Names are resolved as the network namespace of the caller would (hosts file, Docker's embedded DNS, the outside).
   */
  connect(to: string): Fd
  connection(fd: Fd): 'connecting' | 'open' | 'closed' | Errno
  peer(fd: Fd): { readonly local: string; readonly remote: string }
  /** A listening socket on `unix:PATH` or `tcp:ADDR:PORT` (`0.0.0.0`, `::` for any). Throws EADDRINUSE, EACCES. */
  listen(at: string): Fd
  /** A connection that came in; undefined when none has: wait on `acceptable`. */
  accept(fd: Fd): Fd | undefined
  /** `conn` of the payload is filled in by the kernel. */
  send(fd: Fd, payload: ConnSend): void
  /**
   * The next thing that came in; undefined when nothing has: wait on `readable`. After the end every call answers `conn.closed` again, as
   * read(2) goes on answering 0: whoever loops stops there.
   */
  receive(fd: Fd): ConnPayload | undefined
  /** ICMP echo: wait on `pong`; then {@link Wake} carries the answer. A router at which `ttl` hops are over answers with EHOSTUNREACH. */
  ping(host: string, seq: number, ttl?: number): void
  /** Looks a name up: wait on `resolved`. */
  resolve(name: string): void
}

/** Arguments of mount(2): `flags` are those of mount(8) that are the kernel's (`ro`, `bind`, `remount` …), `data` is for the filesystem. */
export interface MountCall {
  readonly source: string
  readonly target: string
  readonly type: string
  readonly flags: readonly string[]
  readonly data: string
}

type WithoutConn<T> = T extends { readonly conn: string } ? Omit<T, 'conn'> : never
export type ConnSend = WithoutConn<ConnPayload>

/** What a blocked process waits for. `timer.at` is simulated microseconds since 1970, as `Sys.now()` counts. */
export type Await =
  | { readonly on: 'readable'; readonly fd: Fd }
  | { readonly on: 'connected'; readonly fd: Fd }
  | { readonly on: 'acceptable'; readonly fd: Fd }
  | { readonly on: 'child' } // any child changed state; `wait` tells which
  | { readonly on: 'timer'; readonly at: number }
  | { readonly on: 'pong'; readonly seq: number }
  | { readonly on: 'resolved'; readonly name: string }

/** Why a process runs again. Caught signals wake any wait. */
export type Wake =
  | { readonly on: 'readable' | 'connected' | 'acceptable'; readonly fd: Fd }
  | { readonly on: 'child' }
  | { readonly on: 'timer' }
  | {
      readonly on: 'pong'
      readonly seq: number
      readonly from: string
      readonly ttl: number
      readonly micros: number
      readonly error?: Errno
    }
  | { readonly on: 'resolved'; readonly name: string; readonly addresses: readonly string[] }
  | { readonly on: 'signal'; readonly signal: Signal }
  | { readonly on: 'slice' } // it had yielded

export type Turn<S> =
  | { readonly turn: 'wait'; readonly state: S; readonly on: readonly Await[] }
  /** The slice ended; run again `after` microseconds of cpu time (default 1,000). */
  | { readonly turn: 'yield'; readonly state: S; readonly after?: number }
  | { readonly turn: 'exit'; readonly status: number }
  /** execve: this process becomes that program (environment and descriptors kept unless given). On failure `resume` gets the state back with `execFailed`. */
  | {
      readonly turn: 'exec'
      readonly state: S
      readonly path: string
      readonly argv: readonly string[]
      readonly env?: Readonly<Record<string, string>>
    }

/** A program: pure functions from state to state. `start` runs at execve, `resume` whenever a wait is over. */
export interface Program<S = unknown> {
  readonly name: string
  start(sys: Sys): Turn<S>
  resume(sys: Sys, state: S, wake: Wake | { readonly on: 'execFailed'; readonly errno: Errno }): Turn<S>
}
