import { text, type Bytes } from '../../base/bytes'

/**
 * /etc/docker/daemon.json: what it may say, and the words with which dockerd refuses it.
 *
 * @models moby daemon/config/config.go, cmd/dockerd/daemon.go loadDaemonCliConfig
 * @fidelity part: names of directives are checked; of the values only those that the simulation honours
 */
export type DaemonConfig = Readonly<Record<string, unknown>>

const path = '/etc/docker/daemon.json'

const directives = new Set(
  `allow-direct-routing allow-nondistributable-artifacts api-cors-header authorization-plugins bip bip6 bridge bridge-accept-fwmark
builder cdi-spec-dirs cgroup-parent containerd containerd-namespace containerd-plugins-namespace cpu-rt-period cpu-rt-runtime
data-root debug default-address-pools default-cgroupns-mode default-gateway default-gateway-v6 default-ipc-mode default-network-opts
default-runtime default-shm-size default-ulimits dns dns-opts dns-search exec-opts exec-root experimental features firewall-backend fixed-cidr
fixed-cidr-v6 group host-gateway-ip host-gateway-ips hosts http-proxy https-proxy icc init init-path insecure-registries ip ip-forward
ip-forward-no-drop ip-masq ip6tables iptables ipv6 labels live-restore log-driver log-format log-level log-opts max-concurrent-downloads
max-concurrent-uploads max-download-attempts metrics-addr mtu network-control-plane-mtu no-new-privileges no-proxy node-generic-resources
oom-score-adjust pidfile proxies raw-logs registry-mirrors runtimes seccomp-profile selinux-enabled shutdown-timeout storage-driver
storage-opts swarm-default-advertise-addr tls tlscacert tlscert tlskey tlsverify userland-proxy userland-proxy-path userns-remap`.split(
    /\s+/,
  ),
)

/** What SIGHUP changes, and what beside it has an effect in here. */
export const reloadable = ['debug', 'insecure-registries', 'labels', 'registry-mirrors'] as const as readonly string[]

const honoured = [...reloadable, 'log-driver', 'log-opts', 'hosts', 'features']

/** Directives that are right and change nothing in here. */
export const unheeded = (config: DaemonConfig): readonly string[] =>
  Object.keys(config).filter((key) => !honoured.includes(key))

/** A directive that is a list of words. */
export const listOf = (config: DaemonConfig | undefined, key: string): readonly string[] => {
  const value = config?.[key]
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
}

/** `log-driver` and `log-opts`: what a container gets that asks for nothing else. */
export function logging(config: DaemonConfig = {}): {
  readonly Type: string
  readonly Config: Readonly<Record<string, string>>
} {
  const { 'log-driver': driver, 'log-opts': options } = config
  const own = typeof options === 'object' && options !== null ? (options as Readonly<Record<string, string>>) : {}
  return { Type: typeof driver === 'string' ? driver : 'json-file', Config: own }
}

/** The configuration, or what dockerd dies with. An empty file says nothing. */
export function parseConfig(data: Bytes): DaemonConfig | string {
  const words = text(data)
  if (words.trim() === '') return {}
  const parsed = parsedJson(words)
  if (typeof parsed === 'string') return `${refused}: ${parsed}`
  const unknown = Object.keys(parsed).filter((key) => !directives.has(key))
  if (unknown.length > 0)
    return `${refused}: the following directives don't match any configuration option: ${unknown.join(', ')}`
  return parsed
}

const refused = `unable to configure the Docker daemon with file ${path}`

function parsedJson(words: string): DaemonConfig | string {
  try {
    const value = JSON.parse(words) as unknown
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as DaemonConfig
    const what = Array.isArray(value) ? 'array' : typeof value
    return `json: cannot unmarshal ${what} into Go value of type map[string]interface {}`
  } catch {
    return goError(words)
  }
}

/** How encoding/json tells where a text stops being JSON. */
function goError(words: string): string {
  const trimmed = words.trim()
  const comma = /,\s*([}\]])/.exec(trimmed)
  if (comma !== null)
    return comma[1] === '}'
      ? "invalid character '}' looking for beginning of object key string"
      : "invalid character ']' looking for beginning of value"
  if (!trimmed.endsWith('}')) return 'unexpected EOF'
  const missing = /(?:["\]}\d]|true|false)\s*\n\s*"/.exec(trimmed)
  if (missing !== null) return `invalid character '"' after object key:value pair`
  const start = /^\{\s*([^"\s}])/.exec(trimmed)
  if (start !== null) return `invalid character '${start[1]}' looking for beginning of object key string`
  return `invalid character '${trimmed[0]}' looking for beginning of value`
}
