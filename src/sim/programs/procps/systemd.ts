import { utf8 } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import type { ManagerAnswer, ManagerCall, UnitView } from '../../wire/systemd'
import { asking } from './asking'
import { denied, known, missing, shown, unitOf, type Command } from './systemctl-words'

/**
 * The service manager's front ends.
 *
 * @models systemd 255 systemctl(1); sysvinit-utils service(8)
 * @fidelity part: the units of Docker and containerd; edit, mask and timers are not simulated
 */
const jobs: Readonly<Record<string, ManagerCall['call']>> = {
  start: 'StartUnit',
  stop: 'StopUnit',
  restart: 'RestartUnit',
  'try-restart': 'RestartUnit',
  'force-reload': 'ReloadUnit',
  'reload-or-restart': 'ReloadUnit',
  reload: 'ReloadUnit',
  'reset-failed': 'ResetFailedUnit',
  enable: 'EnableUnit',
  disable: 'DisableUnit',
}

const questions = ['status', 'show', 'is-active', 'is-enabled', 'is-failed', 'cat', 'list-units', 'list-unit-files']
const absent = ['edit', 'mask', 'unmask', 'list-timers', 'list-sockets', 'list-dependencies', 'set-property', 'isolate']

function parsed(words: readonly string[]): Command {
  const flags: string[] = []
  const names: string[] = []
  const wanted: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!
    const [flag, value] = word.startsWith('--') ? word.split('=', 2) : [word.slice(0, 2), word.slice(2)]
    if (!word.startsWith('-')) names.push(word)
    else if (flag === '-p' || flag === '--property') wanted.push(...(value || words[++i] || '').split(','))
    else if (['-n', '--lines', '-t', '--type', '-o', '--output', '--state', '-H'].includes(flag!) && !value)
      flags.push(word, words[++i] ?? '')
    else flags.push(word)
  }
  const [verb = 'list-units', ...units] = names
  return { verb, units: units.map(unitOf), flags, wanted }
}

const commandOf = (sys: Sys): Command => {
  const [name, ...args] = sys.argv
  if (!name?.endsWith('service')) return parsed(args)
  return parsed([args[1] ?? 'status', args[0] ?? '', ...args.slice(2)])
}

function plan(sys: Sys): readonly ManagerCall[] | number {
  const { verb, units, flags } = commandOf(sys)
  if (verb === 'daemon-reload' || verb === 'daemon-reexec') return sys.uid === 0 ? 0 : denied(sys, 'reload daemon', '')
  const call = jobs[verb]
  if (call === undefined && absent.includes(verb))
    return (sys.write(2, `glasswhale: systemctl ${verb} is not simulated\n`), 1)
  if (call === undefined && !questions.includes(verb))
    return (sys.write(2, `Unknown command verb '${verb}', did you mean 'status'?\n`), 1)
  if (units.length === 0 && !verb.startsWith('list-') && verb !== 'status')
    return (sys.write(2, 'Too few arguments.\n'), 1)
  if (call === undefined) return [{ call: 'GetUnits', units }]
  return ordered(sys, verb, call, units, flags)
}

export function ordered(
  sys: Sys,
  verb: string,
  call: ManagerCall['call'],
  units: readonly string[],
  flags: readonly string[],
): readonly ManagerCall[] | number {
  const unknown = units.find((unit) => known[unit] === undefined)
  if (unknown !== undefined) return missing(sys, verb, unknown)
  if (sys.uid !== 0) return denied(sys, verb, units[0]!)
  if (units.includes('containerd.service') && !['start', 'enable', 'disable', 'reset-failed'].includes(verb))
    return (sys.write(2, `glasswhale: systemctl ${verb} containerd is not simulated\n`), 1)
  if (!verb.endsWith('able')) return [{ call, units }]
  const both: readonly ManagerCall[] = [
    { call: 'GetUnits', units },
    { call, units },
  ]
  return flags.includes('--now') ? [...both, { call: verb === 'enable' ? 'StartUnit' : 'StopUnit', units }] : both
}

function told(sys: Sys, answers: readonly ManagerAnswer[]): number {
  const command = commandOf(sys)
  const answer = answers.at(-1)!
  const call = jobs[command.verb]
  if (call === undefined) return shown(sys, command, answer)
  if (command.verb.endsWith('able')) linked(sys, command, answers[0]!)
  for (const unit of answer.failed) jobFailed(sys, unit, answer.units[unit]!)
  if (call === 'StopUnit' || (command.verb === 'disable' && answers.length > 2)) triggering(sys, command.units, answer)
  return answer.failed.length > 0 ? 1 : 0
}

/** What enable and disable do to the links; those of a unit that SysV knows go by its script. */
function linked(sys: Sys, { verb, units }: Command, before: ManagerAnswer): void {
  const names = units.filter((unit) => unit === 'docker.service')
  for (const unit of names) {
    const own = unit.replace('.service', '')
    const script = `${unit} with SysV service script with /usr/lib/systemd/systemd-sysv-install.`
    sys.write(2, `Synchronizing state of ${script}\nExecuting: /usr/lib/systemd/systemd-sysv-install ${verb} ${own}\n`)
    const link = `/etc/systemd/system/multi-user.target.wants/${unit}`
    const enabled = before.units[unit]?.enabled
    if (verb === 'disable' && enabled === true) sys.write(2, `Removed "${link}".\n`)
    if (verb === 'enable' && enabled === false)
      sys.write(2, utf8(`Created symlink ${link} → /usr/lib/systemd/system/${unit}.\n`))
  }
}

function jobFailed(sys: Sys, unit: string, { result }: UnitView): void {
  const see = `See "systemctl status ${unit}" and "journalctl -xeu ${unit}" for details.\n`
  if (result === 'start-limit-hit')
    return sys.write(
      2,
      `Job for ${unit} failed because start of the service was attempted too often.\n${see}To force a start use "systemctl reset-failed ${unit}"\nfollowed by "systemctl start ${unit}" again.\n`,
    )
  sys.write(2, `Job for ${unit} failed because the control process exited with error code.\n${see}`)
}

function triggering(sys: Sys, units: readonly string[], answer: ManagerAnswer): void {
  for (const unit of units) {
    const by = known[unit]?.triggeredBy
    if (by !== undefined && answer.units[by]?.active === 'active')
      sys.write(2, `Stopping '${unit}', but its triggering units are still active:\n${by}\n`)
  }
}

export const systemctl = asking('systemctl', { plan, told })

/** `service docker restart` is `systemctl restart docker`. */
export const service = asking('service', {
  plan: (sys) => {
    const [, name, verb] = sys.argv
    if (name !== undefined && verb !== undefined) return plan(sys)
    const usage = 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n'
    return (sys.write(2, usage), 0)
  },
  told,
})
