import type { Bytes } from '../../base/bytes'
import { SysError } from '../wire/errno'
import type { Payload } from '../wire/payload'
import type { Pid } from '../wire/sys'
import { mkdirCgroup } from '../kernel/cgroup/cgroup'
import type { FsState } from '../kernel/fs/types'
import { chown, mknod, readFile, writeFile } from '../kernel/fs/vfs'
import type { HostState, OpenFile, Pipe, Tty } from '../kernel/state'
import type { Behaviour } from '../world/behaviour'
import type { Message } from '../world/message'
import { epoch } from '../world/world'
import { firstNamespaces, rootAtBoot, settleIn } from './boot'
import { utmpRecord, type Login } from './utmp'

/** The learner's login shell: on a pseudo-terminal, or headless with its lines on descriptor 255 and its reports on 254. */
export interface Shell {
  readonly pid: Pid
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
  readonly cwd: string
  readonly headless: boolean
}

const environment = (cwd: string): Readonly<Record<string, string>> => ({
  HOME: '/home/you',
  USER: 'you',
  LOGNAME: 'you',
  SHELL: '/bin/bash',
  TERM: 'xterm-256color',
  LANG: 'C.UTF-8',
  PWD: cwd,
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
})

const firstTerminal = 'terminal:1'

export function logIn(booted: HostState, shell: Shell): readonly [HostState, readonly Message[]] {
  const known = recorded(booted.fs, { pid: shell.pid, tty: 'pts/0', user: 'you', at: epoch })
  const host = withShell({ ...booted, fs: known }, shell, 1)
  const first = { name: 'pts/0', master: firstTerminal, rows: 24, cols: 80 }
  return [shell.headless ? onPipes(host, shell.pid) : onTty(host, shell.pid, first), [firstSlice(shell.pid)]]
}

function withShell(booted: HostState, shell: Shell & { readonly startedAt?: number }, number: number): HostState {
  const cgroup = `user.slice/user-1000.slice/session-${number}.scope`
  const missing = ['user.slice/user-1000.slice', cgroup].filter((path) => booted.cgroups.groups[path] === undefined)
  const groups = missing.reduce(mkdirCgroup, booted.cgroups)
  const marks: Record<string, string> = shell.headless ? { GLASSWHALE_HEADLESS: '1' } : { GLASSWHALE_MARKS: '1' }
  return settleIn(
    { ...booted, cgroups: groups },
    {
      ...shell,
      comm: 'bash',
      argv: shell.headless ? ['bash'] : ['-bash'],
      exe: '/usr/bin/bash',
      cgroup,
      program: 'bash',
      env: { ...environment(shell.cwd), ...marks },
    },
  )
}

/**
 * The host with whatever lets people in (sshd, a desktop's terminal): a terminal that is opened gets a pseudo-terminal and a login shell
 * of its own.
 */
export const lettingIn =
  (machine: Behaviour<HostState>, person: Pick<Shell, 'uid' | 'gid' | 'groups' | 'cwd'>): Behaviour<HostState> =>
  (state, message, from, now) => {
    const { payload } = message
    if (payload.kind !== 'tty.open' || state === undefined) return machine(state, message, from, now)
    const pid = state.namespaces[firstNamespaces.pid]?.nextPid ?? 1
    const { tty: name, rows, cols } = payload
    const shell = { ...person, pid, headless: false, startedAt: now }
    const host = onTty(withShell(state, shell, scopesOf(state) + 1), pid, { name, master: from, rows, cols })
    const exec: Payload = { kind: 'exec', pid, path: '/usr/bin/bash', argv: ['-bash'] }
    const fs = recorded(withNode(host.fs, name), { pid, tty: name, user: 'you', at: now })
    return [{ ...host, fs }, [{ to: `host/${pid}`, from: 'host', payload: exec }]]
  }

/** systemd-logind numbers sessions as they come. */
const scopesOf = (host: HostState): number =>
  Math.max(
    ...Object.keys(host.cgroups.groups).map((path) =>
      Number(/^user\.slice\/.*\/session-(\d+)\.scope$/.exec(path)?.[1] ?? 0),
    ),
  )

const utmp = '/run/utmp'

