import { oneShot, orUndefined, put } from '../face'
import { getopt, has } from '../options'
import { misuse, quote } from '../say'

/**
 * What kernel this is. The same in every container: there is only one.
 *
 * @models coreutils src/uname.c
 * @fidelity full
 */
export const uname = oneShot('uname', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'asnrvmpio',
    long: {
      all: 'a',
      'kernel-name': 's',
      nodename: 'n',
      'kernel-release': 'r',
      'kernel-version': 'v',
      machine: 'm',
      'operating-system': 'o',
    },
  })
  if (!options) return 1
  if (options.operands[0] !== undefined) return misuse(sys, `extra operand ${quote(sys, options.operands[0])}`)
  const file = (name: string, fallback: string) =>
    orUndefined(() => sys.readFile(`/proc/sys/kernel/${name}`))?.trim() || fallback
  const words: Readonly<Record<string, string>> = {
    s: 'Linux',
    n: sys.hostname,
    r: file('osrelease', '6.8.0-60-generic'),
    v: file('version', '#63-Ubuntu SMP PREEMPT_DYNAMIC Tue Apr 15 19:04:15 UTC 2025'),
    m: 'x86_64',
    p: 'x86_64',
    i: 'x86_64',
    o: 'GNU/Linux',
  }
  const asked = [...'snrvmpio'].filter((letter) => has(options, letter))

  const shown = has(options, 'a') ? [...'snrvmo'] : asked.length > 0 ? asked : ['s']
  put(sys, `${shown.map((letter) => words[letter]).join(' ')}\n`)
  return 0
})
