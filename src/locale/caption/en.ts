import type { Party, Saying, UnitCall } from '../saying'
import { calls, done, reports, system } from './en-calls'
import { asked, yes } from './en-routes'
import { size } from './en-size'

export function party({ kind, name, container }: Party): string {
  switch (kind) {
    case 'you':
      return 'the terminal'
    case 'shell':
      return name ?? 'bash'
    case 'docker':
      return 'the docker client'
    case 'dockerd':
      return 'the daemon'
    case 'containerd':
      return 'containerd'
    case 'buildkit':
      return 'BuildKit'
    case 'shim':
      return container ? `the shim of ${container}` : 'the shim'
    case 'runc':
      return 'runc'
    case 'kernel':
      return 'the kernel'
    case 'systemd':
      return 'systemd'
    case 'hub':
      return 'Docker Hub'
    case 'process':
      return container ? `${name ?? 'a process'} in container ${container}` : (name ?? 'a process')
  }
}

/** As the beginning of a sentence. The names of programs are written as they are typed. */
const cap = (text: string): string => (/^(the|a) /.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text)

function answer(s: Extract<Saying, { kind: 'answers' }>): string {
  const who = cap(party(s.from))
  if (s.status < 400)
    return `${who} ${yes[s.route]?.(s.subject, s.bytes) ?? `answers ${s.status}${s.bytes ? ` with ${size(s.bytes)}` : ''}`}.`
  if (s.route === 'registry.blob.head' && s.status === 404) return `${who} lacks this blob (404): it has to be sent.`
  if (s.route === 'container.create' && s.status === 404)
    return `${who} does not have that image on this host (404), so it has to be pulled first.`
  if (s.status === 401) return `${who} asks for a token first (401) and says where to get one.`
  return `${who} refuses: ${s.status}${s.reason ? `, “${s.reason}”` : ''}.`
}

function part(s: Extract<Saying, { kind: 'part' }>, who: string): string {
  if (s.route === 'registry.blob.get')
    return s.last ? `${who} has sent all of blob ${s.subject}.` : `${who} sends more of blob ${s.subject}.`
  if (s.text) return `${who} ${s.route === 'container.logs' ? 'sends' : 'reports'}: ${s.text}`
  return s.last ? `${who} has sent its whole answer.` : `${who} sends the next ${size(s.bytes)} of its answer.`
}

function stream(s: Extract<Saying, { kind: 'stream' }>, who: string, whom: string): string {
  const what = s.channel === 'raw' ? 'terminal data' : s.channel
  if (s.bytes === 0) return `${who} tells ${whom} that there is no more ${what}.`
  return `${who} sends ${whom} ${size(s.bytes)} of ${what}${s.text ? `: ${s.text}` : '.'}`
}

/** What passes between an editor and the page through the terminal. */
function editing(s: Extract<Saying, { kind: 'editing' }>, who: string): string {
  switch (s.what) {
    case 'opens':
      return `${who} sends ${s.name} (${size(s.bytes)}) through its terminal, to be edited in the page.`
    case 'saves':
      return `You save: ${size(s.bytes)} travel to the editor as keys would.`
    case 'answers':
      return `${who} answers: ${s.text}`
    case 'closes':
      return 'You close the editor.'
    case 'keys':
      return "You take the editor's own screen and keys."
    case 'leaves':
      return `${who} takes its file out of the page's editor.`
  }
}

/** What systemctl asks of systemd, as the end of "X asks Y …". */
const jobs: Readonly<Record<Exclude<UnitCall, 'answer'>, (units: string) => string>> = {
  StartUnit: (units) => `to start ${units}`,
  StopUnit: (units) => `to stop ${units}`,
  RestartUnit: (units) => `to restart ${units}`,
  ReloadUnit: (units) => `to let ${units} read its configuration again`,
  ResetFailedUnit: (units) => `to forget that ${units} has failed`,
  EnableUnit: (units) => `to start ${units} at every boot`,
  DisableUnit: (units) => `to start ${units} at boot no more`,
  GetUnits: (units) => `how ${units || 'its units'} are`,
  GetJournal: () => 'for the journal',
}

