import { baseName, linesOf, oneShot, put } from '../face'
import { strftime } from '../clock'
import { bootTime, processes, type ProcInfo } from './proc'
import type { Sys } from '../../wire/sys'

/**
 * The service manager, asked about the two services that matter here. What runs is read off the process table.
 *
 * @models systemctl(1), service(8) of Ubuntu 24.04
 * @fidelity part: status, is-active, is-enabled; start of what runs is quiet; stopping and restarting are not simulated
 */
const units: Readonly<
  Record<string, { readonly comm: string; readonly title: string; readonly docs: string; readonly needs?: string }>
> = {
  docker: {
    comm: 'dockerd',
    title: 'Docker Application Container Engine',
    docs: 'https://docs.docker.com',
    needs: 'docker.socket',
  },
  containerd: { comm: 'containerd', title: 'containerd container runtime', docs: 'https://containerd.io' },
}

const unitOf = (word: string): string => word.replace(/\.service$/, '')

export const systemctl = oneShot('systemctl', (sys, args) => {
  const [verb = 'list-units', ...names] = args.filter((word) => !word.startsWith('-'))
  if (linesOf(sys, '/proc/1/comm')[0] !== 'systemd') {
    sys.write(
      2,
      "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n",
    )
    return 1
  }
  const act = verbs[verb]
  if (act === undefined) return (sys.write(2, `Unknown command verb '${verb}', did you mean 'status'?\n`), 1)
  if (verb === 'daemon-reload') return 0
  if (names.length === 0) return (sys.write(2, 'Too few arguments.\n'), 1)
  return Math.max(...names.map((name) => act(sys, unitOf(name), verb)))
})

/** `service docker status`. */
export const service = oneShot('service', (sys, args) => {
  const [name, verb] = args
  if (name === undefined || verb === undefined)
    return (
      sys.write(2, 'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n'),
      0
    )
  const act = verbs[verb]
  return act === undefined
    ? (sys.write(2, `Unknown command verb '${verb}', did you mean 'status'?\n`), 1)
    : act(sys, name, verb)
})

const running = (sys: Sys, unit: string): ProcInfo | undefined =>
  processes(sys).find(({ comm, ppid }) => comm === units[unit]?.comm && ppid <= 1)

const verbs: Readonly<Record<string, (sys: Sys, unit: string, verb: string) => number>> = {
  status,
  show: status,
  'is-active': (sys, unit) => {
    const active = running(sys, unit) !== undefined
    return (put(sys, active ? 'active\n' : 'inactive\n'), active ? 0 : units[unit] ? 3 : 4)
  },
  'is-enabled': (sys, unit) => {
    if (units[unit]) return (put(sys, 'enabled\n'), 0)
    return (put(sys, 'not-found\n'), 4)
  },
  enable: change,
  disable: change,
  start: change,
  stop: change,
  restart: change,
  reload: change,
  'daemon-reload': () => 0,
}

function change(sys: Sys, unit: string, verb: string): number {
  if (units[unit] === undefined)
    return (sys.write(2, `Failed to ${verb} ${unit}.service: Unit ${unit}.service not found.\n`), 5)
  if (sys.uid !== 0)
    return (
      sys.write(
        2,
        `Failed to ${verb} ${unit}.service: Access denied\nSee system logs and 'systemctl status ${unit}.service' for details.\n`,
      ),
      4
    )
  // What is asked for is so already.
  if (verb === 'enable' || (verb === 'start' && running(sys, unit))) return 0
  sys.write(2, `glasswhale: systemctl ${verb} ${unit} is not simulated\n`)
  return 1
}

function status(sys: Sys, unit: string): number {
  const known = units[unit]
  if (known === undefined) return (sys.write(2, `Unit ${unit}.service could not be found.\n`), 4)
  const main = running(sys, unit)
  const docs = `       Docs: ${known.docs}\n`
  const loaded = `     Loaded: loaded (/usr/lib/systemd/system/${unit}.service; enabled; preset: enabled)\n`
  if (main === undefined) {
    put(
      sys,
      `○ ${unit}.service - ${known.title}\n${loaded}     Active: inactive (dead)\n${known.needs ? `TriggeredBy: ○ ${known.needs}\n` : ''}${docs}`,
    )
    return 3
  }
  const since = bootTime(sys) + Math.floor(main.started / 100)
  const lines = [
    `● ${unit}.service - ${known.title}`,
    loaded.trimEnd(),
    `     Active: active (running) since ${strftime('%a %Y-%m-%d %H:%M:%S UTC', since)}; ${ago(Math.floor(sys.now() / 1e6) - since)} ago`,
    ...(known.needs ? [`TriggeredBy: ● ${known.needs}`] : []),
    docs.trimEnd(),
    `   Main PID: ${main.pid} (${main.comm})`,
    `      Tasks: ${main.threads}`,
    `     Memory: ${(main.rss / 1024).toFixed(1)}M`,
    `        CPU: ${main.cpu * 10}ms`,
    `     CGroup: /system.slice/${unit}.service`,
    `             └─${main.pid} ${main.args}`,
  ]
  put(sys, `${lines.join('\n')}\n`)
  return 0
}

function ago(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  return hours > 0 ? `${hours}h ${minutes}min` : minutes > 0 ? `${minutes}min ${seconds % 60}s` : `${seconds}s`
}

export const journalctl = oneShot('journalctl', (sys) => {
  sys.write(2, `glasswhale: ${baseName(sys.argv[0] ?? '')} is not simulated: there is no journal\n`)
  return 1
})
