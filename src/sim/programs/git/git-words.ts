import { utf8 } from '../../../base/bytes'
import type { Paint } from './paint'
import type { Commit, Repo } from './store'
import type { Sys } from '../../wire/sys'

/** What every command of Git is given. */
export interface Job {
  readonly sys: Sys
  readonly repo: Repo
  readonly args: readonly string[]
  readonly paint: Paint
}

export function tell(sys: Sys, words: string, status = 0): number {
  sys.write(2, utf8(words))
  return status
}

export const fatal = (sys: Sys, words: string): number => tell(sys, `fatal: ${words}\n`, 128)

export const lone = (sys: Sys, words: string): number => tell(sys, `glasswhale: git ${words} is not simulated\n`, 1)

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const two = (n: number) => String(n).padStart(2, '0')

/** `Mon Aug 18 09:00:00 2025 +0000`. */
export function gitDate(seconds: number): string {
  const d = new Date(seconds * 1000)
  return `${days[d.getUTCDay()]} ${months[d.getUTCMonth()]} ${d.getUTCDate()} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())} ${d.getUTCFullYear()} +0000`
}

export const subject = (commit: Pick<Commit, 'message'>): string =>
  commit.message
    .replace(/\n\n[^]*$/, '')
    .replace(/\n+$/, '')
    .replace(/\n/g, ' ')

export const short = (oid: string): string => oid.slice(0, 7)

/** A path as the user named it, from the top of the working tree; undefined outside of it. */
export function inRepo(sys: Sys, repo: Repo, path: string): string | undefined {
  const parts: string[] = []
  for (const part of `${path.startsWith('/') ? '' : `${sys.cwd()}/`}${path}`.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  const whole = `/${parts.join('/')}`
  const top = repo.root === '/' ? '/' : `${repo.root}/`
  return whole === repo.root ? '' : whole.startsWith(top) ? whole.slice(top.length) : undefined
}

/** Whether a path is one of these or lies below it. */
export const below = (folders: readonly string[], path: string): boolean =>
  folders.some((folder) => folder === '' || path === folder || path.startsWith(`${folder}/`))
