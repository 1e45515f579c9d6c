import type { Message } from '../../trace/types'

const quoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`

/** The command that would show the same on a real host; undefined where there is none worth typing. */
export function tryFor({ payload, to }: Message, request: Message | undefined): string | undefined {
  switch (payload.kind) {
    case 'http.request':
      return curl(to, payload.method, payload.path, payload.body)
    case 'http.response':
    case 'http.chunk':
      return request?.payload.kind === 'http.request'
        ? curl(request.to, request.payload.method, request.payload.path, request.payload.body)
        : undefined
    case 'syscall':
      return `sudo strace -f -p $(pidof containerd-shim-runc-v2) -e trace=${strace[payload.op.name] ?? payload.op.name}`
    case 'rpc.call':
      return payload.method.includes('containerd') ? 'sudo ctr -n moby events' : undefined
    case 'packet':
      return 'sudo tcpdump -ni any'
    default:
      return undefined
  }
}

/** Our names for calls that a real trace shows under another. */
const strace: Readonly<Record<string, string>> = {
  fork: 'clone',
  writetree: 'openat,write,mkdirat',
  readtree: 'getdents64,openat,read',
  removetree: 'unlinkat',
  link_add_veth: 'sendto',
  link_add_bridge: 'sendto',
  link_set_master: 'sendto',
  link_set_up: 'sendto',
  link_del: 'sendto',
  addr_add: 'sendto',
  route_add: 'sendto',
  iptables_append: 'setsockopt,sendmsg',
  iptables_delete: 'setsockopt,sendmsg',
  setcreds: 'setuid,setgid,capset',
  lookpath: 'stat',
  stdio: 'dup2',
  umount: 'umount2',
}

function curl(to: string, method: string, path: string, body: string): string {
  const engine = to === 'dockerd'
  const data =
    body !== '' && /^[\x20-\x7e\s]{1,400}$/.test(body)
      ? ` -H 'Content-Type: application/json' -d ${quoted(body.trim())}`
      : ''
  const verb = method === 'GET' ? '' : method === 'HEAD' ? ' -I' : ` -X ${method}`
  const target = engine
    ? `--unix-socket /var/run/docker.sock ${quoted(`http://localhost${path}`)}`
    : quoted(`${to === 'hub' ? 'https://registry-1.docker.io' : 'http://localhost:5000'}${path}`)
  return `curl${verb}${data} ${target}`
}