function readIfThere(fs: FsState, path: string): Bytes {
  try {
    return readFile(fs, rootAtBoot, path)
  } catch (error) {
    if (error instanceof SysError && error.errno === 'ENOENT') return ''
    throw error
  }
}

/** login(1) writes down who is here; a record whose process is gone counts no more, and its place is taken again. */
function recorded(fs: FsState, login: Login): FsState {
  const before = readIfThere(fs, utmp)
  const others = (before.match(/[^]{384}/g) ?? []).filter((record) => !record.startsWith(`${login.tty}\0`, 8))
  return chown(writeFile(fs, rootAtBoot, utmp, others.join('') + utmpRecord(login), 0o664), rootAtBoot, utmp, 0, 43)
}

/** The node below /dev/pts belongs to who logs in, and group tty may write to it (write(1)). */
function withNode(fs: FsState, name: string): FsState {
  const path = `/dev/${name}`
  try {
    return chown(mknod(fs, rootAtBoot, path, 'char', [136, Number(name.slice(4))], 0o620), rootAtBoot, path, 1000, 5)
  } catch (error) {
    if (error instanceof SysError && error.errno === 'EEXIST') return fs
    throw error
  }
}

/** The shell comes up when the services have. */
const firstSlice = (pid: Pid): Message => ({
  id: 0,
  span: 0,
  from: 'host',
  to: `host/${pid}`,
  sentAt: epoch,
  dueAt: epoch + 5_000,
  depth: 3,
  payload: { kind: 'exec', pid, path: '/usr/bin/bash', argv: ['-bash'] },
})

/** systemd has started dockerd: it sets its network up. */
export const daemonBoot: Message = {
  id: 1,
  span: 1,
  from: 'dockerd',
  to: 'dockerd',
  sentAt: epoch,
  dueAt: epoch,
  depth: 3,
  payload: { kind: 'timer', name: 'daemon/boot', data: null },
}

const withFds = (host: HostState, pid: Pid, files: Readonly<Record<number, OpenFile>>): HostState => {
  const p = host.procs[pid]
  if (p === undefined) return host
  const numbered = Object.entries(files).map(([fd, file], i) => [fd, host.nextOfd + i, file] as const)
  return {
    ...host,
    nextOfd: host.nextOfd + numbered.length,
    files: { ...host.files, ...Object.fromEntries(numbered.map(([, ofd, file]) => [ofd, file])) },
    procs: { ...host.procs, [pid]: { ...p, fds: Object.fromEntries(numbered.map(([fd, ofd]) => [fd, ofd])) } },
  }
}

function onTty(host: HostState, pid: Pid, line: Pick<Tty, 'name' | 'master' | 'rows' | 'cols'>): HostState {
  const tty: Tty = {
    ...line,
    mode: { canonical: true, echo: true, signals: true, onlcr: true, iutf8: true },
    line: '',
    ready: '',
    foreground: pid,
    sid: pid,
  }
  const file: OpenFile = { kind: 'tty', tty: tty.name, refs: 1, readable: true, writable: true }
  const wired = withFds({ ...host, ttys: { ...host.ttys, [tty.name]: tty } }, pid, { 0: file, 1: file, 2: file })
  const p = wired.procs[pid]
  return p === undefined ? wired : { ...wired, procs: { ...wired.procs, [pid]: { ...p, tty: tty.name } } }
}

function onPipes(host: HostState, pid: Pid): HostState {
  const pipe: Pipe = {
    id: 'lines',
    buffer: '',
    inflight: 0,
    readers: 1,
    writers: 0,
    ended: false,
    writer: firstTerminal,
    readerPid: pid,
  }
  const status: Pipe = { ...pipe, id: 'status', readers: 0, writers: 1, reader: firstTerminal }
  const { writer: _none, ...report } = status
  const nothing: OpenFile = { kind: 'null', dev: 'null', refs: 1, readable: true, writable: true }
  return withFds({ ...host, pipes: { lines: pipe, status: report } }, pid, {
    0: nothing,
    1: nothing,
    2: nothing,
    254: { kind: 'pipe', pipe: 'status', end: 'write', refs: 1, readable: false, writable: true },
    255: { kind: 'pipe', pipe: 'lines', end: 'read', refs: 1, readable: true, writable: false },
  })
}
