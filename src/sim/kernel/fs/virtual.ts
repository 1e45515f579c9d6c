/**
 * proc, sysfs and cgroup2: filesystems without inodes, whose contents the rest of the kernel makes up when asked.
 * @models linux fs/proc, fs/kernfs
 * @fidelity part: no inodes of their own; modes are defaults unless the provider says otherwise
 */
import { SysError } from '../../wire/errno'
import type { FileKind } from '../../wire/sys'
import type { Cred, Jump, VirtualStat, VirtualSuper, VirtualType } from './types'

export interface VirtualNode {
  readonly kind: 'virtual'
  readonly dev: number
  readonly fstype: VirtualType
  readonly path: string
  readonly tag: string
  readonly meta: { readonly kind: FileKind; readonly mode: number; readonly uid: number; readonly gid: number }
  /** Where it is a symlink. */
  readonly target?: string
  readonly jump?: Jump
  /** Whoever asks may neither read nor follow it. */
  readonly refused?: SysError
}

const defaultMode = (kind: FileKind): number => (kind === 'dir' ? 0o555 : kind === 'symlink' ? 0o777 : 0o444)

const meta = (kind: FileKind, stat: VirtualStat | undefined): VirtualNode['meta'] => ({
  kind,
  mode: stat?.mode ?? defaultMode(kind),
  uid: stat?.uid ?? 0,
  gid: stat?.gid ?? 0,
})

export const virtualRoot = (at: VirtualSuper): VirtualNode => ({
  kind: 'virtual',
  dev: at.dev,
  fstype: at.type,
  path: '',
  tag: at.tag,
  meta: meta('dir', undefined),
})

export function virtualChild(cred: Cred, node: VirtualNode, name: string): VirtualNode | undefined {
  const provider = cred.virtual
  if (provider === undefined) return undefined
  const path = node.path === '' ? name : `${node.path}/${name}`
  const stat = provider.stat?.(node.fstype, path, cred, node.tag)
  const listed = stat ?? provider.list(node.fstype, node.path, cred, node.tag)?.find((entry) => entry.name === name)
  if (listed === undefined) return undefined
  const child: VirtualNode = { ...node, path, meta: meta(listed.kind, stat) }
  if (listed.kind !== 'symlink') return child
  try {
    const jump = provider.jump?.(node.fstype, path, cred, node.tag)
    return { ...child, target: provider.link?.(node.fstype, path, cred, node.tag) ?? '', ...(jump && { jump }) }
  } catch (error) {
    if (error instanceof SysError) return { ...child, target: '', refused: error }
    throw error
  }
}