export function caption(s: Saying): string {
  const who = cap(party(s.from))
  const whom = party(s.to)
  switch (s.kind) {
    case 'typed':
      return s.line ? `You type: ${s.line}` : 'You press Enter.'
    case 'printed':
      return s.text ? `${who} prints: ${s.text}` : `${who} moves the cursor.`
    case 'prompts':
      return s.more ? `${who} waits for the rest of the command.` : `${who} is ready for the next line.`
    case 'editing':
      return editing(s, who)
    case 'unit':
      return s.call === 'answer'
        ? `${who} answers ${whom}: how the units are now.`
        : `${who} asks ${whom} ${jobs[s.call](s.units.join(', '))}.`
    case 'terminal':
      return {
        opened: `You open a terminal: the host logs you in on /dev/${s.tty}.`,
        closed: `You close the terminal: what still runs on /dev/${s.tty} gets SIGHUP.`,
        ended: `The shell on /dev/${s.tty} has ended, and the terminal with it.`,
      }[s.what]
    case 'asks':
      if (s.to.kind === 'systemd')
        return `${who} writes to the daemon’s socket. The daemon does not run; systemd, which holds the socket, starts it.`
      return s.route === 'other'
        ? `${who} asks ${whom}: ${s.method} ${s.path}.`
        : `${who} asks ${whom} ${asked[s.route](s.subject)}${s.bytes > 1e5 ? ` (${size(s.bytes)})` : ''}.`
    case 'answers':
      return answer(s)
    case 'part':
      return part(s, who)
    case 'stream':
      return stream(s, who, whom)
    case 'closed':
      return `${who} closes the connection to ${whom}.`
    case 'calls':
      return `${who} asks ${whom} ${calls[s.method] ?? `for ${s.method}`}.`
    case 'replies':
      return s.error
        ? `${who} answers with an error: ${s.error}`
        : `${who} answers ${whom}: ${done[s.method] ?? `${s.method} is done`}.`
    case 'reports':
      return `${who} reports to ${whom}: ${reports[s.what] ?? s.what}.`
    case 'syscall':
      return system[s.name]
        ? `${who} asks the kernel ${system[s.name]}: ${s.text}.`
        : `${who} calls the kernel: ${s.text}.`
    case 'sysret':
      return s.errno ? `The kernel refuses ${s.name}: ${s.errno}.` : `The kernel has done ${s.name} for ${whom}.`
    case 'exited':
      return s.oom
        ? `The kernel killed the process: its memory limit was reached.`
        : `The kernel tells ${whom} that the process ended with status ${s.status}.`
    case 'exec':
      return s.own ? `${who} becomes ${s.argv}.` : `${who} starts ${s.argv}.`
    case 'signal':
      return `${who} delivers ${s.signal} to ${whom}.`
    case 'kernel':
      return {
        copy_up: `First write to a file of the image: the kernel copies ${s.path} up into the container’s own layer.`,
        whiteout: `A file of the image is deleted: the kernel leaves a whiteout for ${s.path} in the container’s layer.`,
        throttle: 'The cgroup has used up its cpu quota for this period and has to wait.',
        charge: `Memory of process ${s.pid} is charged to its cgroup: ${size(s.bytes)}.`,
        over: `The cgroup is at its memory limit, and ${size(s.bytes)} more are asked for.`,
        oom: `Nothing can be taken back: the kernel chooses process ${s.pid}, the largest of the cgroup (${size(s.bytes)}), and kills it.`,
      }[s.what]
    case 'packet':
      return `A packet (${s.what}) goes from ${s.src} to ${s.dst}${s.path ? `, by way of ${s.path}` : ''}.`
    case 'other':
      return `${who} to ${whom}: ${s.what}.`
  }
}
