import type { DirEntry, Pid } from '../../wire/sys'
import { links } from '../net/net'
import { proc, type Work } from '../work'

/** The little of sysfs(5) that network tools read: /sys/class/net. */
const tree = ['class', 'fs', 'kernel', 'devices']

export function listSys(w: Work, pid: Pid, path: string): readonly DirEntry[] | undefined {
  if (path === '') return tree.map((name) => ({ name, kind: 'dir' }))
  if (path === 'class') return [{ name: 'net', kind: 'dir' }]
  if (path === 'fs') return [{ name: 'cgroup', kind: 'dir' }]
  const all = links(w.state.net, proc(w, pid).ns['net'] ?? 0)
  if (path === 'class/net') return all.map((link) => ({ name: link.name, kind: 'dir' }))
  const one = /^class\/net\/([^/]+)$/.exec(path)?.[1]
  if (one !== undefined && all.some((link) => link.name === one)) return files.map((name) => ({ name, kind: 'file' }))
  return path === 'fs/cgroup' || tree.includes(path) ? [] : undefined
}

const files = ['address', 'mtu', 'operstate', 'ifindex']

export function readSys(w: Work, pid: Pid, path: string): string | undefined {
  const [, name, file] = /^class\/net\/([^/]+)\/([^/]+)$/.exec(path) ?? []
  const link = links(w.state.net, proc(w, pid).ns['net'] ?? 0).find((l) => l.name === name)
  if (link === undefined) return undefined
  const values: Readonly<Record<string, string>> = {
    address: link.mac,
    mtu: String(link.mtu),
    operstate: link.up ? 'up' : 'down',
    ifindex: String(link.index),
  }
  return values[file ?? ''] === undefined ? undefined : `${values[file ?? '']}\n`
}
