import { text as decodeText } from '../../base/bytes'
import { editorSays, terminalSays } from '../../base/edit-frames'
import type { Party, Saying, UnitCall } from '../../locale/saying'
import { containerOf, ownedBy, processOf, see, type Seen } from '../../scene/seen'
import { callText } from '../../scene/label'
import { kindOf, pidOf } from '../../trace/types'
import type { Address, Message, World } from '../../trace/types'
import { routeOf, type Routed } from './route'

/** What was before, as far as a caption asks for it. */
export interface Past {
  /** The request that an answer, or a part of one, belongs to; undefined when it is not to be found. */
  requestOf(answer: Message): Message | undefined
  /** What a process of that number was told to run, the last time that it was told. */
  argvOf(pid: number): readonly string[] | undefined
}

/** What the caption of a message says: facts only, put into words by the dictionary of the language. */
export function sayingOf(message: Message, world: World, past: Past): Saying {
  const seen = see(world)
  const between = { from: partyOf(message.from, seen, past), to: partyOf(message.to, seen, past) }
  const { payload } = message
  const editing = payload.kind === 'tty.input' || payload.kind === 'tty.output' ? editingOf(payload.data) : undefined
  if (editing) return { ...between, ...editing }
  switch (payload.kind) {
    case 'tty.input':
      return {
        ...between,
        kind: 'typed',
        line: decodeText(payload.data)
          .replace(/[\r\n]+$/, '')
          .replace(/[\x00-\x1f\x7f]/g, caret),
      }
    case 'tty.open':
      return { ...between, kind: 'terminal', what: 'opened', tty: payload.tty }
    case 'tty.hangup':
      return { ...between, kind: 'terminal', what: payload.status === undefined ? 'closed' : 'ended', tty: payload.tty }
    case 'command':
      return { ...between, kind: 'typed', line: payload.line }
    case 'tty.output':
      return prompting(message, seen, between.from)
        ? { ...between, kind: 'prompts', more: terminalOf(message, seen)!.unfinished.length > 0 }
        : { ...between, kind: 'printed', text: firstWords(payload.data) }
    case 'http.request':
      return {
        ...between,
        kind: 'asks',
        ...named(routeOf(payload.method, payload.path), seen),
        method: payload.method,
        path: payload.path,
        bytes: payload.body.length,
      }
    case 'http.response':
      return {
        ...between,
        kind: 'answers',
        ...routeOfAnswer(message, seen, past),
        status: payload.status,
        bytes: lengthOf(payload.headers['Content-Length'], payload.body),
        reason: reasonOf(payload.body),
      }
    case 'http.chunk':
      return {
        ...between,
        kind: 'part',
        ...routeOfAnswer(message, seen, past),
        bytes: payload.data.length,
        last: payload.last,
        text: reported(payload.data),
      }
    case 'stream':
      return (
        unitCall(between, payload.data) ?? {
          ...between,
          kind: 'stream',
          channel: payload.channel,
          bytes: payload.data.length,
          text: firstWords(payload.data),
        }
      )
    case 'conn.closed':
      return { ...between, kind: 'closed' }
    case 'rpc.call':
      return { ...between, kind: 'calls', method: shortMethod(payload.method) }
    case 'rpc.reply':
      return {
        ...between,
        kind: 'replies',
        method: shortMethod(payload.method),
        ...(payload.error && { error: payload.error.message }),
      }
    case 'rpc.stream':
      return { ...between, kind: 'reports', what: shortMethod(payload.method) }
    case 'event':
      return { ...between, kind: 'reports', what: payload.topic }
    case 'syscall':
      return { ...between, kind: 'syscall', name: payload.op.name, text: callText(payload.op) }
    case 'sysret':
      return { ...between, kind: 'sysret', name: payload.name, ...(payload.errno && { errno: payload.errno }) }
    case 'exit':
      return { ...between, kind: 'exited', status: payload.status, oom: payload.oomKilled }
    case 'exec':
      return {
        ...between,
        kind: 'exec',
        argv: payload.argv.join(' '),
        own: pidOf(message.from) === payload.pid,
      }
    case 'signal':
      return { ...between, kind: 'signal', signal: payload.signal }
    case 'kernel':
      return {
        ...between,
        kind: 'kernel',
        what: payload.what,
        path: payload.path ?? '',
        bytes: payload.bytes ?? 0,
        pid: payload.pid,
      }
    case 'packet':
      return {
        ...between,
        kind: 'packet',
        what: payload.what,
        src: payload.src,
        dst: payload.dst,
        path: payload.path.join(', '),
      }
    case 'pipe':
      return {
        ...between,
        kind: 'stream',
        channel: payload.pipe,
        bytes: payload.data.length,
        text: firstWords(payload.data),
      }
    default:
      return { ...between, kind: 'other', what: payload.kind }
  }
}

const terminalOf = ({ payload }: Message, seen: Seen) =>
  'tty' in payload ? Object.values(seen.terminals).find(({ tty }) => tty === payload.tty) : undefined

/** A shell that writes while its terminal edits a line: its prompt. */
const prompting = (message: Message, seen: Seen, { kind }: Party): boolean =>
  kind === 'shell' && terminalOf(message, seen)?.mode === 'prompt'

