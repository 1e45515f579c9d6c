import { parseDuration, ramInBytes } from '../../../base/units'
import type { Json } from '../../wire/rpc'
import type { Sys } from '../../wire/sys'
import { rational } from '../flags/check'
import { absolute, parseMount } from '../flags/mount'
import { changed, list, number, on, value, type Parsed } from '../flags/parse'
import { pairsToMap, readPairs } from './environment'
import { endpoints } from './networks'
import { parsePorts } from './ports'

/**
 * From the flags of `run` and `create` to the body of POST /containers/create, field for field in Go's order.
 *
 * @models docker/cli cli/command/container/opts.go
 * @fidelity part: Windows options, blkio devices and seccomp files are not sent
 */
export interface ContainerConfig {
  readonly [key: string]: Json
}

/** What the rest of `run` needs to know of it. */
export interface Asked {
  readonly body: ContainerConfig
  readonly tty: boolean
  readonly openStdin: boolean
  readonly attach: { readonly stdin: boolean; readonly stdout: boolean; readonly stderr: boolean }
  readonly autoRemove: boolean
}

export function containerConfig(sys: Sys, p: Parsed): Asked | { readonly error: string } {
  const [image = '', ...command] = p.args
  const attached = list(p, 'attach')
  const stdin = attached.includes('stdin') || on(p, 'interactive')
  const attach = {
    stdin,
    stdout: attached.length === 0 || attached.includes('stdout'),
    stderr: attached.length === 0 || attached.includes('stderr'),
  }
  const mac = value(p, 'mac-address')
  if (mac !== '' && !/^([\da-f]{2}[:-]){5}[\da-f]{2}$/i.test(mac)) return { error: `${mac} is not a valid mac address` }
  const swappiness = number(p, 'memory-swappiness', -1)
  if (swappiness !== -1 && (swappiness < 0 || swappiness > 100))
    return { error: `invalid value: ${swappiness}. Valid memory swappiness range is 0-100` }
  const { binds, volumes } = volumesOf(sys, list(p, 'volume'))
  const ports = parsePorts(list(p, 'publish'), list(p, 'expose'))
  if (ports.error !== undefined) return { error: ports.error }
  const env = readPairs(sys, list(p, 'env-file'), list(p, 'env'), true)
  if ('error' in env) return env
  const labels = readPairs(sys, list(p, 'label-file'), list(p, 'label'), false)
  if ('error' in labels) return labels
  const wrong = modeError(p)
  if (wrong !== undefined) return { error: wrong }
  const restart = restartPolicy(value(p, 'restart') || 'no')
  if ('error' in restart) return restart
  const security = securityOptions(p)
  if ('error' in security) return security
  const storage = list(p, 'storage-opt')
  if (storage.some((s) => !s.includes('='))) return { error: 'invalid storage option' }
  const health = healthcheck(p)
  if (health !== undefined && 'error' in health) return health as { error: string }
  if (on(p, 'rm') && restart.Name !== 'no')
    return { error: 'conflicting options: cannot specify both --restart and --rm' }
  const networks = endpoints(p)
  if ('error' in networks) return networks
  const driver = value(p, 'log-driver')
  if (driver === 'none' && list(p, 'log-opt').length > 0) return { error: `invalid logging opts for driver ${driver}` }

  const tty = on(p, 'tty')
  const openStdin = on(p, 'interactive')
  const exposed = Object.keys(ports.exposed).length > 0
  const config: ContainerConfig = {
    Hostname: value(p, 'hostname'),
    Domainname: value(p, 'domainname'),
    User: value(p, 'user'),
    AttachStdin: attach.stdin,
    AttachStdout: attach.stdout,
    AttachStderr: attach.stderr,
    ...(exposed ? { ExposedPorts: ports.exposed } : {}),
    Tty: tty,
    OpenStdin: openStdin,
    StdinOnce: openStdin && attach.stdin,
    Env: env.pairs.length > 0 ? env.pairs : null,
    Cmd: command.length > 0 ? command : null,
    ...(health === undefined ? {} : { Healthcheck: health }),
    Image: image,
    Volumes: volumes,
    WorkingDir: value(p, 'workdir'),
    Entrypoint: changed(p, 'entrypoint') ? [value(p, 'entrypoint')] : null,
    ...(mac === '' ? {} : { MacAddress: mac }),
    OnBuild: null,
    Labels: pairsToMap(labels.pairs),
    ...(value(p, 'stop-signal') === '' ? {} : { StopSignal: value(p, 'stop-signal') }),
    ...(changed(p, 'stop-timeout') ? { StopTimeout: number(p, 'stop-timeout') } : {}),
  }
  const body = {
    ...config,
    HostConfig: hostConfig(sys, p, { binds, bindings: ports.bindings, restart, security, mode: networks.mode }),
    NetworkingConfig: { EndpointsConfig: networks.endpoints },
  }
  return { body, tty, openStdin, attach, autoRemove: on(p, 'rm') }
}

