import { linesOf } from '../face'
import type { Sys } from '../../wire/sys'

/** Users and groups as /etc/passwd and /etc/group name them (getpwnam(3), getgrgid(3)). */
export interface User {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
  readonly shell: string
}

export interface Group {
  readonly name: string
  readonly gid: number
  readonly members: readonly string[]
}

export const users = (sys: Sys): readonly User[] =>
  linesOf(sys, '/etc/passwd').map((line) => {
    const [name = '', , uid, gid, , home = '/', shell = '/bin/sh'] = line.split(':')
    return { name, uid: Number(uid), gid: Number(gid), home, shell }
  })

export const groups = (sys: Sys): readonly Group[] =>
  linesOf(sys, '/etc/group').map((line) => {
    const [name = '', , gid, members = ''] = line.split(':')
    return { name, gid: Number(gid), members: members === '' ? [] : members.split(',') }
  })

export const userName = (sys: Sys, uid: number): string | undefined => users(sys).find((user) => user.uid === uid)?.name
export const groupName = (sys: Sys, gid: number): string | undefined =>
  groups(sys).find((group) => group.gid === gid)?.name

/** A user by name or number. */
export function uidOf(sys: Sys, word: string): number | undefined {
  return users(sys).find((user) => user.name === word)?.uid ?? (/^\d+$/.test(word) ? Number(word) : undefined)
}

export function gidOf(sys: Sys, word: string): number | undefined {
  return groups(sys).find((group) => group.name === word)?.gid ?? (/^\d+$/.test(word) ? Number(word) : undefined)
}
