import { SysError } from '../../wire/errno'
import type { Fd } from '../../wire/sys'
import { toBytes } from './encode'
import { redirectRefused, why } from './errors'
import { shellError, isShellError, type Machine } from './state'
import type { Redirect } from './tree'
import { get, items, set } from './variables'

/**
 * Redirections: opening, duplicating and putting back descriptors.
 *
 * @models bash redir.c
 */
export interface Resolved {
  readonly redirect: Redirect
  readonly target: string
}

export type Saves = readonly (readonly [fd: Fd, saved: Fd | undefined])[]

export function closeQuietly(m: Machine, fd: Fd): void {
  try {
    m.sys.close(fd)
  } catch (error) {
    why(error)
  }
}

/** Descriptors that children inherit: the shell's own spare ones stay with it. */
export function inheritable(m: Machine): Readonly<Record<Fd, Fd>> {
  const fds: Record<Fd, Fd> = {}
  for (const fd of m.sys.fds()) if (fd < 10 || m.s.kept.includes(fd) || m.s.lent.includes(fd)) fds[fd] = fd
  return fds
}

/** What redirections had put aside does not go along into another program. */
export function closeSpare(m: Machine): void {
  const handed = inheritable(m)
  for (const fd of m.sys.fds()) if (handed[fd] === undefined) closeQuietly(m, fd)
}

export function unusedFrom(m: Machine, from: Fd): Fd {
  const used = new Set(m.sys.fds())
  let fd = from
  while (used.has(fd)) fd++
  return fd
}

/** A descriptor moved out of the way of the person's own. */
export function moveUp(m: Machine, fd: Fd, from = 10): Fd {
  const up = unusedFrom(m, from)
  m.sys.dup2(fd, up)
  m.sys.close(fd)
  return up
}

/** Applies redirections from left to right; on failure all of them are undone. */
export function redirect(m: Machine, all: readonly Resolved[]): Saves {
  const saves: (readonly [Fd, Fd | undefined])[] = []
  try {
    for (const one of all) apply(m, one, saves)
    return saves
  } catch (error) {
    undoRedirects(m, saves)
    throw error
  }
}

export function undoRedirects(m: Machine, saves: Saves): void {
  for (const [fd, saved] of [...saves].reverse()) {
    if (saved === undefined) closeQuietly(m, fd)
    else {
      m.sys.dup2(saved, fd)
      m.sys.close(saved)
    }
  }
}

/** Standard input from a pipe that was opened for it. */
export function takeInput(m: Machine, from: Fd): Saves {
  const saves: Saving = []
  save(m, 0, saves)
  place(m, from, 0)
  return saves
}

/** `exec` without a command: the redirections stay. */
export function keepRedirects(m: Machine, saves: Saves): void {
  for (const [fd, saved] of saves) {
    if (saved !== undefined) closeQuietly(m, saved)
    if (fd >= 10 && !m.s.kept.includes(fd)) m.s.kept = [...m.s.kept, fd]
  }
}

type Saving = (readonly [Fd, Fd | undefined])[]

function save(m: Machine, fd: Fd, saves: Saving): void {
  if (saves.some(([saved]) => saved === fd)) return
  if (!m.sys.fds().includes(fd)) {
    saves.push([fd, undefined])
    return
  }
  const spare = unusedFrom(m, 10)
  m.sys.dup2(fd, spare)
  saves.push([fd, spare])
}

function apply(m: Machine, { redirect: r, target }: Resolved, saves: Saving): void {
  const fd = chosen(m, r, target)
  if (r.op === '<&' || r.op === '>&') return duplicate(m, r, fd, target, saves)
  save(m, fd, saves)
  const both = r.op === '&>' || r.op === '&>>'
  if (both) save(m, 2, saves)
  place(
    m,
    r.op === '<<' || r.op === '<<<'
      ? hereDocument(m, r.op === '<<<' ? `${target}\n` : target)
      : openTarget(m, r, target),
    fd,
  )
  if (both) m.sys.dup2(fd, 2)
}

