import { capMask } from '../caps'
import { mountsOf, mountInfoOf } from '../fs/vfs'
import { allCaps } from '../caps'
import { limitsText } from '../limits'
import type { Process } from '../state'
import { mapText, shownId } from '../userns'
import type { Work } from '../work'

/** What /proc/PID says of a process's identity and its view of the machine. `reader` is who asks: some of it depends on that. */
export function identityLines(w: Work, p: Process, reader: Process): readonly string[] {
  const shown = (which: 'uids' | 'gids', id: number) => shownId(w, reader.ns['user'], which, id)
  const four = (real: number, effective: number) => [real, effective, effective, effective].join('\t')
  return [
    `Uid:\t${four(shown('uids', p.ruid ?? p.uid), shown('uids', p.uid))}`,
    `Gid:\t${four(shown('gids', p.gid), shown('gids', p.gid))}`,
    'FDSize:\t64',
    `Groups:\t${p.groups.map((gid) => shown('gids', gid)).join(' ')} `,
  ]
}

export function capabilityLines(p: Process): readonly string[] {
  const mask = capMask(p.caps)
  const none = '0000000000000000'
  return [
    `CapInh:\t${none}`,
    `CapPrm:\t${mask}`,
    `CapEff:\t${mask}`,
    `CapBnd:\t${capMask(p.bounding ?? allCaps)}`,
    `CapAmb:\t${none}`,
    `NoNewPrivs:\t${p.noNewPrivileges ? 1 : 0}`,
    `Seccomp:\t${p.seccomp ? 2 : 0}`,
    `Seccomp_filters:\t${p.seccomp ? 1 : 0}`,
    'Speculation_Store_Bypass:\tthread vulnerable',
    'Cpus_allowed:\t3',
    'Cpus_allowed_list:\t0-1',
    'Mems_allowed:\t1',
    'Mems_allowed_list:\t0',
  ]
}

/** A group as the reader's cgroup namespace names it: what is outside its root begins with `/..`. */
export function cgroupPath(w: Work, p: Process, reader: Process): string {
  const root = w.state.namespaces[reader.ns['cgroup'] ?? 0]?.root ?? ''
  if (root === '') return `/${p.cgroup}`
  const from = root.split('/')
  const to = p.cgroup === '' ? [] : p.cgroup.split('/')
  let common = 0
  while (common < from.length && from[common] === to[common]) common++
  return `/${[...from.slice(common).map(() => '..'), ...to.slice(common)].join('/')}`
}

/** A mount table as seen from below the root of the process that it is of. */
function tableOf<M extends { readonly target: string }>(p: Process, lines: readonly M[]): readonly M[] {
  const root = p.root ?? '/'
  if (root === '/') return lines
  return lines.flatMap((line) => {
    if (line.target === root) return [{ ...line, target: '/' }]
    return line.target.startsWith(`${root}/`) ? [{ ...line, target: line.target.slice(root.length) }] : []
  })
}

export const mountTable = (w: Work, p: Process): string =>
  tableOf(p, mountsOf(w.state.fs, p.ns['mnt'] ?? 0))
    .map((m) => `${m.source} ${m.target} ${m.type} ${m.options} 0 0\n`)
    .join('')

export const mountInfo = (w: Work, p: Process): string =>
  tableOf(p, mountInfoOf(w.state.fs, p.ns['mnt'] ?? 0))
    .map((m) => `${m.id} ${m.parent} ${m.dev} ${m.root} ${m.target} ${m.flags} - ${m.type} ${m.source} ${m.options}\n`)
    .join('')

/** Files of /proc/PID that depend on namespaces, beside those of the process alone. */
export const namespaceFiles: Readonly<Record<string, (w: Work, p: Process, reader: Process) => string>> = {
  cgroup: (w, p, reader) => `0::${cgroupPath(w, p, reader)}\n`,
  mounts: mountTable,
  mountinfo: mountInfo,
  limits: (_w, p) => limitsText(p.rlimits),
  uid_map: (w, p, reader) => mapText(w, p, reader, 'uids'),
  gid_map: (w, p, reader) => mapText(w, p, reader, 'gids'),
  setgroups: () => 'allow\n',
}
