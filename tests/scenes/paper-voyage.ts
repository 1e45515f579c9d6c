import type {
  Address,
  ContainerView,
  Depth,
  DockerdView,
  HostView,
  ImageView,
  Json,
  Micros,
  Payload,
  ProcessView,
  RegistryView,
  SyscallOp,
  TerminalView,
  World,
} from '../../src/trace/types'
import { paper, type Line } from './paper'
import type { Source } from '../../src/ui/player/source'

const prompt = '\x1b[32myou@host\x1b[0m:\x1b[34m~\x1b[0m$ '
const epoch = Date.UTC(2025, 8, 1, 9) * 1000
const ms = 1000
const hex = (seed: string): string => seed.repeat(64).slice(0, 64)

const ns = (pid: number, net: number) => ({
  mnt: 4026531840 + pid,
  pid: 4026531836 + pid,
  net: 4026531992 + net,
  ipc: 4026531839,
  uts: 4026531838,
  cgroup: 4026531835,
})
const proc = (pid: number, ppid: number, argv: string, more: Partial<ProcessView> = {}): ProcessView => ({
  pid,
  ppid,
  comm: argv.split(' ')[0]!,
  argv: argv.split(' '),
  run: 'wait',
  ns: ns(0, 0),
  nspid: pid,
  cgroup: '/user.slice',
  uid: 0,
  ...more,
})

const host: HostView = {
  hostname: 'host',
  procs: {
    1: proc(1, 0, '/sbin/init'),
    310: proc(310, 1, 'containerd', { address: 'containerd' }),
    342: proc(342, 1, 'dockerd -H fd://', { address: 'dockerd' }),
    501: proc(501, 1, 'bash', { uid: 1000 }),
  },
  links: {
    eth0: { name: 'eth0', netns: 4026531992, kind: 'physical', addresses: ['192.168.65.3/24'], up: true },
    docker0: { name: 'docker0', netns: 4026531992, kind: 'bridge', addresses: ['172.17.0.1/16'], up: true },
  },
  natRules: ['-P PREROUTING ACCEPT', '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE'],
}

const layer = (seed: string, size: number, createdBy: string) => ({
  diffId: `sha256:${hex(seed)}`,
  chainId: `sha256:${hex(seed + '0')}`,
  size,
  createdBy,
})
const image = (seed: string, names: readonly ReturnType<typeof layer>[]): ImageView => ({
  id: `sha256:${hex(seed)}`,
  created: '2025-08-12T00:00:00Z',
  size: names.reduce((sum, l) => sum + l.size, 0),
  layers: names,
  config: JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Cmd: ['nginx', '-g', 'daemon off;'], ExposedPorts: { '80/tcp': {} } },
    rootfs: { type: 'layers', diff_ids: names.map((l) => l.diffId) },
  }),
  manifests: {},
})
const base = layer('7cc7fe68', 74_800_000, '/bin/sh -c #(nop) ADD file:… in /')
const nginx = image('ad5708199ec7', [
  base,
  layer('2f1a', 65_000_000, 'RUN set -x && groupadd …'),
  layer('9b3e', 1620, 'COPY docker-entrypoint.sh /'),
])
const ubuntu = image('b1d9df8ab815', [layer('107c', 78_100_000, 'ADD file:… in /')])
const debian = image('c4f1e2d3b5a6', [base])

const dockerd: DockerdView = {
  containers: {},
  images: { [ubuntu.id]: ubuntu, [debian.id]: debian },
  references: {
    'docker.io/library/ubuntu:latest': ubuntu.id,
    'localhost:5000/ubuntu:latest': ubuntu.id,
    'docker.io/library/debian:12': debian.id,
  },
  volumes: {},
  networks: {
    b1: {
      id: hex('b1'),
      name: 'bridge',
      driver: 'bridge',
      subnet: '172.17.0.0/16',
      gateway: '172.17.0.1',
      bridge: 'docker0',
    },
  },
  operations: {},
}
const repository = { tags: { latest: `sha256:${hex('aa')}` }, blobs: [] }
const hub: RegistryView = {
  host: 'registry-1.docker.io',
  repositories: {
    'library/ubuntu': repository,
    'library/nginx': repository,
    'library/alpine': repository,
    'library/busybox': repository,
    'library/node': repository,
    'library/registry': repository,
  },
}

