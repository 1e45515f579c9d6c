import { ociRunConfig, type RunConfig } from '../../../oci/config'
import { goJson, sorted } from '../../../../base/json'

/**
 * Values as Go would have them. A row of a listing is a record of methods with a type name; what `inspect` shows is JSON,
 * where objects are structs unless their field is known to be a map.
 *
 * @models Go fmt, encoding/json; docker/cli templates
 * @fidelity part: pointers inside structs are shown as values
 */
export interface Row {
  readonly row: string // Go type, such as `*formatter.imageContext`
  /** Method name to value; a function takes one argument (`.Label "x"`). */
  readonly methods: Readonly<Record<string, GoValue | ((arg: string) => GoValue)>>
  /** Fields that are there for templates and not for `json`. */
  readonly hidden?: readonly string[]
  /** A Go map: a name that is not there gives `<no value>`. */
  readonly open?: boolean
}

export type GoValue =
  undefined | null | boolean | number | string | readonly GoValue[] | { readonly [key: string]: GoValue } | Row

export const isRow = (v: unknown): v is Row =>
  typeof v === 'object' && v !== null && typeof (v as Row).row === 'string' && typeof (v as Row).methods === 'object'
export const isRecord = (v: GoValue): v is { readonly [key: string]: GoValue } =>
  typeof v === 'object' && v !== null && !Array.isArray(v) && !isRow(v)

/** Go's idea of true: not zero, not empty. Structs are always true. */
export const truth = (v: GoValue): boolean => {
  if (v === undefined || v === null || v === false || v === 0 || v === '') return false
  if (Array.isArray(v)) return v.length > 0
  return isRow(v) ? true : typeof v === 'object' ? Object.keys(v).length > 0 : true
}

/** Objects under these names are Go maps (printed `map[k:v]`, missing keys allowed); all others are structs. */
export const mapFields = new Set(
  'Labels Ports Networks Options Volumes ExposedPorts DriverOpts Sysctls Tmpfs PortBindings Annotations Data StorageOpt Containers Config Status IPAMConfig.Options UsageData.Labels Aux AuxiliaryAddresses Details'.split(
    ' ',
  ),
)

/** fmt's %v. `name` is the field that the value came from. */
export function print(v: GoValue, name = ''): string {
  if (v === undefined) return '<no value>'
  if (name === 'LastTagTime' && typeof v === 'string') return v.replace('T', ' ').replace('Z', ' +0000 UTC')
  if (v === null)
    return mapFields.has(name)
      ? 'map[]'
      : /^(Platform|State|HostConfig|Health|Healthcheck|MemorySwappiness|SizeRw|SizeRootFs|StopTimeout|OomKillDisable|PidsLimit|IPAMConfig|Init)$/.test(
            name,
          )
        ? '<nil>'
        : '[]'
  if (typeof v === 'string') return v
  if (typeof v === 'number') return number(v)
  if (typeof v === 'boolean') return String(v)
  if (Array.isArray(v)) return `[${v.map((e: GoValue) => print(e)).join(' ')}]`
  if (isRow(v))
    return `{${Object.values(v.methods)
      .map((m) => (typeof m === 'function' ? '' : print(m)))
      .join(' ')}}`
  const record = v as { readonly [key: string]: GoValue }
  if (!isMap(record, name))
    return `{${fieldsOf(record)
      .map(([k, e]) => print(e, k))
      .join(' ')}}`
  return `map[${Object.keys(record)
    .sort()
    .map((k) => `${k}:${print(record[k])}`)
    .join(' ')}]`
}

/** fmt's %v of decoded JSON: every object is a map, and nil is no value. */
export function printRaw(v: GoValue): string {
  if (v === undefined || v === null) return '<no value>'
  if (Array.isArray(v)) return `[${v.map((e: GoValue) => (e === null ? '<nil>' : printRaw(e))).join(' ')}]`
  if (!isRecord(v)) return print(v)
  return `map[${Object.keys(v)
    .sort()
    .map((k) => `${k}:${v[k] === null ? '<nil>' : printRaw(v[k])}`)
    .join(' ')}]`
}

/** Fields that JSON leaves out when they are empty are printed all the same. */
function fieldsOf(record: { readonly [key: string]: GoValue }): readonly (readonly [string, GoValue])[] {
  if ('Subnet' in record)
    return [
      ['Subnet', record['Subnet']],
      ['IPRange', record['IPRange'] ?? ''],
      ['Gateway', record['Gateway'] ?? ''],
      ['Labels', record['AuxiliaryAddresses'] ?? null],
    ]
  if ('FinishedAt' in record && !('Health' in record)) return [...Object.entries(record), ['Health', null]]
  return Object.entries(record)
}

/** `Config` is a struct in a container and a map in LogConfig: a map's values are all of one plain kind. */
export const isMap = (record: { readonly [key: string]: GoValue }, name: string): boolean =>
  name === ''
    ? Object.keys(record).some((k) => !/^[A-Z]\w*$/.test(k))
    : name === 'Config'
      ? Object.values(record).every((e) => typeof e === 'string')
      : mapFields.has(name)

const number = (n: number): string => (Number.isInteger(n) && Math.abs(n) < 1e21 ? BigInt(n).toString() : String(n))

/** `json`: a row's methods sorted by name and safe for HTML, anything else as it came and not. */
export function json(v: GoValue): string {
  return isRow(v)
    ? goJson(plain(v))
    : JSON.stringify(plain(v), (_, inner: unknown) => (isImageConfig(inner) ? ociRunConfig(inner) : inner))
}

/** What an image starts containers with: Go encodes that struct anew, in its own order and without what is empty. */
const isImageConfig = (v: unknown): v is RunConfig =>
  typeof v === 'object' && v !== null && 'OnBuild' in v && 'WorkingDir' in v && !('Hostname' in v)

export function plain(v: GoValue): unknown {
  if (v === undefined) return null
  if (isRow(v)) {
    const shown = Object.entries(v.methods).filter(([name, m]) => typeof m !== 'function' && !v.hidden?.includes(name))
    return sorted(Object.fromEntries(shown.map(([name, m]) => [name, plain(m as GoValue)])))
  }
  return v
}
