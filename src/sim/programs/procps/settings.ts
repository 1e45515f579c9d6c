import { strftime } from '../clock'
import { attempt, fail, linesOf, oneShot, put } from '../face'

/**
 * How the machine is called and what time it keeps.
 *
 * @models systemd hostnamectl(1), timedatectl(1)
 * @fidelity part: showing, and set-hostname; the identifiers of machine and boot are left out
 */
export const hostnamectl = oneShot('hostnamectl', (sys, args) => {
  const [verb = 'status', name] = args.filter((word) => !word.startsWith('-'))
  if ((verb === 'set-hostname' || verb === 'hostname') && name !== undefined) {
    const set = attempt(
      () => {
        sys.sethostname(name)
        sys.writeFile('/etc/hostname', `${name}\n`)
      },
      () => undefined,
    )
    if (set) return 0
    sys.write(2, 'Could not set static hostname: Interactive authentication required.\n')
    return 1
  }
  if (verb === 'hostname') return (put(sys, `${sys.hostname}\n`), 0)
  if (verb !== 'status') return fail(sys, `glasswhale: hostnamectl ${verb} is not simulated`)
  const pretty = linesOf(sys, '/etc/os-release').find((line) => line.startsWith('PRETTY_NAME='))
  const release = /version (\S+)/.exec(linesOf(sys, '/proc/version')[0] ?? '')?.[1] ?? ''
  const rows = [
    ['Static hostname', linesOf(sys, '/etc/hostname')[0] ?? sys.hostname],
    ['Icon name', 'computer-vm'],
    ['Chassis', 'vm'],
    ['Operating System', (pretty ?? '').replace(/^\w+=|"/g, '')],
    ['Kernel', `Linux ${release}`],
    ['Architecture', 'x86-64'],
  ]
  put(sys, rows.map(([label = '', value = '']) => `${label.padStart(16)}: ${value}\n`).join(''))
  return 0
})

export const timedatectl = oneShot('timedatectl', (sys, args) => {
  const [verb = 'status'] = args.filter((word) => !word.startsWith('-'))
  if (verb !== 'status') return fail(sys, `glasswhale: timedatectl ${verb} is not simulated; the clock is the model's`)
  const now = sys.now() / 1e6
  const clock = strftime('%a %Y-%m-%d %H:%M:%S', now)
  const rows = [
    ['Local time', `${clock} UTC`],
    ['Universal time', `${clock} UTC`],
    ['RTC time', clock],
    ['Time zone', 'Etc/UTC (UTC, +0000)'],
    ['System clock synchronized', 'yes'],
    ['NTP service', 'active'],
    ['RTC in local TZ', 'no'],
  ]
  put(sys, rows.map(([label = '', value = '']) => `${label.padStart(25)}: ${value}\n`).join(''))
  return 0
})
