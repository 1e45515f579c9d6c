import { ramInBytes } from '../../../base/units'
import type { Json } from '../../wire/rpc'

/**
 * `--mount type=volume,src=data,dst=/data,readonly`.
 *
 * @models docker/cli opts/mount.go
 * @fidelity part: cluster volumes and image sub-paths are not told apart
 */
export interface MountRead {
  readonly mount?: Readonly<Record<string, Json>>
  readonly error?: string
}

export const mountError = (text: string): string | undefined => parseMount(text, '/').error

type Draft = Record<string, Json>

export function parseMount(text: string, cwd: string): MountRead {
  const m: Draft = { Type: 'volume' }
  const options: Record<string, Record<string, Json>> = {}
  const option = (kind: string) => (options[`${kind}Options`] ??= {})
  for (const field of csv(text)) {
    const cut = field.indexOf('=')
    const key = (cut < 0 ? field : field.slice(0, cut)).toLowerCase()
    const value = cut < 0 ? '' : field.slice(cut + 1)
    if (cut < 0 && !bare.has(key)) return { error: `invalid field '${field}' must be a key=value pair` }
    const error = put(m, option, key, cut < 0 ? 'true' : value, field, cwd)
    if (error !== undefined) return { error }
  }
  if (m['Target'] === undefined) return { error: 'target is required' }
  return mismatched(m, options) ?? { mount: { ...ordered(m), ...options } }
}

const bare = new Set(['readonly', 'ro', 'volume-nocopy', 'bind-nonrecursive', 'bind-create-src'])

function put(
  m: Draft,
  option: (kind: string) => Record<string, Json>,
  key: string,
  value: string,
  field: string,
  cwd: string,
): string | undefined {
  switch (key) {
    case 'type':
      m['Type'] = value.toLowerCase()
      return undefined
    case 'source':
    case 'src':
      m['Source'] = /^\.{1,2}(\/|$)/.test(value) ? absolute(value, cwd) : value
      return undefined
    case 'target':
    case 'dst':
    case 'destination':
      m['Target'] = value
      return undefined
    case 'readonly':
    case 'ro': {
      const truth = flagOf(value)
      if (truth === undefined) return `invalid value for ${key}: ${value}`
      m['ReadOnly'] = truth
      return undefined
    }
    case 'consistency':
      m['Consistency'] = value.toLowerCase()
      return undefined
    case 'bind-propagation':
      option('Bind')['Propagation'] = value.toLowerCase()
      return undefined
    case 'bind-nonrecursive':
      option('Bind')['NonRecursive'] = flagOf(value) ?? false
      return undefined
    case 'bind-recursive':
      if (!['enabled', 'disabled', 'writable', 'readonly'].includes(value))
        return `invalid value for ${key}: ${value} (must be "enabled", "disabled", "writable", or "readonly")`
      if (value === 'disabled') option('Bind')['NonRecursive'] = true
      return undefined
    case 'volume-subpath':
      option('Volume')['Subpath'] = value
      return undefined
    case 'volume-nocopy':
      option('Volume')['NoCopy'] = flagOf(value) ?? true
      return undefined
    case 'volume-label':
      addPair(option('Volume'), 'Labels', value)
      return undefined
    case 'volume-driver':
      option('Volume')['DriverConfig'] = { ...(option('Volume')['DriverConfig'] as object | undefined), Name: value }
      return undefined
    case 'volume-opt': {
      const config = { ...(option('Volume')['DriverConfig'] as Record<string, Json> | undefined) }
      addPair(config, 'Options', value)
      option('Volume')['DriverConfig'] = config
      return undefined
    }
    case 'tmpfs-size':
      try {
        option('Tmpfs')['SizeBytes'] = ramInBytes(value)
        return undefined
      } catch {
        return `invalid value for ${key}: ${value}`
      }
    case 'tmpfs-mode':
      if (!/^[0-7]+$/.test(value)) return `invalid value for ${key}: ${value}`
      option('Tmpfs')['Mode'] = parseInt(value, 8)
      return undefined
    case 'image-subpath':
      option('Image')['Subpath'] = value
      return undefined
    default:
      return `unknown option '${key}' in '${field}'`
  }
}

function mismatched(m: Draft, options: Record<string, unknown>): MountRead | undefined {
  const kind = m['Type'] as string
  for (const [key, type] of [
    ['VolumeOptions', 'volume'],
    ['BindOptions', 'bind'],
    ['TmpfsOptions', 'tmpfs'],
    ['ImageOptions', 'image'],
  ] as const) {
    if (options[key] !== undefined && kind !== type)
      return { error: `cannot mix '${type}-*' options with mount type '${kind}'` }
  }
  return undefined
}

/** In the order of Go's struct. */
function ordered(m: Draft): Record<string, Json> {
  const out: Record<string, Json> = {}
  for (const key of ['Type', 'Source', 'Target', 'ReadOnly', 'Consistency']) if (m[key] !== undefined) out[key] = m[key]
  return out
}

function addPair(into: Record<string, Json>, key: string, pair: string): void {
  const cut = pair.indexOf('=')
  const name = cut < 0 ? pair : pair.slice(0, cut)
  into[key] = { ...(into[key] as Record<string, Json> | undefined), [name]: cut < 0 ? '' : pair.slice(cut + 1) }
}

const flagOf = (v: string): boolean | undefined =>
  /^(1|t|true)$/i.test(v) ? true : /^(0|f|false)$/i.test(v) ? false : undefined

export function absolute(path: string, cwd: string): string {
  const parts: string[] = []
  for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return `/${parts.join('/')}`
}

/** encoding/csv of one line, with quotes. */
export function csv(text: string): string[] {
  const out: string[] = []
  let field = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quoted && c === '"' && text[i + 1] === '"') field += text[++i]
    else if (c === '"' && (quoted || field === '')) quoted = !quoted
    else if (c === ',' && !quoted) {
      out.push(field)
      field = ''
    } else field += c
  }
  return [...out, field]
}
