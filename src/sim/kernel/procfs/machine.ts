import type { DirEntry } from '../../wire/sys'
import { hostnameOf } from '../sys/hostname'
import { proc, type Work } from '../work'
import type { Pid } from '../../wire/sys'

/**
 * Files of /proc that say something of the whole machine and that a container must not see or write, and /proc/sys.
 * @models linux fs/proc, Documentation/admin-guide/sysctl
 * @fidelity part: the names that containers mask, and the parameters that tutorials read
 */
const files: Readonly<Record<string, readonly [text: string, mode: number]>> = {
  interrupts: ['           CPU0       CPU1\n  0:        118          0   IO-APIC   2-edge      timer\n', 0o444],
  kcore: ['', 0o400],
  keys: ['00000001 I--Q---     1 perm 3f010000     0     0 keyring   .builtin_trusted_keys: 1\n', 0o444],
  timer_list: ['Timer List Version: v0.9\n', 0o400],
  'sysrq-trigger': ['', 0o200],
}

const dirs = ['acpi', 'bus', 'fs', 'irq', 'scsi']

export const machineEntries: readonly DirEntry[] = [
  ...Object.keys(files).map((name) => ({ name, kind: 'file' as const })),
  ...dirs.map((name) => ({ name, kind: 'dir' as const })),
]

export const machineFile = (path: string): string | undefined => files[path]?.[0]
export const machineMode = (path: string): number | undefined => files[path]?.[1]
export const isMachineDir = (path: string): boolean => dirs.includes(path)

const kernel: Readonly<Record<string, (w: Work, pid: Pid) => string>> = {
  'kernel.hostname': (w, pid) => hostnameOf(w, pid),
  'kernel.osrelease': () => '6.1.0-39-amd64',
  'kernel.ostype': () => 'Linux',
  'kernel.pid_max': () => '4194304',
  'kernel.cap_last_cap': () => '40',
  'kernel.shmmax': () => '18446744073692774399',
  'fs.file-max': () => '9223372036854775807',
  'user.max_user_namespaces': () => '31573',
  'vm.overcommit_memory': () => '0',
  'vm.swappiness': () => '60',
}

const network: Readonly<Record<string, string>> = {
  'net.core.somaxconn': '4096',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.ping_group_range': '1\t0',
  'net.ipv4.tcp_syncookies': '1',
  'net.ipv6.conf.all.disable_ipv6': '0',
}

/** Every parameter, by its name with dots; those below `net` are the network namespace's own. */
function parameters(w: Work, pid: Pid): Readonly<Record<string, string>> {
  const own = w.state.net.namespaces[proc(w, pid).ns['net'] ?? 0]?.sysctls ?? {}
  return {
    ...Object.fromEntries(Object.entries(kernel).map(([name, value]) => [name, value(w, pid)])),
    ...network,
    ...own,
  }
}

const dotted = (path: string): string => path.replace(/^sys\/?/, '').replaceAll('/', '.')

export function listSysctl(w: Work, pid: Pid, path: string): readonly DirEntry[] | undefined {
  const prefix = path === 'sys' ? '' : `${dotted(path)}.`
  const below = Object.keys(parameters(w, pid))
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length))
  if (below.length === 0) return undefined
  const dir = (name: string) => name.includes('.')
  const names = new Map(below.map((name) => [name.split('.')[0]!, dir(name) ? ('dir' as const) : ('file' as const)]))
  return [...names].map(([name, kind]) => ({ name, kind }))
}

export function readSysctl(w: Work, pid: Pid, path: string): string | undefined {
  const value = parameters(w, pid)[dotted(path)]
  return value === undefined ? undefined : `${value}\n`
}

export const sysctlName = dotted