const web = hex('4c01db0b339c')
const container = (state: string, more: Partial<ContainerView> = {}): ContainerView => ({
  id: web,
  name: 'web',
  image: 'nginx',
  imageId: nginx.id,
  argv: ['nginx', '-g', 'daemon off;'],
  life: { machine: 'container', value: state },
  pid: 0,
  exitCode: 0,
  restart: 'no',
  ports: [],
  networks: {},
  mounts: [],
  upperDir: `/var/lib/docker/overlay2/${hex('9e')}/diff`,
  ...more,
})

type Nodes = World['nodes']
const on =
  <T>(name: string, change: (state: T) => Partial<T>) =>
  (nodes: Nodes): Nodes => ({ ...nodes, [name]: { ...(nodes[name] as T), ...change(nodes[name] as T) } })
const both =
  (...changes: readonly ((nodes: Nodes, now: Micros) => Nodes)[]) =>
  (nodes: Nodes, now: Micros): Nodes =>
    changes.reduce((n, change) => change(n, now), nodes)
const withContainer = (c: ContainerView) =>
  on<DockerdView>('dockerd', (d) => ({ containers: { ...d.containers, [c.id]: c } }))
const withProc = (p: ProcessView) => on<HostView>('host', (h) => ({ procs: { ...h.procs, [p.pid]: p } }))
const without = (pid: number) =>
  on<HostView>('host', (h) => ({
    procs: Object.fromEntries(Object.entries(h.procs).filter(([key]) => key !== String(pid))),
  }))
const begun =
  (line: string) =>
  (nodes: Nodes, now: Micros): Nodes =>
    on<TerminalView>('terminal:1', (t) => ({
      mode: 'program',
      blocks: [...t.blocks, { span: 1, prompt: t.prompt, line, output: '', startedAt: now }],
    }))(nodes)
const print = (text: string) =>
  on<TerminalView>('terminal:1', (t) => ({
    blocks: t.blocks.map((b, i) => (i === t.blocks.length - 1 ? { ...b, output: b.output + text } : b)),
  }))
const finished = (exit: number, took: Micros) =>
  on<TerminalView>('terminal:1', (t) => ({
    mode: 'prompt',
    blocks: t.blocks.map((b, i) => (i === t.blocks.length - 1 ? { ...b, exit, endedAt: b.startedAt + took } : b)),
  }))

const say = (
  from: Address,
  to: Address,
  payload: Payload,
  takes: Micros,
  depth: Depth,
  then?: Line['then'],
  wait?: Micros,
): Line => ({ from, to, payload, takes, depth, ...(then && { then }), ...(wait !== undefined && { wait }) })
const json = { 'Content-Type': 'application/json' }
const req = (
  from: Address,
  to: Address,
  method: string,
  path: string,
  body = '',
  depth: Depth = 2,
  then?: Line['then'],
  takes: Micros = 120,
): Line =>
  say(
    from,
    to,
    {
      kind: 'http.request',
      conn: 'c1',
      exchange: 1,
      method,
      path,
      headers: {
        Host: to === 'hub' ? 'registry-1.docker.io' : 'docker',
        'User-Agent': 'Docker-Client/28.2.2 (linux)',
        ...(body ? json : {}),
      },
      body,
    },
    takes,
    depth,
    then,
  )