function chosen(m: Machine, r: Redirect, target: string): Fd {
  if (r.variable !== undefined && target === '-' && r.op.endsWith('&')) return heldIn(m, r.variable)
  if (r.variable !== undefined) {
    const fd = unusedFrom(m, 10)
    set(m, r.variable, String(fd))
    m.s.kept = [...m.s.kept, fd]
    return fd
  }
  return r.fd ?? (r.op[0] === '<' ? 0 : 1)
}

/** `{name}>&-` closes the descriptor whose number the variable holds. */
function heldIn(m: Machine, variable: string): Fd {
  const element = /^(\w+)\[([^]*)\]$/.exec(variable)
  const held = element === null ? get(m, variable) : items(m, element[1]!).find(([key]) => key === element[2])?.[1]
  if (held === undefined || !/^\d+$/.test(held))
    throw shellError(`${held ?? variable}: Bad file descriptor`, 1, 'redirect')
  m.s.kept = m.s.kept.filter((fd) => fd !== Number(held))
  return Number(held)
}

function place(m: Machine, opened: Fd, fd: Fd): void {
  if (opened === fd) return
  m.sys.dup2(opened, fd)
  m.sys.close(opened)
}

function duplicate(m: Machine, r: Redirect, fd: Fd, target: string, saves: Saving): void {
  if (target === '-') {
    save(m, fd, saves)
    return closeQuietly(m, fd)
  }
  const found = /^(\d+)(-?)$/.exec(target)
  if (found === null) {
    if (r.op === '<&' || r.fd !== undefined) throw shellError(`${r.shown}: ambiguous redirect`, 1, 'redirect')
    return apply(m, { redirect: { ...r, op: '&>' }, target }, saves)
  }
  const from = Number(found[1])
  if (!m.sys.fds().includes(from))
    throw shellError(
      `${m.s.flavour === 'bash' ? r.shown.replace(/-$/, '') : from}: Bad file descriptor`,
      m.s.flavour === 'dash' ? 2 : 1,
      'redirect',
    )
  if (from !== fd) {
    save(m, fd, saves)
    m.sys.dup2(from, fd)
  }
  if (found[2] === '-') m.sys.close(from)
}

function openTarget(m: Machine, r: Redirect, path: string): Fd {
  const writes = r.op !== '<' && r.op !== '<>'
  try {
    if (path === '') throw new SysError('ENOENT')
    if (r.op === '>' && m.s.options['noclobber'] && isRegular(m, path)) {
      throw shellError(`${path}: cannot overwrite existing file`, 1, 'redirect')
    }
    if (r.op === '<') return m.sys.open(path, { read: true })
    if (r.op === '<>') return m.sys.open(path, { read: true, write: true, create: true }, 0o666)
    const append = r.op === '>>' || r.op === '&>>'
    return m.sys.open(
      path,
      append ? { write: true, create: true, append } : { write: true, create: true, truncate: true },
      0o666,
    )
  } catch (error) {
    if (isShellError(error)) throw error
    throw shellError(redirectRefused(m, path, why(error), writes), m.s.flavour === 'dash' ? 2 : 1, 'redirect')
  }
}

function isRegular(m: Machine, path: string): boolean {
  try {
    return m.sys.stat(path).kind === 'file'
  } catch {
    return false
  }
}

/** A pipe that holds the text; a file where it is longer than a pipe. */
function hereDocument(m: Machine, words: string): Fd {
  const data = toBytes(words)
  if (data.length < 60_000) {
    const [from, to] = m.sys.pipe()
    if (data !== '') m.sys.write(to, data)
    m.sys.close(to)
    return from
  }
  const path = `/tmp/sh-thd.${m.sys.random()}`
  m.sys.writeFile(path, data, 0o600)
  const fd = m.sys.open(path, { read: true })
  m.sys.unlink(path)
  return fd
}
