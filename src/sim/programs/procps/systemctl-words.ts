import type { Sys } from '../../wire/sys'
import type { JournalRow, ManagerAnswer, UnitView } from '../../wire/systemd'
import { strftime } from '../clock'
import { put } from '../face'
import { processes } from './proc'

/** What systemctl says of a unit: status, show and the lists. */
interface Known {
  readonly title: string
  readonly docs: string
  readonly triggeredBy?: string
  readonly triggers?: string
}

export const known: Readonly<Record<string, Known>> = {
  'docker.service': {
    title: 'Docker Application Container Engine',
    docs: 'https://docs.docker.com',
    triggeredBy: 'docker.socket',
  },
  'docker.socket': { title: 'Docker Socket for the API', docs: '', triggers: 'docker.service' },
  'containerd.service': { title: 'containerd container runtime', docs: 'https://containerd.io' },
}

/** A unit's whole name. */
export const unitOf = (word: string): string => (/\.(service|socket|target)$/.test(word) ? word : `${word}.service`)

export interface Command {
  readonly verb: string
  readonly units: readonly string[]
  readonly flags: readonly string[]
  /** Values of -p. */
  readonly wanted: readonly string[]
}

export const missing = (sys: Sys, verb: string, unit: string): number =>
  verb.endsWith('able')
    ? (sys.write(2, `Failed to ${verb} unit: Unit file ${unit} does not exist.\n`), 1)
    : (sys.write(2, `Failed to ${verb} ${unit}: Unit ${unit} not found.\n`), 5)

export const denied = (sys: Sys, verb: string, unit: string): number =>
  unit === ''
    ? (sys.write(2, `Failed to ${verb}: Access denied\n`), 1)
    : (sys.write(
        2,
        `Failed to ${verb} ${unit}: Access denied\nSee system logs and 'systemctl status ${unit}' for details.\n`,
      ),
      4)

export function shown(sys: Sys, command: Command, answer: ManagerAnswer): number {
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

export const line = ({ at, by, text }: JournalRow): string =>
  `${strftime('%b %d %H:%M:%S', at / 1e6)} host ${by}: ${text}`
