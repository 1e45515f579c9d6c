import { text } from '../../base/bytes'
import type { Packet } from '../wire/packet'
import type { Pid } from '../wire/sys'
import { rootCred } from './cred'
import { readFile } from './fs/vfs'
import { resolveOutside } from './net/net'
import { addressOf, emit, proc, setProc, type Work } from './work'

/**
 * Names: /etc/hosts first, then the server that /etc/resolv.conf names. Docker's own at 127.0.0.11 is dockerd, which is asked by a packet.
 * @models glibc resolv/res_send.c, moby libnetwork/resolver.go
 * @fidelity part: addresses only; what Docker's server does not know itself is answered as from the host, without a message of its own
 */
const dockers = '127.0.0.11'

/** The addresses of a name as this process sees them without Docker's server: literal, its /etc/hosts, the outside. */
export const lookup = (w: Work, pid: Pid, name: string): readonly string[] =>
  atHome(w, pid, name) ?? (reachesOut(w, pid) || /(^|\.)localhost$/.test(name) ? resolveOutside(w.state.net, name) : [])

/** With the loopback device alone no name server can be asked. */
const reachesOut = (w: Work, pid: Pid): boolean =>
  Object.values(w.state.net.namespaces[proc(w, pid).ns['net'] ?? 0]?.links ?? {}).some(
    ({ kind }) => kind !== 'loopback',
  )

function atHome(w: Work, pid: Pid, name: string): readonly string[] | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return [name]
  if (name === '::1') return ['127.0.0.1']
  const lines = words(w, pid, '/etc/hosts')
  const own = lines.find(([address, ...names]) => address?.includes('.') && names.includes(name))?.[0]
  return own === undefined ? undefined : [own]
}

export const asksDocker = (w: Work, pid: Pid, name: string): boolean =>
  words(w, pid, '/etc/resolv.conf').some(([key, server]) => key === 'nameserver' && server === dockers) &&
  atHome(w, pid, name) === undefined

/** The lines of a file as the process sees it, in words. */
const words = (w: Work, pid: Pid, path: string): readonly (readonly string[])[] =>
  read(w, pid, path)
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))

function read(w: Work, pid: Pid, path: string): string {
  try {
    return text(readFile(w.state.fs, rootCred(w, pid), path))
  } catch {
    return ''
  }
}

/** A name is looked up; the answer comes back as a wake. */
export function beginResolve(w: Work, pid: Pid, name: string): void {
  const asked = asksDocker(w, pid, name)
  const addresses = asked ? [] : lookup(w, pid, name)
  if (asked) query(w, pid, name)
  else emit(w, { to: addressOf(pid), payload: fromHost(name), delay: addresses.length > 0 ? 500 : 20_000 })
  setProc(w, pid, { onTheWay: [...(proc(w, pid).onTheWay ?? []), { on: 'resolved', name, addresses }] })
}

const fromHost = (name: string): Packet => ({
  kind: 'packet',
  proto: 'udp',
  src: '127.0.0.53:53',
  dst: '',
  what: `A ${name}`,
  path: ['lo'],
})

/** Asks dockerd, which knows by the address who it is that asks. `conn` waits for the answer. */
export function query(w: Work, pid: Pid, name: string, conn?: string): void {
  const links = Object.values(w.state.net.namespaces[proc(w, pid).ns['net'] ?? 0]?.links ?? {})
  const own = links.find(({ kind }) => kind !== 'loopback')?.addresses[0]?.split('/')[0] ?? '127.0.0.1'
  const path = ['lo', `DNAT ${dockers}:53 → dockerd`]
  const payload: Packet = {
    kind: 'packet',
    proto: 'udp',
    src: `${own}:${32_768 + (pid % 28_000)}`,
    dst: `${dockers}:53`,
    what: `A? ${name}`,
    path,
  }
  emit(w, { from: addressOf(pid), to: 'dockerd', payload: { ...payload, ...(conn !== undefined && { conn }) } })
}

/** What Docker's server has no answer of its own for, it asks the host's server. */
export const answered = (w: Work, name: string, own: readonly string[]): readonly string[] =>
  own.length > 0 ? own : resolveOutside(w.state.net, name)