interface Parts {
  readonly binds: readonly string[]
  readonly bindings: Readonly<Record<string, readonly Json[]>> | object
  readonly restart: { readonly Name: string; readonly MaximumRetryCount: number }
  readonly security: { readonly options: readonly string[]; readonly unmasked: boolean }
  readonly mode: string
}

function hostConfig(sys: Sys, p: Parsed, parts: Parts): Json {
  const many = (name: string): Json => (list(p, name).length > 0 ? list(p, name) : null)
  const mounts = list(p, 'mount').map((m) => parseMount(m, sys.cwd()).mount as Json)
  const tmpfs = list(p, 'tmpfs').map((t) =>
    t.includes(':') ? ([t.slice(0, t.indexOf(':')), t.slice(t.indexOf(':') + 1)] as const) : ([t, ''] as const),
  )
  return {
    Binds: parts.binds.length > 0 ? parts.binds : null,
    ContainerIDFile: value(p, 'cidfile'),
    LogConfig: { Type: value(p, 'log-driver'), Config: pairsToMap(list(p, 'log-opt')) },
    NetworkMode: parts.mode,
    PortBindings: parts.bindings as Json,
    RestartPolicy: parts.restart,
    AutoRemove: on(p, 'rm'),
    VolumeDriver: value(p, 'volume-driver'),
    VolumesFrom: many('volumes-from'),
    ConsoleSize: consoleSize(sys),
    ...(list(p, 'annotation').length > 0 ? { Annotations: pairsToMap(list(p, 'annotation')) } : {}),
    CapAdd: many('cap-add'),
    CapDrop: many('cap-drop'),
    CgroupnsMode: value(p, 'cgroupns'),
    Dns: list(p, 'dns'),
    DnsOptions: list(p, 'dns-option'),
    DnsSearch: list(p, 'dns-search'),
    ExtraHosts:
      list(p, 'add-host').length > 0
        ? list(p, 'add-host').map((h) => h.replace(/^([^:=]+)=\[?(.*?)\]?$/, '$1:$2'))
        : null,
    GroupAdd: many('group-add'),
    IpcMode: value(p, 'ipc'),
    Cgroup: '',
    Links: many('link'),
    OomScoreAdj: number(p, 'oom-score-adj'),
    PidMode: value(p, 'pid'),
    Privileged: on(p, 'privileged'),
    PublishAllPorts: on(p, 'publish-all'),
    ReadonlyRootfs: on(p, 'read-only'),
    SecurityOpt: parts.security.options.length > 0 ? parts.security.options : null,
    ...(list(p, 'storage-opt').length > 0 ? { StorageOpt: pairsToMap(list(p, 'storage-opt')) } : {}),
    ...(tmpfs.length > 0 ? { Tmpfs: Object.fromEntries(tmpfs) } : {}),
    UTSMode: value(p, 'uts'),
    UsernsMode: value(p, 'userns'),
    ShmSize: bytes(p, 'shm-size'),
    ...(list(p, 'sysctl').length > 0 ? { Sysctls: pairsToMap(list(p, 'sysctl')) } : {}),
    ...(value(p, 'runtime') === '' ? {} : { Runtime: value(p, 'runtime') }),
    Isolation: value(p, 'isolation'),
    ...(resources(p) as object),
    ...(mounts.length > 0 ? { Mounts: mounts } : {}),
    MaskedPaths: parts.security.unmasked ? [] : null,
    ReadonlyPaths: parts.security.unmasked ? [] : null,
    ...(changed(p, 'init') ? { Init: on(p, 'init') } : {}),
  }
}

