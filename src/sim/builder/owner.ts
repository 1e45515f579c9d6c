import { text } from '../../base/bytes'
import { joinPath } from '../../base/path'
import { userFrom } from '../oci/user'
import type { SysReturn } from '../wire/syscall'
import { syscall } from '../world/draft'
import { buildOf, type Buildkit } from './state'
import type { StepOf } from './step'

/** Who will own what a step makes: `--chown`, or the USER at a WORKDIR. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

interface Asking {
  readonly of: StepOf
  readonly spec: string
  /** What goes on with the owner: its name and what it needs. */
  readonly then: string
  readonly data: object
  readonly passwd: string
}

/** Numbers are an owner at once; names are looked up in the snapshot's own /etc/passwd and /etc/group. */
export function numericOwner(spec: string): Owner | undefined {
  const match = /^(\d*)(?::(\d+))?$/.exec(spec)
  if (match === null) return undefined
  const uid = Number(match[1] || 0)
  return { uid, gid: match[2] === undefined ? uid : Number(match[2]) }
}

export function askOwner(d: Buildkit, of: StepOf, spec: string, then: string, data: object): void {
  readFile(d, { of, spec, then, data, passwd: '' }, 'etc/passwd', 'owner/passwd')
}

function readFile(d: Buildkit, asking: Asking, path: string, then: string): void {
  const { merged } = buildOf(d, asking.of.ref)!.steps[asking.of.digest]!
  syscall(d, 1, { name: 'read', path: joinPath(merged, path) }, { then, data: asking })
}

export function passwdRead(d: Buildkit, asking: Asking, answer: SysReturn): void {
  if (buildOf(d, asking.of.ref) === undefined) return
  readFile(d, { ...asking, passwd: text(answer.value?.data ?? '') }, 'etc/group', 'owner/group')
}

/** The owner or BuildKit's complaint, and the continuation that asked. */
export function groupRead(
  asking: Asking,
  answer: SysReturn,
): { readonly asking: Asking; readonly owner: Owner | string } {
  const user = userFrom(asking.spec, asking.passwd, text(answer.value?.data ?? ''))
  return { asking, owner: typeof user === 'string' ? user : { uid: user.uid, gid: user.gid } }
}
