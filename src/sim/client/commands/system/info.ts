import { bytesSize } from '../../../../base/units'
import { verb, type Cli } from '../../engine'
import { daemonError, failed } from '../../errors'
import { value } from '../../flags/parse'
import { compile, execute } from '../../format/template/run'
import { TemplateError } from '../../format/template/node'
import { json, type GoValue, type Row } from '../../format/template/value'
import { clientVersion } from '../../version'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker info.
 *
 * @models docker/cli cli/command/system/info.go
 * @fidelity part: no swarm, no plugins of the client but buildx
 */
interface Info {
  readonly [key: string]: GoValue
}

export const info = verb({
  start(c) {
    c.call({ method: 'GET', path: '/info' }, 'answered')
  },
  phases: {
    answered(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return alone(c, daemonError(heard))
      shown(c, bodyOf<Info>(heard))
    },
  },
  fail: (c, message) => alone(c, message),
})

const clientText = `Client:\n Version:    ${clientVersion.version}\n Context:    default\n Debug Mode: false\n Plugins:\n  buildx: Docker Buildx (Docker Inc.)\n    Version:  v0.24.0\n    Path:     /usr/libexec/docker/cli-plugins/docker-buildx\n`

function alone(c: Cli, message: string): void {
  if (value(c.parsed, 'format') !== '') return stop(c, message)
  c.out(`${clientText}\nServer:\n`)
  c.err(`ERROR: ${message}\n`)
  stop(c, 'errors pretty printing info')
}

function stop(c: Cli, message: string): void {
  c.err(`${message}\n`)
  c.exit(1)
}

const clientInfo = {
  Debug: false,
  Version: clientVersion.version,
  GitCommit: clientVersion.gitCommit,
  GoVersion: clientVersion.goVersion,
  Os: 'linux',
  Arch: 'amd64',
  BuildTime: clientVersion.built,
  Context: 'default',
  Plugins: [],
  Warnings: null,
}

function shown(c: Cli, server: Info): void {
  const format = value(c.parsed, 'format')
  if (format === '') {
    c.out(`${clientText}\nServer:\n${serverText(server)}\n`)
    for (const warning of (server['Warnings'] ?? []) as readonly string[]) c.err(`${warning}\n`)
    return c.exit(0)
  }
  const whole: Info = { ...server, ClientInfo: clientInfo }
  if (format === 'json') {
    c.out(`${json(whole)}\n`)
    return c.exit(0)
  }
  try {
    const row: Row = {
      row: 'system.dockerInfo',
      methods: { ...(whole as Row['methods']), NCPU: server['NCPU'], DockerRootDir: server['DockerRootDir'] },
    }
    c.out(`${/^\{\{\s*json \.\s*\}\}$/.test(format) ? json(whole) : execute(compile(format), row)}\n`)
    c.exit(0)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const parsing = !/executing/.test(error.message)
    c.err(parsing ? `template parsing error: ${error.message}\n` : `${error.message}\n`)
    c.exit(parsing ? 64 : 1)
  }
}

function serverText(i: Info): string {
  const lines: string[] = []
  const say = (name: string, v: GoValue) => lines.push(` ${name}: ${String(v ?? '')}`)
  const some = (name: string, v: GoValue) => (v === undefined || v === null || v === '' ? undefined : say(name, v))
  const text = (v: GoValue) => ((v ?? []) as readonly string[]).join(' ')
  const plugins = (i['Plugins'] ?? {}) as Info
  say('Containers', i['Containers'])
  say(' Running', i['ContainersRunning'])
  say(' Paused', i['ContainersPaused'])
  say(' Stopped', i['ContainersStopped'])
  say('Images', i['Images'])
  some('Server Version', i['ServerVersion'])
  some('Storage Driver', i['Driver'])
  for (const [name, v] of (i['DriverStatus'] ?? []) as readonly (readonly [string, string])[]) say(` ${name}`, v)
  some('Logging Driver', i['LoggingDriver'])
  some('Cgroup Driver', i['CgroupDriver'])
  some('Cgroup Version', i['CgroupVersion'])
  lines.push(' Plugins:')
  for (const kind of ['Volume', 'Network', 'Log']) say(` ${kind}`, text(plugins[kind]))
  if (((i['CDISpecDirs'] ?? []) as readonly string[]).length > 0)
    lines.push(' CDI spec directories:', ...(i['CDISpecDirs'] as readonly string[]).map((d) => `  ${d}`))
  say('Swarm', ((i['Swarm'] ?? {}) as Info)['LocalNodeState'] ?? 'inactive')
  const runtimes = Object.keys((i['Runtimes'] ?? {}) as Info)
  if (runtimes.length > 0) {
    say('Runtimes', runtimes.join(' '))
    say('Default Runtime', i['DefaultRuntime'])
  }
  say('Init Binary', i['InitBinary'])
  for (const [name, key] of [
    ['containerd', 'ContainerdCommit'],
    ['runc', 'RuncCommit'],
    ['init', 'InitCommit'],
  ] as const)
    say(`${name} version`, ((i[key] ?? {}) as Info)['ID'])
  security(lines, i['SecurityOptions'])
  for (const [name, key] of [
    ['Kernel Version', 'KernelVersion'],
    ['Operating System', 'OperatingSystem'],
    ['OSType', 'OSType'],
    ['Architecture', 'Architecture'],
  ] as const)
    some(name, i[key])
  say('CPUs', i['NCPU'])
  say('Total Memory', bytesSize(Number(i['MemTotal'] ?? 0)))
  some('Name', i['Name'])
  some('ID', i['ID'])
  say('Docker Root Dir', i['DockerRootDir'])
  say('Debug Mode', i['Debug'])
  for (const [name, key] of [
    ['HTTP Proxy', 'HttpProxy'],
    ['HTTPS Proxy', 'HttpsProxy'],
    ['No Proxy', 'NoProxy'],
  ] as const)
    some(name, i[key])
  say('Experimental', i['ExperimentalBuild'] ?? false)
  registries(lines, (i['RegistryConfig'] ?? {}) as Info)
  say('Live Restore Enabled', i['LiveRestoreEnabled'] ?? false)
  some('Product License', i['ProductLicense'])
  return `${lines.join('\n')}\n`
}

function security(lines: string[], options: GoValue): void {
  const all = (options ?? []) as readonly string[]
  if (all.length === 0) return
  lines.push(' Security Options:')
  for (const option of all) {
    const fields = Object.fromEntries(option.split(',').map((f) => f.split('=') as [string, string]))
    lines.push(`  ${fields['name'] ?? option}`)
    if (fields['profile'] !== undefined) lines.push(`   Profile: ${fields['profile']}`)
  }
}

function registries(lines: string[], config: Info): void {
  const insecure = Object.values(
    (config['IndexConfigs'] ?? {}) as Record<string, { Name: string; Secure: boolean }>,
  ).filter((r) => !r.Secure)
  const ranges = (config['InsecureRegistryCIDRs'] ?? []) as readonly string[]
  if (insecure.length + ranges.length > 0)
    lines.push(' Insecure Registries:', ...insecure.map((r) => `  ${r.Name}`), ...ranges.map((r) => `  ${r}`))
  const mirrors = (config['Mirrors'] ?? []) as readonly string[]
  if (mirrors.length > 0) lines.push(' Registry Mirrors:', ...mirrors.map((m) => `  ${m}`))
}