/** `/dev/vda:1mb` */
const throttles = (p: Parsed, name: string, read: (text: string) => number): Json =>
  list(p, name).map((text) => {
    const at = text.lastIndexOf(':')
    return { Path: text.slice(0, at), Rate: read(text.slice(at + 1)) }
  })

function resources(p: Parsed): Json {
  return {
    CpuShares: number(p, 'cpu-shares'),
    Memory: bytes(p, 'memory'),
    NanoCpus: nanoCpus(p),
    CgroupParent: value(p, 'cgroup-parent'),
    BlkioWeight: number(p, 'blkio-weight'),
    BlkioWeightDevice: [],
    BlkioDeviceReadBps: throttles(p, 'device-read-bps', ramInBytes),
    BlkioDeviceWriteBps: throttles(p, 'device-write-bps', ramInBytes),
    BlkioDeviceReadIOps: throttles(p, 'device-read-iops', Number),
    BlkioDeviceWriteIOps: throttles(p, 'device-write-iops', Number),
    CpuPeriod: number(p, 'cpu-period'),
    CpuQuota: number(p, 'cpu-quota'),
    CpuRealtimePeriod: number(p, 'cpu-rt-period'),
    CpuRealtimeRuntime: number(p, 'cpu-rt-runtime'),
    CpusetCpus: value(p, 'cpuset-cpus'),
    CpusetMems: value(p, 'cpuset-mems'),
    Devices: list(p, 'device').map(device),
    DeviceCgroupRules: list(p, 'device-cgroup-rule').length > 0 ? list(p, 'device-cgroup-rule') : null,
    DeviceRequests: gpus(p),
    MemoryReservation: bytes(p, 'memory-reservation'),
    MemorySwap: bytes(p, 'memory-swap'),
    MemorySwappiness: number(p, 'memory-swappiness', -1),
    OomKillDisable: on(p, 'oom-kill-disable'),
    PidsLimit: number(p, 'pids-limit'),
    Ulimits: list(p, 'ulimit').map(ulimit),
    CpuCount: 0,
    CpuPercent: 0,
    IOMaximumIOps: 0,
    IOMaximumBandwidth: 0,
  }
}

export const bytes = (p: Parsed, name: string): number => {
  const text = value(p, name)
  return text === '' ? 0 : text === '-1' ? -1 : ramInBytes(text)
}

export const nanoCpus = (p: Parsed): number =>
  value(p, 'cpus') === '' ? 0 : Math.round(rational(value(p, 'cpus'))! * 1e9)

function ulimit(text: string): Json {
  const [name, limits] = text.split('=') as [string, string]
  const [soft, hard = soft] = limits.split(':').map(Number) as [number, number?]
  return { Name: name, Hard: hard!, Soft: soft }
}

function device(text: string): Json {
  const [host, second, third] = text.split(':') as [string, string?, string?]
  const isMode = (s: string | undefined) => s !== undefined && /^[rwm]{1,3}$/.test(s)
  const inside = second === undefined || isMode(second) ? host : second
  return { PathOnHost: host, PathInContainer: inside, CgroupPermissions: third ?? (isMode(second) ? second! : 'rwm') }
}

function gpus(p: Parsed): Json {
  const asked = list(p, 'gpus')
  if (asked.length === 0) return null
  return asked.map((g) => ({
    Driver: '',
    Count: /(^|,|count=)all/.test(g) ? -1 : Number(/(\d+)/.exec(g)?.[1] ?? 0),
    DeviceIDs: null,
    Capabilities: [['gpu']],
    Options: {},
  }))
}

