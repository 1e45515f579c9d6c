import { SysError } from '../../wire/errno'
import type { Stdio } from '../../wire/syscall'
import type { Pid } from '../../wire/sys'
import { joinNamespaces, setHostname, unshareNamespaces } from '../namespaces'
import { addFile, attachFd, closeFd } from '../files'
import { exitProcess } from '../exit'
import { findProgram } from '../image'
import { newPipe } from '../pipes'
import { asImage, cloneParked, forkPlayed } from '../process'
import { begin } from '../sched'
import { raise, raiseGroup } from '../raise'
import { newTty, setTty } from '../tty'
import { proc, setProc, update, type Work } from '../work'
import { access, chdirTo, mknod, stat } from '../fs/vfs'
import { cred, rootCred } from '../cred'
import type { Ops } from './table'

/** clone(2), setns(2), execve(2) and what a runtime prepares between them. */
export const processOps: Ops<
  | 'clone'
  | 'fork'
  | 'setns'
  | 'unshare'
  | 'sethostname'
  | 'setcreds'
  | 'setrlimit'
  | 'stdio'
  | 'resizetty'
  | 'lookpath'
  | 'execve'
  | 'exit_group'
  | 'kill'
> = {
  clone: (w, { pid }, op) => ({ pid: cloneParked(w, pid, op.flags, op.comm, op.holder) }),
  fork: (w, { pid }, op) => ({
    pid: forkPlayed(w, pid, op.comm, op.argv, op.node ?? op.holder, op.detached, op.holder),
  }),
  setns: (w, { pid }, op) => joinNamespaces(w, pid, proc(w, op.target), op.kinds),
  unshare: (w, { pid }, op) => unshareNamespaces(w, pid, op.kinds),
  sethostname: (w, { pid }, op) => setHostname(w, pid, op.hostname),
  setcreds: (w, { pid }, { uid, gid, groups, capabilities, bounding, seccomp, noNewPrivileges }) =>
    setProc(w, pid, {
      uid,
      ruid: uid,
      gid,
      groups,
      caps: capabilities,
      noNewPrivileges,
      ...(bounding && { bounding }),
      ...(seccomp !== undefined && { seccomp }),
    }),
  setrlimit: (w, { pid }, op) => setProc(w, pid, { rlimits: { ...proc(w, pid).rlimits, ...op.limits } }),
  stdio: (w, { pid }, op) => op.fds.forEach((stdio, fd) => connectStdio(w, pid, fd, stdio)),
  resizetty: (w, { by }, op) => {
    const tty = w.state.ttys[op.tty]
    if (tty === undefined) throw new SysError('ENOTTY')
    setTty(w, op.tty, { rows: op.rows, cols: op.cols })
    raiseGroup(w, by, tty.foreground, 'SIGWINCH')
  },
  lookpath: (w, { pid }, op) => void lookPath(w, pid, op.file, op.env, op.cwd),
  execve: (w, { pid }, op) => execute(w, pid, op.argv, op.env, op.cwd),
  exit_group: (w, { pid }, op) => exitProcess(w, pid, op.status),
  kill: (w, { by }, op) => {
    if (w.state.procs[op.target] === undefined || w.state.procs[op.target]?.run === 'zombie')
      throw new SysError('ESRCH')
    if (!op.all) return raise(w, by, op.target, op.signal)
    const space = proc(w, op.target).ns['pid'] ?? 0
    for (const p of Object.values(w.state.procs)) if (p.pids[space] !== undefined) raise(w, by, p.pid, op.signal)
  },
}

/** The named pipe or pty is made the first time it is asked for, so that three descriptors can share one. */
function connectStdio(w: Work, pid: Pid, fd: number, stdio: Stdio): void {
  if (proc(w, pid).fds[fd] !== undefined) closeFd(w, pid, fd)
  if (stdio.kind === 'null')
    return void attachFd(w, pid, addFile(w, { kind: 'null', dev: 'null', readable: true, writable: true }), fd)
  if (stdio.kind === 'pty') return connectPty(w, pid, fd, stdio.name, stdio.holder)
  const outward = fd > 0
  if (w.state.pipes[stdio.name] === undefined)
    newPipe(w, stdio.name, outward ? { reader: stdio.holder } : { writer: stdio.holder })
  const file = {
    kind: 'pipe',
    pipe: stdio.name,
    end: outward ? 'write' : 'read',
    readable: !outward,
    writable: outward,
  } as const
  attachFd(w, pid, addFile(w, file), fd)
}

function connectPty(w: Work, pid: Pid, fd: number, name: string, holder: string): void {
  if (w.state.ttys[name] === undefined) newPty(w, pid, name, holder)
  setTty(w, name, { foreground: pid, sid: pid })
  setProc(w, pid, { tty: name, sid: pid, pgid: pid })
  attachFd(w, pid, addFile(w, { kind: 'tty', tty: name, readable: true, writable: true }), fd)
}

/** The next free number of the devpts that this mount namespace has; the node appears there. */
function newPty(w: Work, pid: Pid, name: string, holder: string): void {
  const mntns = proc(w, pid).ns['mnt']
  const taken = Object.values(w.state.procs).flatMap((p) =>
    p.ns['mnt'] === mntns && p.tty !== undefined ? [w.state.ttys[p.tty]?.path] : [],
  )
  let number = 0
  while (taken.includes(`pts/${number}`)) number++
  newTty(w, name, holder)
  setTty(w, name, { path: `pts/${number}` })
  try {
    const who = { ...rootCred(w, pid), umask: 0 }
    update(w, { fs: mknod(w.state.fs, who, `/dev/pts/${number}`, 'char', [136, number], 0o620) })
  } catch (error) {
    if (!(error instanceof SysError)) throw error // a root without /dev/pts, or the node of an earlier terminal
  }
}

const variables = (env: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(env.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))

/** exec.LookPath as runc uses it: absolute and relative names as they are, others along PATH. Tried with the process's own rights. */
function lookPath(w: Work, pid: Pid, file: string, env: readonly string[], cwd: string): string {
  if (file.includes('/')) return checked(w, pid, file, cwd)
  for (const dir of (variables(env)['PATH'] ?? '').split(':')) {
    try {
      return checked(w, pid, `${dir || '.'}/${file}`, cwd)
    } catch (error) {
      if (!(error instanceof SysError)) throw error
    }
  }
  throw new SysError('ENOENT', file)
}

function checked(w: Work, pid: Pid, path: string, cwd: string): string {
  const who = { ...cred(w, pid), cwd }
  const info = stat(w.state.fs, who, path)
  if (info.kind === 'dir' || !access(w.state.fs, who, path, 'x')) throw new SysError('EACCES', path)
  return path
}

function execute(w: Work, pid: Pid, argv: readonly string[], env: readonly string[], cwd: string): void {
  const directory = chdirTo(w.state.fs, { ...rootCred(w, pid), cwd: '/' }, cwd)
  const path = lookPath(w, pid, argv[0] ?? '', env, directory)
  const image = findProgram(w, pid, path, argv, directory)
  setProc(w, pid, { ...asImage(w, proc(w, pid), image), env: variables(env), cwd: directory })
  begin(w, pid)
}