const res = (
  from: Address,
  to: Address,
  status: number,
  body = '',
  depth: Depth = 2,
  then?: Line['then'],
  takes: Micros = 120,
): Line =>
  say(
    from,
    to,
    {
      kind: 'http.response',
      conn: 'c1',
      exchange: 1,
      status,
      headers: { 'Api-Version': '1.50', 'Content-Length': String(body.length), ...json },
      body,
      more: false,
    },
    takes,
    depth,
    then,
  )
const call = (from: Address, to: Address, method: string, args: Json = {}, then?: Line['then']): Line =>
  say(from, to, { kind: 'rpc.call', call: 1, method, args }, 300, 2, then)
const done = (from: Address, to: Address, method: string, result: Json = {}, then?: Line['then']): Line =>
  say(from, to, { kind: 'rpc.reply', call: 1, method, result }, 200, 2, then)
const sys = (from: Address, pid: number, op: SyscallOp, then?: Line['then']): readonly Line[] => [
  say(from, 'host', { kind: 'syscall', call: 1, pid, op }, 5, 3),
  say('host', from, { kind: 'sysret', call: 1, name: op.name, value: {} }, 5, 3, then),
]
const out = (text: string): Line =>
  say('host/731', 'terminal:1', { kind: 'tty.output', tty: 'pts/0', data: text }, ms, 2, print(text))
const docker = 'host/731'
const typed = (line: string): readonly Line[] => [
  say('terminal:1', 'host', { kind: 'tty.input', tty: 'pts/0', data: `${line}\n` }, ms, 1),
  say(
    'host/501',
    'terminal:1',
    { kind: 'tty.output', tty: 'pts/0', data: '' },
    ms,
    2,
    both(begun(line), withProc(proc(731, 501, line))),
  ),
]
const ended = (took: Micros): readonly Line[] => [
  say(
    'host/501',
    'terminal:1',
    { kind: 'tty.output', tty: 'pts/0', data: prompt },
    ms,
    2,
    both(finished(0, took), without(731)),
  ),
]

const pulling = (state: string, parts: readonly [string, number][]) =>
  on<DockerdView>('dockerd', () => ({
    operations: {
      p1: {
        kind: 'pull',
        what: 'nginx:latest',
        life: { machine: 'pull', value: state },
        parts: parts.map(([id, of]) => ({
          id,
          label: id,
          life: { machine: 'layer', value: of === 1 ? 'done' : 'downloading' },
          done: of * 100,
          total: 100,
        })),
      },
    },
  }))

const pull: readonly Line[] = [
  req(
    docker,
    'dockerd',
    'POST',
    '/v1.50/images/create?fromImage=docker.io%2Flibrary%2Fnginx&tag=latest',
    '',
    1,
    pulling('resolving', []),
  ),
  req('dockerd', 'hub', 'HEAD', '/v2/library/nginx/manifests/latest', '', 2, undefined, 18 * ms),
  res('hub', 'dockerd', 200, '', 2, undefined, 18 * ms),
  req('dockerd', 'hub', 'GET', `/v2/library/nginx/manifests/sha256:${hex('aa')}`, '', 1, undefined, 18 * ms),
  res(
    'hub',
    'dockerd',
    200,
    '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}',
    2,
    pulling('layers', [
      ['7cc7fe68', 0],
      ['2f1a2f1a', 0],
      ['9b3e9b3e', 0],
    ]),
    18 * ms,
  ),
  out('latest: Pulling from library/nginx\n'),
  ...['7cc7fe68', '2f1a', '9b3e'].map((id, i) => ({
    ...req('dockerd', 'hub', 'GET', `/v2/library/nginx/blobs/sha256:${hex(id)}`, '', 2 as Depth, undefined, 20 * ms),
    wait: i === 0 ? 0 : -19 * ms,
  })),
  ...['7cc7fe68', '2f1a', '9b3e'].map((id, i) => ({
    ...res(
      'hub',
      'dockerd',
      200,
      `layer ${id}`,
      1,
      pulling('layers', [
        ['7cc7fe68', 1],
        ['2f1a2f1a', i > 0 ? 1 : 0.4],
        ['9b3e9b3e', i > 1 ? 1 : 0.2],
      ]),
      (600 + 300 * i) * ms,
    ),
    wait: i === 0 ? 0 : -700 * ms,
  })),
  out('7cc7fe687cc7: Pull complete\n2f1a2f1a2f1a: Pull complete\n9b3e9b3e9b3e: Pull complete\n'),
  {
    ...res(
      'dockerd',
      docker,
      200,
      '{"status":"Status: Downloaded newer image for nginx:latest"}',
      1,
      both(
        pulling('done', []),
        on<DockerdView>('dockerd', (d) => ({
          images: { ...d.images, [nginx.id]: nginx },
          references: { ...d.references, 'docker.io/library/nginx:latest': nginx.id },
        })),
      ),
    ),
    wait: 400 * ms,
  },
  out(`Digest: sha256:${hex('aa')}\nStatus: Downloaded newer image for nginx:latest\n`),
]