function routeOfAnswer(answer: Message, seen: Seen, past: Past): Routed {
  const request = past.requestOf(answer)?.payload
  if (request?.kind !== 'http.request') return { route: 'other', subject: '' }
  const routed = named(routeOf(request.method, request.path), seen)
  const type = answer.payload.kind === 'http.response' ? (answer.payload.headers['Content-Type'] ?? '') : ''
  return routed.route === 'registry.manifest.get' && /image\.index|manifest\.list/.test(type)
    ? { ...routed, route: 'registry.index' }
    : routed
}

/** The first line of an output that says anything, without escape sequences. */
function firstWords(data: string): string {
  const plain = decodeText(data)
    .replace(/\x1b\][^\x07]*\x07|\x1b\[[\d;?]*[A-Za-z]|\x1b[=>]|\x1b[()]./g, '')
    // What is left of control characters says nothing in a sentence.
    .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/g, '')
  const line =
    plain
      .split(/[\r\n]+/)
      .find((part) => part.trim() !== '')
      ?.trim() ?? ''
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}

/** What a part of an answer reports: the last of its JSON lines (`status`, or an event), or the first line of a log. */
function reported(data: string): string {
  const last = data.trim().split('\n').at(-1) ?? ''
  if (!last.startsWith('{')) return /^[\x01\x02]\0{3}/.test(data) ? firstWords(data.slice(8)) : ''
  const json = asObject(last)
  const field = (name: string): string => (typeof json[name] === 'string' ? json[name] : '')
  const words =
    field('status') || field('stream') || field('error') || [field('Type'), field('Action')].join(' ').trim()
  const progress = field('progress').replace(/^\[.*?\]\s*/, '')
  return firstWords([field('id') && `${field('id')}:`, words, progress].filter(Boolean).join(' '))
}

function asObject(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

/** What systemctl says to systemd, and systemd to it. */
function unitCall(between: Pick<Saying, 'from' | 'to'>, data: string): Saying | undefined {
  if (between.from.kind === 'systemd') return { ...between, kind: 'unit', call: 'answer', units: [] }
  if (between.to.kind !== 'systemd') return undefined
  const { call, units } = asObject(data) as { call?: UnitCall; units?: readonly string[] }
  return call && { ...between, kind: 'unit', call, units: units ?? [] }
}

/** What an editor and the page say to each other through the terminal (OSC 7331). */
function editingOf(data: string): Editing | undefined {
  const body = /\x1b\]7331;([^\x07]*)\x07/.exec(data)?.[1]
  if (body === undefined) return undefined
  const kind = 'editing'
  const asked = terminalSays(body)
  if (asked?.kind === 'save') return { kind, what: 'saves', name: '', bytes: asked.contents.length }
  if (asked) return { kind, what: asked.kind === 'quit' ? 'closes' : 'keys' }
  const said = editorSays(body)
  if (said?.kind === 'edit') return { kind, what: 'opens', name: said.offer.name, bytes: said.contents.length }
  if (said?.kind === 'closed') return { kind, what: 'leaves' }
  return said && { kind, what: 'answers', text: said.words }
}

type Editing = Unplaced<Extract<Saying, { readonly kind: 'editing' }>>
type Unplaced<S> = S extends unknown ? Omit<S, 'from' | 'to'> : never

const caret = (char: string): string => (char === '\x7f' ? '^?' : `^${String.fromCharCode(char.charCodeAt(0) + 64)}`)

const lengthOf = (header: string | undefined, body: string): number =>
  header !== undefined && /^\d+$/.test(header) ? Number(header) : body.length

/** `containerd.services.tasks.v1.Tasks/Create` → `Tasks/Create`. */
const shortMethod = (method: string): string => method.slice(method.lastIndexOf('.') + 1)

/** Docker says errors as `{"message": …}`, a registry as `{"errors": [{"message": …}]}`. */
function reasonOf(body: string): string {
  try {
    const json = JSON.parse(body) as { message?: unknown; errors?: readonly { message?: unknown }[] }
    return String(json.message ?? json.errors?.[0]?.message ?? '')
  } catch {
    return ''
  }
}

/** An ID is replaced by the name of its container. */
function named(routed: Routed, seen: Seen): Routed {
  const container =
    routed.subject.length >= 12 &&
    Object.values(seen.dockerd.containers).find(({ id }) => id.startsWith(routed.subject))
  return container ? { ...routed, subject: container.name } : routed
}

export function partyOf(address: Address, seen: Seen, past?: Past): Party {
  const kind = kindOf(address)
  if (kind === 'terminal' || kind === 'user') return { kind: 'you' }
  if (kind === 'host') return pidOf(address) === undefined ? { kind: 'kernel' } : processParty(address, seen, past)
  if (kind === 'shim' || kind === 'runc') {
    const container = ownedBy(seen, address)
    return container ? { kind, container: container.name } : { kind }
  }
  if (kind === 'dockerd' || kind === 'containerd' || kind === 'buildkit' || kind === 'systemd' || kind === 'hub')
    return { kind }
  return { kind: 'process', name: address }
}

function processParty(address: Address, seen: Seen, past?: Past): Party {
  const process = processOf(seen, address)
  const container = process && containerOf(seen, process)
  // One that has ended is known by what it was told to run.
  const comm = process?.comm ?? past?.argvOf(pidOf(address) ?? 0)?.[0]?.replace(/^.*\//, '')
  if (comm === undefined) return { kind: 'process' }
  if (container) return { kind: 'process', name: comm, container: container.name }
  if (comm === 'docker') return { kind: 'docker' }
  return /^-?(ba|da)?sh$/.test(comm) ? { kind: 'shell', name: comm.replace(/^-/, '') } : { kind: 'process', name: comm }
}
