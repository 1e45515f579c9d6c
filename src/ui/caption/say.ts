import { text as decodeText } from '../../base/bytes'
import { editorSays, terminalSays } from '../../base/edit-frames'
import type { Party, Saying } from '../../locale/saying'
import { containerOf, ownedBy, processOf, see, type Seen } from '../../scene/seen'
import { callText } from '../../scene/label'
import { kindOf, pidOf } from '../../trace/types'
import type { Address, Message, World } from '../../trace/types'
import { routeOf, type Routed } from './route'

/** The request that an answer belongs to; undefined when it is not to be found. */
export type RequestOf = (answer: Message) => Message | undefined

/** What the caption of a message says: facts only, put into words by the dictionary of the language. */
export function sayingOf(message: Message, world: World, requestOf: RequestOf): Saying {
  const seen = see(world)
  const between = { from: partyOf(message.from, seen), to: partyOf(message.to, seen) }
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
      return { ...between, kind: 'printed', text: firstWords(payload.data) }
    case 'http.request':
      return {
        ...between,
        kind: 'asks',
        ...named(routeOf(payload.method, payload.path), seen),
        method: payload.method,
        path: payload.path,
        bytes: payload.body.length,
      }
    case 'http.response': {
      const request = requestOf(message)?.payload
      const routed: Routed =
        request?.kind === 'http.request' ? routeOf(request.method, request.path) : { route: 'other', subject: '' }
      return {
        ...between,
        kind: 'answers',
        ...named(routed, seen),
        status: payload.status,
        bytes: lengthOf(payload.headers['Content-Length'], payload.body),
        reason: reasonOf(payload.body),
      }
    }
    case 'http.chunk':
      return { ...between, kind: 'part', bytes: payload.data.length, last: payload.last }
    case 'stream':
      return { ...between, kind: 'stream', channel: payload.channel, bytes: payload.data.length }
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
      return { ...between, kind: 'exec', argv: payload.argv.join(' ') }
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
      return { ...between, kind: 'stream', channel: payload.pipe, bytes: payload.data.length }
    default:
      return { ...between, kind: 'other', what: payload.kind }
  }
}

/** The first line of an output that says anything, without escape sequences; nothing when it was only a prompt. */
function firstWords(data: string): string {
  if (data.includes('\x1b]133;A')) return ''
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

export function partyOf(address: Address, seen: Seen): Party {
  const kind = kindOf(address)
  if (kind === 'terminal' || kind === 'user') return { kind: 'you' }
  if (kind === 'host') return pidOf(address) === undefined ? { kind: 'kernel' } : processParty(address, seen)
  if (kind === 'shim' || kind === 'runc') {
    const container = ownedBy(seen, address)
    return container ? { kind, container: container.name } : { kind }
  }
  if (kind === 'dockerd' || kind === 'containerd' || kind === 'buildkit' || kind === 'hub') return { kind }
  return { kind: 'process', name: address }
}

function processParty(address: Address, seen: Seen): Party {
  const process = processOf(seen, address)
  if (process === undefined) return { kind: 'process' }
  const container = containerOf(seen, process)
  if (container) return { kind: 'process', name: process.comm, container: container.name }
  if (process.comm === 'docker') return { kind: 'docker' }
  return /^-?(ba|da)?sh$/.test(process.comm)
    ? { kind: 'shell', name: process.comm.replace(/^-/, '') }
    : { kind: 'process', name: process.comm }
}
