import { userName } from '../accounts/names'
import { fail, linesOf, oneShot, put } from '../face'
import type { Sys } from '../../wire/sys'

/**
 * Shows capabilities.
 *
 * @models libcap progs/capsh.c
 * @fidelity part: --print and --decode
 */
const names: readonly string[] = [
  'chown',
  'dac_override',
  'dac_read_search',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'linux_immutable',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'ipc_lock',
  'ipc_owner',
  'sys_module',
  'sys_rawio',
  'sys_chroot',
  'sys_ptrace',
  'sys_pacct',
  'sys_admin',
  'sys_boot',
  'sys_nice',
  'sys_resource',
  'sys_time',
  'sys_tty_config',
  'mknod',
  'lease',
  'audit_write',
  'audit_control',
  'setfcap',
  'mac_override',
  'mac_admin',
  'syslog',
  'wake_alarm',
  'block_suspend',
  'audit_read',
  'perfmon',
  'bpf',
  'checkpoint_restore',
].map((name) => `cap_${name}`)

export const capsh = oneShot('capsh', (sys, args) => {
  const decode = args.find((arg) => arg.startsWith('--decode='))?.slice('--decode='.length)
  if (decode !== undefined) {
    if (!/^(0x)?[\da-f]+$/i.test(decode)) return fail(sys, `unable to decode ${decode}`)
    put(sys, `0x${decode.replace(/^0x/i, '').padStart(16, '0')}=${inMask(decode).join(',')}\n`)
    return 0
  }
  if (!args.includes('--print')) return fail(sys, 'only --print and --decode are simulated')
  print(sys)
  return 0
})

const inMask = (mask: string): readonly string[] => {
  const bits = BigInt(`0x${mask.replace(/^0x/i, '')}`)
  return names.filter((_, i) => (bits >> BigInt(i)) & 1n)
}

function print(sys: Sys): void {
  const status = Object.fromEntries(
    linesOf(sys, '/proc/self/status').map((line) => line.split(':\t') as [string, string]),
  )
  const effective = inMask(status['CapEff'] ?? '0')
  const bounding = inMask(status['CapBnd'] ?? '0')
  const full = effective.length === names.length
  const user = (id: number) => `${id}(${userName(sys, id) ?? '???'})`
  put(
    sys,
    `Current: ${effective.length === 0 ? '=' : full ? '=ep' : `${effective.join(',')}=ep`}
Bounding set =${bounding.join(',')}
Ambient set =
Current IAB: ${names
      .filter((name) => !bounding.includes(name))
      .map((name) => `!${name}`)
      .join(',')}
Securebits: 00/0x0/1'b0 (no-new-privs=${status['NoNewPrivs'] ?? 0})
 secure-noroot: no (unlocked)
 secure-no-suid-fixup: no (unlocked)
 secure-keep-caps: no (unlocked)
 secure-no-ambient-raise: no (unlocked)
uid=${user(sys.ruid)} euid=${user(sys.uid)}
gid=${sys.gid}(${userName(sys, sys.gid) ?? '???'})
groups=${sys.groups.join(',')}
Guessed mode: ${sys.uid === 0 ? 'HYBRID (4)' : 'UNCERTAIN (0)'}
`,
  )
}
