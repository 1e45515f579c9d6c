import { sha256 } from '../base/digest'
import { text } from '../base/bytes'
import type { Payload } from '../sim/wire/payload'
import type { SyscallOp } from '../sim/wire/syscall'

/** What a message says, in one line without line breaks. Long contents are named by length and the first digits of their sha-256. */
export function summary(payload: Payload): string {
  return `${payload.kind} ${say(payload)}`.trimEnd()
}

const shown = (bytes: string): string => {
  if (bytes === '') return ''
  const printable = JSON.stringify(text(bytes))
  return printable.length <= 120 ? printable : `${bytes.length} bytes ${sha256(bytes).slice(0, 12)}`
}

function say(p: Payload): string {
  switch (p.kind) {
    case 'http.request':
      return `${p.conn} ${p.method} ${p.path} ${shown(p.body)}`
    case 'http.response':
      return `${p.conn} ${p.status} ${shown(p.body)}${p.more ? ' …' : ''}`
    case 'http.chunk':
      return `${p.conn} ${shown(p.data)}${p.last ? ' end' : ''}`
    case 'stream':
      return `${p.conn} ${p.channel} ${shown(p.data)}${p.end ? ' end' : ''}`
    case 'conn.closed':
      return `${p.conn}${p.reset ? ' reset' : ''}`
    case 'rpc.call':
      return `${p.method} ${shown(JSON.stringify(p.args))}`
    case 'rpc.reply':
      return `${p.method} ${p.error === undefined ? shown(JSON.stringify(p.result ?? null)) : `${p.error.code}: ${p.error.message}`}`
    case 'rpc.stream':
      return `${p.method} ${shown(JSON.stringify(p.data))}`
    case 'event':
      return `${p.topic} ${shown(JSON.stringify(p.data))}`
    case 'syscall':
      return `[${p.pid}] ${sayCall(p.op)}`
    case 'sysret':
      return `${p.name} ${p.errno ?? shown(JSON.stringify(p.value ?? {}))}`
    case 'exit':
      return `${p.pid} status ${p.status}`
    case 'exec':
      return `${p.pid} ${p.path} ${JSON.stringify(p.argv)}`
    case 'signal':
      return `${p.signal} ${p.pid}`
    case 'kernel':
      return `${p.what} ${p.path ?? ''}`
    case 'packet':
      return `${p.proto} ${p.src} → ${p.dst} ${p.what} (${p.path.join(', ')})`
    case 'tty.resize':
      return `${p.tty} ${p.rows}x${p.cols}`
    case 'tty.open':
      return `${p.tty} open ${p.rows}x${p.cols}`
    case 'tty.hangup':
      return `${p.tty} hangup${p.status === undefined ? '' : ` ${p.status}`}`
    case 'tty.mode':
      return `${p.tty} ${JSON.stringify(p.mode)}`
    case 'tty.input':
    case 'tty.output':
      return `${p.tty} ${shown(p.data)}`
    case 'pipe':
      return `${p.pipe} ${shown(p.data)}${p.end ? ' end' : ''}`
    case 'command':
      return JSON.stringify(p.line)
    case 'timer':
      return p.name
    case 'sched':
      return `${p.pid}`
  }
}

const sayCall = (op: SyscallOp): string => {
  const { name, ...rest } = op
  return `${name}(${shown(JSON.stringify(rest))})`
}
