import { utf8 } from '../../../base/bytes'
import { strftime } from '../clock'
import { put } from '../face'
import type { JournalRow, ManagerAnswer, ManagerCall, UnitView } from '../../wire/systemd'
import type { Sys } from '../../wire/sys'
import { asking } from './asking'
import { processes } from './proc'

/**
 * The service manager's front ends.
 *
 * @models systemd 255 systemctl(1), journalctl(1); sysvinit-utils service(8)
 * @fidelity part: the units of Docker and containerd; edit, mask and timers are not simulated
 */
interface Known {
  readonly title: string
  readonly docs: string
  readonly triggeredBy?: string
  readonly triggers?: string
}

const known: Readonly<Record<string, Known>> = {
  'docker.service': {
    title: 'Docker Application Container Engine',
    docs: 'https://docs.docker.com',
    triggeredBy: 'docker.socket',
  },
  'docker.socket': { title: 'Docker Socket for the API', docs: '', triggers: 'docker.service' },
  'containerd.service': { title: 'containerd container runtime', docs: 'https://containerd.io' },
}

const unitOf = (word: string): string => (/\.(service|socket|target)$/.test(word) ? word : `${word}.service`)

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

interface Command {
  readonly verb: string
  readonly units: readonly string[]
  readonly flags: readonly string[]
  /** Values of -p. */
  readonly wanted: readonly string[]
}

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

