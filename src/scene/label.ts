import type { Payload, SyscallOp } from '../trace/types'

/** What a mark on a wire says of its message, in the protocol's own words and so the same in every language. */
export function label(payload: Payload): string {
  switch (payload.kind) {
    case 'http.request':
      return `${payload.method} ${shortPath(payload.path)}`
    case 'http.response':
      return String(payload.status)
    case 'http.chunk':
      return payload.last ? 'end' : 'chunk'
    case 'stream':
      return payload.end && payload.data === '' ? `${payload.channel} end` : payload.channel
    case 'conn.closed':
      return payload.reset ? 'RST' : 'FIN'
    case 'rpc.call':
      return payload.method.slice(payload.method.lastIndexOf('.') + 1)
    case 'rpc.reply':
      return payload.error ? payload.error.code : 'OK'
    case 'rpc.stream':
      return 'progress'
    case 'event':
      return payload.topic
    case 'syscall':
      return callText(payload.op)
    case 'sysret':
      return payload.errno ? `−${payload.errno}` : `${payload.name} = ${payload.value?.pid ?? 0}`
    case 'exit':
      return `exit ${payload.status}`
    case 'exec':
      return `exec ${payload.argv[0] ?? payload.path}`
    case 'signal':
      return payload.signal
    case 'kernel':
      return payload.what
    case 'packet':
      return payload.what
    case 'tty.input':
      return 'keys'
    case 'tty.output':
      return 'output'
    case 'tty.resize':
      return 'SIGWINCH'
    case 'tty.open':
      return 'login'
    case 'tty.hangup':
      return payload.status === undefined ? 'SIGHUP' : 'logout'
    case 'pipe':
      return payload.end ? 'EOF' : 'pipe'
    case 'tty.mode':
      return payload.mode.canonical ? 'cooked' : 'raw'
    case 'command':
      return payload.line
    case 'timer':
    case 'sched':
      return ''
  }
}

/** `/v1.50/images/create?fromImage=alpine&tag=latest` → `/images/create`; long digests and IDs lose their tails. */
export const shortPath = (path: string): string =>
  (path.split('?', 1)[0] ?? path)
    .replace(/^\/v\d+\.\d+(?=\/)/, '')
    .replace(/^\/v2\/(?:.*\/)?([^/]+)\/(manifests|blobs)\//, '/$1/$2/')
    .replace(/(sha256:)?([0-9a-f]{7})[0-9a-f]{5,}/g, '$2')

const nsFlag: Readonly<Record<string, string>> = {
  mnt: 'NS',
  pid: 'PID',
  net: 'NET',
  ipc: 'IPC',
  uts: 'UTS',
  cgroup: 'CGROUP',
  user: 'USER',
  time: 'TIME',
}

export function callText(op: SyscallOp): string {
  switch (op.name) {
    case 'clone':
      return op.flags.length ? `clone(${op.flags.map((flag) => `NEW${nsFlag[flag] ?? flag}`).join('|')})` : 'clone()'
    case 'fork':
      return `fork → ${op.comm}`
    case 'mount':
      return `mount(${op.type || op.source})`
    case 'umount':
      return `umount(${tail(op.target)})`
    case 'pivot_root':
      return 'pivot_root'
    case 'execve':
      return `execve(${op.argv[0] ?? ''})`
    case 'kill':
      return `kill(${op.signal})`
    case 'unshare':
      return `unshare(${op.kinds.map((kind) => `NEW${nsFlag[kind] ?? kind}`).join('|')})`
    case 'sethostname':
      return `sethostname(${op.hostname})`
    case 'write':
    case 'read':
    case 'mkdir':
    case 'unlink':
    case 'stat':
    case 'symlink':
    case 'mknod':
    case 'chown':
      return `${op.name}(${tail(op.path)})`
    case 'writetree':
      return `write ×${op.entries.length}`
    case 'connect':
      return `connect(${op.host}:${op.port})`
    case 'bind':
      return `bind(:${op.port})`
    case 'iptables_append':
      return `iptables -A ${op.chain}`
    case 'iptables_delete':
      return `iptables -D ${op.chain}`
    case 'link_add_veth':
      return `veth ${op.link}`
    case 'addr_add':
      return `ip addr ${op.address}`
    case 'route_add':
      return `ip route ${op.to}`
    default:
      return op.name
  }
}

const tail = (path: string): string => path.slice(path.lastIndexOf('/') + 1) || path

/** An answer or a part of one: drawn in outline, where a request is drawn filled. */
export const answers = (payload: Payload): boolean =>
  [
    'http.response',
    'http.chunk',
    'rpc.reply',
    'rpc.stream',
    'sysret',
    'event',
    'exit',
    'tty.output',
    'tty.mode',
  ].includes(payload.kind) ||
  (payload.kind === 'stream' && payload.channel !== 'stdin')
