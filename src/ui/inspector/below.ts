import type { Words } from '../../locale/words'
import { containerOf } from '../../scene/seen'
import { changes } from '../../scene/layout/stacks'
import type { Desk } from '../desk.svelte'
import { bytes } from '../units'
import type { Content, Fact, Section } from './fact'

/** What the inspector shows of things below the host's surface: the files in which Linux itself tells of them. */
const fact = (name: Fact['name'], value: string | number): Fact => ({ name, value: String(value), mono: true })

const file = ({ player }: Desk, path: string): readonly Section[] => {
  const text = player.source.file(player.world, path)
  return text === undefined || text === '' ? [] : [{ title: path, text: text.replaceAll('\0', ' ').trimEnd() }]
}

const gone = (title: string, words: Words): Content => ({
  title,
  sentence: words.inspector.gone,
  facts: [],
  sections: [],
})

export function ofProcess(id: string, desk: Desk): Content {
  const { seen } = desk.player
  const process = seen.host.procs[id]
  if (process === undefined) return gone(`PID ${id}`, desk.words)
  const container = containerOf(seen, process)
  const facts: readonly Fact[] = [
    fact('pid', process.pid),
    ...(container
      ? [
          fact('pidInside', process.nspid),
          { ...fact('name', container.name), open: { kind: 'container' as const, id: container.id } },
        ]
      : []),
    fact('command', process.argv.join(' ') || process.comm),
    fact('user', process.uid),
    { ...fact('cgroup', process.cgroup || '/'), open: { kind: 'cgroup', id: process.cgroup.replace(/^\//, '') } },
  ]
  const namespaces = Object.entries(process.ns).map(([kind, inode]) => ({ text: `${kind}:[${inode}]` }))
  return {
    title: `${process.pid} ${process.comm}`,
    facts,
    sections: [
      { title: `/proc/${id}/ns`, rows: namespaces },
      ...['status', 'cgroup', 'cmdline', 'environ', 'mountinfo', 'limits'].flatMap((name) =>
        file(desk, `/proc/${id}/${name}`),
      ),
    ],
    real: `sudo lsns -p ${id}; cat /proc/${id}/status`,
  }
}

export function ofCgroup(path: string, desk: Desk): Content {
  const { player } = desk
  const group = player.source.cgroups(player.world)[path]
  const title = path === '' ? '/' : path.slice(path.lastIndexOf('/') + 1)
  if (group === undefined) return gone(title, desk.words)
  const rows = group.pids.map((pid) => {
    const process = player.seen.host.procs[pid]
    return {
      text: `${pid} ${process?.argv.join(' ') || process?.comm || ''}`,
      open: { kind: 'process' as const, id: String(pid) },
    }
  })
  const directory = `/sys/fs/cgroup${path === '' ? '' : `/${path}`}`
  return {
    title,
    facts: [fact('cgroup', directory)],
    sections: [
      ...(rows.length ? [{ title: 'cgroup.procs', rows }] : []),
      ...Object.entries(group.files)
        .filter(([, text]) => text !== '')
        .map(([name, text]) => ({ title: name, text })),
    ],
    real: `cat ${directory}/memory.max`,
  }
}

const signs = { added: '+', copied: '~', whiteout: '−', opaque: '⊘' } as const

export function ofOverlay(id: string, desk: Desk): Content {
  const { player } = desk
  const container = player.seen.dockerd.containers[id]
  const overlay = container && player.source.overlay(player.world, container.upperDir)
  if (container === undefined || overlay === undefined) return gone(id.slice(0, 12), desk.words)
  return {
    title: container.name,
    facts: [fact('upper', overlay.upper), fact('image', container.image)],
    sections: [
      {
        title: 'upperdir',
        rows: changes(overlay).map(({ path, how, size }) => ({
          text: `${signs[how]} ${path}${size ? `  ${bytes(size)}` : ''}`,
        })),
      },
      { title: 'lowerdir', rows: overlay.lower.map((text) => ({ text })) },
    ],
    real: `docker diff ${container.name}; mount | grep overlay`,
  }
}