const started = container('running', {
  pid: 812,
  networks: { bridge: { address: '172.17.0.2' } },
  ports: [{ container: 80, proto: 'tcp', hostIp: '0.0.0.0', host: 8080 }],
})
const shim: Address = `shim:${web}`
const runc: Address = `runc:${web}`
const exists = (name: string) => on<object>(name, () => ({}))
const gone =
  (name: string) =>
  (nodes: Nodes): Nodes =>
    Object.fromEntries(Object.entries(nodes).filter(([key]) => key !== name))

const start: readonly Line[] = [
  req(docker, 'dockerd', 'POST', `/v1.50/containers/${web}/start`, '', 1),
  call(
    'dockerd',
    'containerd',
    'containerd.services.tasks.v1.Tasks/Create',
    { container_id: web },
    both(exists(shim), withProc(proc(790, 1, `containerd-shim-runc-v2 -namespace moby -id ${web}`, { address: shim }))),
  ),
  call(
    'containerd',
    shim,
    'containerd.task.v2.Task/Create',
    { id: web, bundle: `/run/containerd/io.containerd.runtime.v2.task/moby/${web}` },
    exists(runc),
  ),
  call(shim, runc, 'runc create', { id: web }),
  ...sys(
    runc,
    801,
    { name: 'clone', flags: ['mnt', 'uts', 'ipc', 'pid', 'net', 'cgroup'], comm: 'runc:[2:INIT]', holder: shim },
    withProc(proc(812, 790, 'runc init', { ns: ns(812, 812), nspid: 1, cgroup: `/system.slice/docker-${web}.scope` })),
  ),
  ...sys(runc, 812, { name: 'write', path: '/sys/fs/cgroup/system.slice/docker.scope/cgroup.procs', data: '812' }),
  ...sys(runc, 812, { name: 'mount', source: 'overlay', target: '/', type: 'overlay', flags: [], data: 'lowerdir=…' }),
  ...sys(runc, 812, { name: 'pivot_root', newRoot: '.' }),
  done(runc, shim, 'runc create'),
  done(shim, 'containerd', 'containerd.task.v2.Task/Create', { pid: 812 }),
  ...sys(
    'dockerd',
    342,
    { name: 'link_add_veth', link: 'veth7c1f2aa', peer: 'veth01', into: 812, as: 'eth0', mac: '02:42:ac:11:00:02' },
    on<HostView>('host', (h) => ({
      links: {
        ...h.links,
        veth7c1f2aa: {
          name: 'veth7c1f2aa',
          netns: 4026531992,
          kind: 'veth',
          addresses: [],
          master: 'docker0',
          up: true,
        },
      },
    })),
  ),
  ...sys(
    'dockerd',
    342,
    {
      name: 'iptables_append',
      table: 'nat',
      chain: 'DOCKER',
      rule: '! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
    },
    on<HostView>('host', (h) => ({
      natRules: [
        ...h.natRules,
        '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
      ],
    })),
  ),
  call('dockerd', 'containerd', 'containerd.services.tasks.v1.Tasks/Start', { container_id: web }),
  call('containerd', shim, 'containerd.task.v2.Task/Start', { id: web }),
  ...sys(
    runc,
    812,
    { name: 'execve', argv: ['nginx', '-g', 'daemon off;'], env: [], cwd: '/' },
    both(
      gone(runc),
      withProc(
        proc(812, 790, 'nginx: master process nginx', {
          ns: ns(812, 812),
          nspid: 1,
          cgroup: `/system.slice/docker-${web}.scope`,
        }),
      ),
    ),
  ),
  done(shim, 'containerd', 'containerd.task.v2.Task/Start', { pid: 812 }),
  done('containerd', 'dockerd', 'containerd.services.tasks.v1.Tasks/Start', { pid: 812 }, withContainer(started)),
  res('dockerd', docker, 204, '', 1),
]

