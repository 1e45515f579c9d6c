import { parseDuration, ramInBytes } from '../../../base/units'
import { tagError } from '../names'
import type { Flag } from './flag'
import { mountError } from './mount'

type Checked = readonly [error: string | undefined, kept: readonly string[]]

/**
 * Whether a flag's type takes the value, in Go's words where it does not, and the value as it is kept.
 *
 * @models docker/cli opts/opts.go, opts/ulimit.go, opts/gpus.go, spf13/pflag
 * @fidelity full
 */
export function check(flag: Flag, value: string): Checked {
  const error = byName[flag.name]?.(value, flag) ?? byType[flag.type]?.(value)
  if (error !== undefined && error !== '') return [error, []]
  if (flag.type === 'bool') return [undefined, [truths.has(value) ? 'true' : 'false']]
  if (flag.type === 'strings') return [undefined, value === '' ? [] : value.split(',')]
  if (flag.name === 'attach') return [undefined, [value.toLowerCase()]]
  return [undefined, [value]]
}

type Check = (value: string, flag: Flag) => string | undefined

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const lies = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

const byType: Readonly<Record<string, (value: string) => string | undefined>> = {
  bool: (v) =>
    truths.has(v) || lies.has(v) ? undefined : `strconv.ParseBool: parsing ${JSON.stringify(v)}: invalid syntax`,
  int: (v) => intError(v, 'ParseInt', -(2 ** 63), 2 ** 63 - 1),
  uint16: (v) => intError(v, 'ParseUint', 0, 65535),
  uint32: (v) => intError(v, 'ParseUint', 0, 2 ** 32 - 1),
  uint: (v) => intError(v, 'ParseUint', 0, 2 ** 64),
  decimal: (v) => (rational(v) === undefined ? `failed to parse ${v} as a rational number` : undefined),
  duration: (v) => caught(() => parseDuration(v)),
  bytes: (v) => (v === '-1' ? undefined : caught(() => ramInBytes(v))),
  filter: (v) => (v === '' || v.includes('=') ? undefined : 'bad format of filter (expected name=value)'),
  ulimit: ulimitError,
  mount: mountError,
  'gpu-request': gpuError,
}

/** Lists with a rule of their own. */
const byName: Readonly<Record<string, Check>> = {
  attach: (v, f) =>
    f.type !== 'list' || /^std(in|out|err)$/i.test(v) ? undefined : 'valid streams are STDIN, STDOUT and STDERR',
  env: (v) => (v === '' || v[0] === '=' ? `invalid environment variable: ${v}` : undefined),
  label: (v, f) => (f.type === 'list' && v.trim()[0] === '=' ? `invalid label '${v}': empty name` : undefined),
  link: (v, f) => (f.type === 'list' && v.split(':').length > 2 ? `bad format for links: ${v}` : undefined),
  dns: (v) => (/^[\d.]+$|:/.test(v.trim()) ? undefined : `IP address is not correctly formatted: ${v}`),
  'add-host': (v) => (/^[^:=]+[:=].+/.test(v) ? undefined : `bad format for add-host: ${JSON.stringify(v)}`),
  sysctl: (v) =>
    /^(kernel\.(msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|net\.[^=]*|fs\.mqueue\.[^=]*)=/.test(v)
      ? undefined
      : `sysctl '${v}' is not allowed`,
  'device-read-bps': (v) => (/^\/dev\/.*:\d+/.test(v) ? undefined : `bad format: ${v}`),
  'device-write-bps': (v) => (/^\/dev\/.*:\d+/.test(v) ? undefined : `bad format: ${v}`),
  tag: (v, f) => (f.type === 'list' ? tagError(v) : undefined),
}

function intError(v: string, fn: string, min: number, max: number): string | undefined {
  const ok = fn === 'ParseInt' ? /^[+-]?(\d[\d_]*|0x[\da-f]+)$/i : /^(\d[\d_]*|0x[\da-f]+)$/i
  if (!ok.test(v)) return `strconv.${fn}: parsing ${JSON.stringify(v)}: invalid syntax`
  const n = Number(v)
  return n < min || n > max ? `strconv.${fn}: parsing ${JSON.stringify(v)}: value out of range` : undefined
}

/** big.Rat.SetString in outline: `0.5`, `1/2`, `1e1`. */
export function rational(v: string): number | undefined {
  const fraction = /^([+-]?\d+)\/(\d+)$/.exec(v)
  if (fraction) return Number(fraction[2]) === 0 ? undefined : Number(fraction[1]) / Number(fraction[2])
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(v) ? Number(v) : undefined
}

function ulimitError(v: string): string | undefined {
  const m = /^([^=]+)=(.*)$/.exec(v)
  if (!m) return `invalid ulimit argument: ${v}`
  const names = 'core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'
  if (!names.split(' ').includes(m[1]!)) return `invalid ulimit type: ${m[1]}`
  const limits = m[2]!.split(':')
  if (limits.length > 2) return `too many limit value arguments - ${m[2]}, can only have up to two, \`soft[:hard]\``
  for (const n of limits) {
    const bad = intError(n, 'ParseInt', -(2 ** 63), 2 ** 63)
    if (bad !== undefined) return bad
  }
  const [soft, hard] = limits.map(Number)
  return hard !== undefined && hard !== -1 && (soft! > hard || soft === -1)
    ? `ulimit soft limit must be less than or equal to hard limit: ${soft} > ${hard}`
    : undefined
}

function gpuError(v: string): string | undefined {
  for (const field of v.split(',')) {
    const [key, val] = field.includes('=')
      ? [field.slice(0, field.indexOf('=')), field.slice(field.indexOf('=') + 1)]
      : ['count', field]
    if (key === 'count' && val !== 'all' && !/^-?\d+$/.test(val)) {
      return `invalid count (${val}): value must be either "all" or an integer: invalid syntax`
    }
    if (!['count', 'driver', 'capabilities', 'device', 'options'].includes(key))
      return `unexpected key '${key}' in '${field}'`
  }
  return undefined
}

function caught(work: () => unknown): string | undefined {
  try {
    work()
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
