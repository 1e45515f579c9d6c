import { utf8, text } from '../../../base/bytes'
import { linesOf, orUndefined } from '../face'
import type { Repo } from './store'
import type { Sys } from '../../wire/sys'

/**
 * Git's configuration files.
 *
 * @models git-config(1)
 * @fidelity part: no includes, no continuation lines
 */
export type Setting = readonly [key: string, value: string]

export const globalFile = (sys: Sys): string => `${sys.env['HOME'] ?? '/root'}/.gitconfig`

export function settingsIn(sys: Sys, path: string): readonly Setting[] {
  let section = ''
  return linesOf(sys, path).flatMap((bytes): readonly Setting[] => {
    const line = text(bytes).trim()
    const head = /^\[([\w.-]+)(?:\s+"(.*)")?\]$/.exec(line)
    if (head) section = head[2] === undefined ? head[1]!.toLowerCase() : `${head[1]!.toLowerCase()}.${head[2]}`
    const pair = /^([\w-]+)\s*=\s*(.*)$/.exec(line)
    return head || !pair || /^[#;]/.test(line)
      ? []
      : [[`${section}.${pair[1]!.toLowerCase()}`, pair[2]!.replace(/^"(.*)"$/, '$1')]]
  })
}

/** All of them, the nearer last. */
export const settings = (sys: Sys, repo: Repo | undefined): readonly Setting[] => [
  ...settingsIn(sys, '/etc/gitconfig'),
  ...settingsIn(sys, globalFile(sys)),
  ...(repo ? settingsIn(sys, `${repo.dir}/config`) : []),
]

export const setting = (sys: Sys, repo: Repo | undefined, key: string): string | undefined =>
  settings(sys, repo)
    .filter(([each]) => each === key.toLowerCase())
    .at(-1)?.[1]

/** Sets a key in a file, where it is or at the end of its section. */
export function setIn(sys: Sys, path: string, key: string, value: string | undefined): void {
  const at = key.lastIndexOf('.')
  const [section, name] = [key.slice(0, at), key.slice(at + 1)]
  const dot = section.indexOf('.')
  const head = dot < 0 ? `[${section}]` : `[${section.slice(0, dot)} "${section.slice(dot + 1)}"]`
  const lines = [...linesOf(sys, path)]
  const start = lines.findIndex((line) => line.trim() === utf8(head))
  const next = lines.findIndex((line, i) => i > start && line.startsWith('['))
  const end = next < 0 ? lines.length : next
  const there = lines.findIndex(
    (line, i) => i > start && i < end && start >= 0 && line.trim().toLowerCase().startsWith(`${name.toLowerCase()} =`),
  )
  const line = utf8(`\t${name} = ${value ?? ''}`)
  if (there >= 0) lines.splice(there, 1, ...(value === undefined ? [] : [line]))
  else if (value !== undefined && start >= 0) lines.splice(end, 0, line)
  else if (value !== undefined) lines.push(utf8(head), line)
  sys.writeFile(path, lines.length === 0 ? '' : `${lines.join('\n')}\n`, 0o644)
}

/** Who commits, as `Name <mail>`; undefined where Git would ask to be told. */
export function identity(sys: Sys, repo: Repo | undefined): string | undefined {
  const name = sys.env['GIT_AUTHOR_NAME'] ?? setting(sys, repo, 'user.name')
  const mail = sys.env['GIT_AUTHOR_EMAIL'] ?? setting(sys, repo, 'user.email')
  return name === undefined || mail === undefined ? undefined : `${name} <${mail}>`
}

export const userOf = (sys: Sys): string =>
  orUndefined(() => sys.readFile('/etc/passwd'))
    ?.split('\n')
    .find((line) => line.split(':')[2] === String(sys.uid))
    ?.split(':')[0] ?? 'unknown'
