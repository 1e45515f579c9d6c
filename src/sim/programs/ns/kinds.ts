import type { NamespaceKind } from '../../wire/syscall'

/** Namespace kinds in the order in which util-linux enters them, with the letters that its programs give them. */
export interface KindOption {
  readonly kind: NamespaceKind
  readonly letter: string
  readonly long: string
  /** The flag of unshare(2), for BusyBox's messages. */
  readonly flag: number
}

export const kindOptions: readonly KindOption[] = [
  { kind: 'user', letter: 'U', long: 'user', flag: 0x10000000 },
  { kind: 'cgroup', letter: 'C', long: 'cgroup', flag: 0x02000000 },
  { kind: 'ipc', letter: 'i', long: 'ipc', flag: 0x08000000 },
  { kind: 'uts', letter: 'u', long: 'uts', flag: 0x04000000 },
  { kind: 'net', letter: 'n', long: 'net', flag: 0x40000000 },
  { kind: 'pid', letter: 'p', long: 'pid', flag: 0x20000000 },
  { kind: 'mnt', letter: 'm', long: 'mount', flag: 0x00020000 },
  { kind: 'time', letter: 'T', long: 'time', flag: 0x00000080 },
]

export const longOptions: Readonly<Record<string, string>> = Object.fromEntries(
  kindOptions.map(({ long, letter }) => [`${long}?`, letter]),
)