function ordered(
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

const missing = (sys: Sys, verb: string, unit: string): number =>
  verb.endsWith('able')
    ? (sys.write(2, `Failed to ${verb} unit: Unit file ${unit} does not exist.\n`), 1)
    : (sys.write(2, `Failed to ${verb} ${unit}: Unit ${unit} not found.\n`), 5)

const denied = (sys: Sys, verb: string, unit: string): number =>
  unit === ''
    ? (sys.write(2, `Failed to ${verb}: Access denied\n`), 1)
    : (sys.write(
        2,
        `Failed to ${verb} ${unit}: Access denied\nSee system logs and 'systemctl status ${unit}' for details.\n`,
      ),
      4)

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

function shown(sys: Sys, command: Command, answer: ManagerAnswer): number {
  if (command.verb.startsWith('list-')) return list(sys, answer, command)
  if (command.units.length === 0)
    return (sys.write(2, 'glasswhale: systemctl status without a unit is not simulated\n'), 1)
  const say = asked[command.verb] ?? asked['status']!
  return Math.max(0, ...command.units.map((unit) => say(sys, unit, answer, command)))
}

type Say = (sys: Sys, unit: string, answer: ManagerAnswer, command: Command) => number

const asked: Readonly<Record<string, Say>> = {
  status,
  show,
  'is-active': (sys, unit, { units }) => {
    const active = units[unit]?.active ?? 'inactive'
    return (put(sys, `${active}\n`), active === 'active' ? 0 : known[unit] ? 3 : 4)
  },
  'is-failed': (sys, unit, { units }) => {
    const active = units[unit]?.active ?? 'inactive'
    return (put(sys, `${active}\n`), active === 'failed' ? 0 : 1)
  },
  'is-enabled': (sys, unit, { units }) => {
    const enabled = units[unit]?.enabled
    if (enabled === undefined) return (put(sys, 'not-found\n'), 4)
    return (put(sys, enabled ? 'enabled\n' : 'disabled\n'), enabled ? 0 : 1)
  },
  cat: (sys, unit) => {
    const path = `/usr/lib/systemd/system/${unit}`
    if (known[unit] === undefined) return (sys.write(2, `No files found for ${unit}.\n`), 1)
    try {
      put(sys, `# ${path}\n`)
      sys.write(1, sys.readFile(path))
      return 0
    } catch {
      return (sys.write(2, `No files found for ${unit}.\n`), 1)
    }
  },
}

function show(sys: Sys, unit: string, { units }: ManagerAnswer, { wanted, flags }: Command): number {
  const seen = units[unit]
  const properties: Readonly<Record<string, string>> = {
    Id: unit,
    Description: known[unit]?.title ?? unit,
    LoadState: seen === undefined ? 'not-found' : 'loaded',
    ActiveState: seen?.active ?? 'inactive',
    SubState: seen?.sub ?? 'dead',
    MainPID: String(seen?.pid ?? 0),
    Result: seen?.result ?? 'success',
    UnitFileState: seen === undefined ? '' : seen.enabled ? 'enabled' : 'disabled',
    Restart: unit === 'docker.service' ? 'always' : 'no',
    FragmentPath: seen === undefined ? '' : `/usr/lib/systemd/system/${unit}`,
  }
  const bare = flags.includes('--value')
  for (const name of wanted.length > 0 ? wanted : Object.keys(properties))
    if (properties[name] !== undefined) put(sys, bare ? `${properties[name]}\n` : `${name}=${properties[name]}\n`)
  return 0
}

function list(sys: Sys, { units }: ManagerAnswer, { flags }: Command): number {
  const type = flags
    .map((flag, i) => /^(?:--type=|-t)(.+)$/.exec(flag)?.[1] ?? (/^(--type|-t)$/.test(flag) ? flags[i + 1] : undefined))
    .find((one) => one !== undefined)
  const rows = Object.values(units).filter(
    ({ name, active }) =>
      (active !== 'inactive' || flags.includes('--all') || flags.includes('-a')) &&
      name.endsWith(type === undefined ? '' : `.${type}`),
  )
  const width = Math.max(...rows.map(({ name }) => name.length), 4)
  put(sys, `  ${'UNIT'.padEnd(width)} LOAD   ACTIVE SUB     DESCRIPTION\n`)
  for (const { name, active, sub } of rows)
    put(
      sys,
      `${active === 'failed' ? '●' : ' '} ${name.padEnd(width)} loaded ${active.padEnd(6)} ${sub.padEnd(7)} ${known[name]!.title}\n`,
    )
  put(sys, `\n${rows.length} loaded units listed. Only the units that Glasswhale simulates are here.\n`)
  return 0
}

const dot = (active: string): string =>
  active === 'active' ? '●' : active === 'failed' ? '×' : active === 'inactive' ? '○' : '●'

function status(sys: Sys, unit: string, { units, journal = [] }: ManagerAnswer): number {
  const about = known[unit]
  const seen = units[unit]
  if (about === undefined || seen === undefined) return (sys.write(2, `Unit ${unit} could not be found.\n`), 4)
  const { active, sub } = seen
  const why = seen.result === 'success' || active === 'active' ? '' : ` (Result: ${seen.result})`
  const since = Math.floor(seen.since / 1e6)
  const asleep = active === 'inactive' && seen.since === 0
  const when = asleep
    ? ''
    : ` since ${strftime('%a %Y-%m-%d %H:%M:%S UTC', since)}; ${ago(Math.floor(sys.now() / 1e6) - since)} ago`
  const by = about.triggeredBy === undefined ? undefined : units[about.triggeredBy]
  const rows = journal.filter((row) => row.unit === unit).slice(-10)
  const lines = [
    `${dot(active)} ${unit} - ${about.title}`,
    `     Loaded: loaded (/usr/lib/systemd/system/${unit}; ${seen.enabled ? 'enabled' : 'disabled'}; preset: enabled)`,
    `     Active: ${active} (${sub})${why}${when}`,
    ...(by ? [`TriggeredBy: ${dot(by.active)} ${by.name}`] : []),
    ...(about.triggers === undefined ? [] : [`   Triggers: ● ${about.triggers}`]),
    ...(about.docs === '' ? [`     Listen: /run/docker.sock (Stream)`] : [`       Docs: ${about.docs}`]),
    ...mainProcess(sys, seen),
    ...(rows.length > 0 ? ['', ...rows.map(line)] : []),
  ]
  put(sys, `${lines.join('\n')}\n`)
  return active === 'active' || active === 'activating' ? (active === 'active' ? 0 : 3) : 3
}

function mainProcess(sys: Sys, { name, pid, last }: UnitView): readonly string[] {
  const main = pid === 0 ? undefined : processes(sys).find((one) => one.pid === pid)
  if (main !== undefined)
    return [
      `   Main PID: ${main.pid} (${main.comm})`,
      `      Tasks: ${main.threads}`,
      `     Memory: ${(main.rss / 1024).toFixed(1)}M`,
      `        CPU: ${main.cpu * 10}ms`,
      `     CGroup: /system.slice/${name}`,
      `             └─${main.pid} ${main.args}`,
    ]
  if (last === undefined) return []
  const how =
    last.status > 128
      ? `code=killed, signal=${last.status === 137 ? 'KILL' : last.status - 128}`
      : `code=exited, status=${last.status}/${last.status === 0 ? 'SUCCESS' : 'FAILURE'}`
  return [`   Main PID: ${last.pid} (${how})`]
}

function ago(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}h ${minutes}min` : minutes > 0 ? `${minutes}min ${seconds % 60}s` : `${seconds}s`
}

const line = ({ at, by, text }: JournalRow): string => `${strftime('%b %d %H:%M:%S', at / 1e6)} host ${by}: ${text}`

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

interface Reading {
  readonly unit: string | undefined
  readonly last: number | undefined
  readonly follow: boolean
  readonly reverse: boolean
}

function reading(words: readonly string[]): Reading {
  const text = words.join(' ')
  const unit = /(?:-[a-zA-Z]*u|--unit)[ =]?(\S+)/.exec(text)?.[1]
  const last = /(?:-n|--lines)[ =]?(\d+)/.exec(text)?.[1]
  const follow = words.some((word) => word === '--follow' || /^-[a-zA-Z]*f/.test(word))
  return {
    unit: unit === undefined ? undefined : unitOf(unit),
    last: last !== undefined ? Number(last) : follow ? 10 : undefined,
    follow,
    reverse: words.includes('-r') || words.includes('--reverse'),
  }
}

/** How often a follower looks. */
const glance = 250_000

export const journalctl = asking('journalctl', {
  plan: () => [{ call: 'GetJournal', units: [] }],
  told: (sys, [answer], mark) => {
    const { unit, last, follow, reverse } = reading(sys.argv.slice(1))
    const all = answer?.journal ?? []
    const rows = all.filter((row) => unit === undefined || row.unit === unit)
    const fresh = mark === undefined ? rows.slice(last === undefined ? 0 : -last || rows.length) : newer(rows, mark)
    if (rows.length === 0 && mark === undefined) put(sys, '-- No entries --\n')
    const ordered = reverse ? [...fresh].reverse() : fresh
    sys.write(1, utf8(ordered.map((row) => `${line(row)}\n`).join('')))
    return follow ? { again: glance, mark: all.at(-1)?.at ?? 0 } : 0
  },
})

const newer = (rows: readonly JournalRow[], mark: number): readonly JournalRow[] => rows.filter(({ at }) => at > mark)