const run = 'docker run -d -p 8080:80 --name web nginx'
const create = JSON.stringify({
  Image: 'nginx',
  ExposedPorts: { '80/tcp': {} },
  HostConfig: { PortBindings: { '80/tcp': [{ HostIp: '', HostPort: '8080' }] } },
})
const curl = 'curl -s localhost:8080'
const lines: readonly Line[] = [
  ...typed(run),
  req(docker, 'dockerd', 'HEAD', '/_ping'),
  res('dockerd', docker, 200),
  req(docker, 'dockerd', 'POST', '/v1.50/containers/create?name=web', create, 1),
  res('dockerd', docker, 404, '{"message":"No such image: nginx:latest"}', 1),
  out("Unable to find image 'nginx:latest' locally\n"),
  ...pull,
  req(docker, 'dockerd', 'POST', '/v1.50/containers/create?name=web', create, 1, withContainer(container('created'))),
  res('dockerd', docker, 201, `{"Id":"${web}","Warnings":[]}`, 2),
  ...start,
  out(`${web}\n`),
  ...ended(2_410 * ms),
  ...typed(curl),
  ...sys('host/731', 731, { name: 'connect', host: 'localhost', port: 8080 }),
  say(
    'host/731',
    'host/812',
    {
      kind: 'http.request',
      conn: 'c9',
      exchange: 1,
      method: 'GET',
      path: '/',
      headers: { Host: 'localhost:8080', 'User-Agent': 'curl/8.5.0' },
      body: '',
    },
    200,
    1,
  ),
  say(
    'host/812',
    'host/731',
    {
      kind: 'http.response',
      conn: 'c9',
      exchange: 1,
      status: 200,
      headers: { Server: 'nginx/1.29.1', 'Content-Type': 'text/html' },
      body: '<h1>Welcome to nginx!</h1>\n',
      more: false,
    },
    200,
    1,
  ),
  out('<h1>Welcome to nginx!</h1>\n'),
  ...ended(12 * ms),
]

const terminal: TerminalView = {
  rows: 24,
  cols: 80,
  blocks: [],
  mode: 'prompt',
  prompt,
  cwd: '/root',
  tty: 'pts/0',
  primary: '',
  unfinished: [],
}

/** A voyage on paper: the first page that opened played this, and the tests of the picture still do. It cannot be typed at. */
export const paperVoyage = (): Source => ({
  recording: paper(lines, { host, dockerd, hub, 'terminal:1': terminal, containerd: {} }, epoch),
  branches: [],
  type: () => undefined,
  key: () => undefined,
  extend: () => false,
  turnTo: () => undefined,
  openTerminal: () => undefined,
  closeTerminal: () => undefined,
  history: () => [],
  complete: (_line, cursor) => Promise.resolve({ from: cursor, words: [] }),
  shelf: [],
  registries: () => ({}),
  cgroups: () => ({}),
  overlay: () => undefined,
  file: () => undefined,
  lesson: () => undefined,
  goal: () => undefined,
  resize: () => false,
  rests: () => false,
})