/** `-v NAME:/path`, `-v /host:/path`, `-v ./rel:/path`: binds; `-v /path`: an anonymous volume. */
function volumesOf(
  sys: Sys,
  given: readonly string[],
): { readonly binds: readonly string[]; readonly volumes: Record<string, Json> } {
  const binds: string[] = []
  const volumes: Record<string, Json> = {}
  for (const v of given) {
    const cut = v.indexOf(':')
    if (cut < 0) volumes[v] = {}
    else {
      const host = v.slice(0, cut)
      binds.push(
        `${host.startsWith('.') ? absolute(host, sys.cwd()) : host.startsWith('~/') ? `${sys.env['HOME'] ?? ''}${host.slice(1)}` : host}${v.slice(cut)}`,
      )
    }
  }
  return { binds, volumes }
}

export function restartPolicy(
  text: string,
): { readonly Name: string; readonly MaximumRetryCount: number } | { readonly error: string } {
  const [name = '', count, ...more] = text.split(':')
  if (more.length > 0) return { error: 'invalid restart policy format: restart policy count must be an integer' }
  if (count !== undefined && !/^-?\d+$/.test(count))
    return { error: 'invalid restart policy format: maximum retry count must be an integer' }
  if (name === '' && count !== undefined)
    return { error: 'invalid restart policy format: no policy provided before colon' }
  return { Name: name, MaximumRetryCount: Number(count ?? 0) }
}

function modeError(p: Parsed): string | undefined {
  const container = (v: string) => /^container:.+/.test(v)
  if (value(p, 'pid') !== '' && value(p, 'pid') !== 'host' && !container(value(p, 'pid')))
    return '--pid: invalid PID mode'
  if (value(p, 'uts') !== '' && value(p, 'uts') !== 'host') return '--uts: invalid UTS mode'
  if (value(p, 'userns') !== '' && value(p, 'userns') !== 'host') return '--userns: invalid USER mode'
  if (!['', 'host', 'private'].includes(value(p, 'cgroupns'))) return '--cgroupns: invalid CGROUP mode'
  return undefined
}

function securityOptions(
  p: Parsed,
): { readonly options: readonly string[]; readonly unmasked: boolean } | { readonly error: string } {
  const given = list(p, 'security-opt')
  const bad = given.find((o) => o !== 'no-new-privileges' && !/^[^=:]+[=:].+/.test(o))
  if (bad !== undefined) return { error: `Invalid --security-opt: ${JSON.stringify(bad)}` }
  return {
    options: given.filter((o) => o !== 'systempaths=unconfined'),
    unmasked: given.includes('systempaths=unconfined'),
  }
}

function healthcheck(p: Parsed): Readonly<Record<string, Json>> | { readonly error: string } | undefined {
  const names = ['interval', 'timeout', 'start-period', 'start-interval']
  const any =
    value(p, 'health-cmd') !== '' ||
    number(p, 'health-retries') !== 0 ||
    names.some((n) => value(p, `health-${n}`) !== '')
  if (on(p, 'no-healthcheck'))
    return any ? { error: '--no-healthcheck conflicts with --health-* options' } : { Test: ['NONE'] }
  if (!any) return undefined
  const nanos = (n: string) => (value(p, `health-${n}`) === '' ? 0 : parseDuration(value(p, `health-${n}`)) * 1000)
  const negative = names.find((n) => nanos(n) < 0) ?? (number(p, 'health-retries') < 0 ? 'retries' : undefined)
  if (negative !== undefined) return { error: `--health-${negative} cannot be negative` }
  const fields: readonly (readonly [string, number])[] = [
    ['Interval', nanos('interval')],
    ['Timeout', nanos('timeout')],
    ['StartPeriod', nanos('start-period')],
    ['StartInterval', nanos('start-interval')],
    ['Retries', number(p, 'health-retries')],
  ]
  const command = value(p, 'health-cmd')
  return {
    ...(command === '' ? {} : { Test: ['CMD-SHELL', command] }),
    ...Object.fromEntries(fields.filter(([, n]) => n !== 0)),
  }
}

function consoleSize(sys: Sys): Json {
  if (!sys.isatty(1)) return [0, 0]
  const { rows, cols } = sys.winsize(1)
  return [rows, cols]
}
