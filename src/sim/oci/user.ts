/**
 * `user[:group]` by name or number against /etc/passwd and /etc/group.
 * @models moby/sys user.GetExecUser
 * @fidelity full
 */
export interface ExecUser {
  readonly uid: number
  readonly gid: number
  readonly additionalGids: readonly number[]
}

/** The user, or the error's text. */
export function userFrom(spec: string, passwd: string, group: string): ExecUser | string {
  const [user, grp] = spec.split(':') as [string, string?]
  const users = rows(passwd)
  const groups = rows(group)
  const name = user === '' ? '0' : user
  const known =
    users.find((row) => row[0] === name) ?? (isNumber(name) ? users.find((row) => row[2] === name) : undefined)
  if (known === undefined && !isNumber(name)) return `unable to find user ${name}: no matching entries in passwd file`
  const uid = known === undefined ? Number(name) : Number(known[2])
  const login = known?.[0]
  const own = known === undefined ? 0 : Number(known[3])
  if (grp === undefined || grp === '') return { uid, gid: own, additionalGids: supplementary(groups, login, own) }
  const found = groups.find((row) => row[0] === grp)
  if (found === undefined && !isNumber(grp)) return `unable to find group ${grp}: no matching entries in group file`
  const gid = found === undefined ? Number(grp) : Number(found[2])
  return { uid, gid, additionalGids: [gid] }
}

const rows = (file: string): readonly (readonly string[])[] =>
  file
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(':'))

const isNumber = (text: string): boolean => /^\d+$/.test(text)

/** Groups that list the user; the primary one leads, as dockerd has it since 23.0.2. */
function supplementary(
  groups: readonly (readonly string[])[],
  login: string | undefined,
  own: number,
): readonly number[] {
  const listed = groups
    .filter((row) => login !== undefined && (row[3] ?? '').split(',').includes(login))
    .map((row) => Number(row[2]))
  return [own, ...listed.filter((gid) => gid !== own)]
}
