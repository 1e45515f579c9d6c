import { suggest } from '../errors'

/**
 * The `--name=value` of an instruction.
 * @models buildkit frontend/dockerfile/instructions/bflag.go
 * @fidelity full
 */
export type FlagKinds = Readonly<Record<string, 'string' | 'bool' | 'strings'>>

/** The values by name; a list's are joined by NUL. Throws BuildKit's words. */
export function readFlags(flags: readonly string[], kinds: FlagKinds): Readonly<Record<string, string>> {
  const values: Record<string, string> = {}
  for (const flag of flags) {
    const [name = '', value] = cut(flag)
    const kind = kinds[name]
    if (kind === undefined) throw new Error(suggest(`unknown flag: --${name}`, name, Object.keys(kinds), true))
    if (name in values && kind !== 'strings') throw new Error(`duplicate flag specified: --${name}`)
    const read = kind === 'bool' ? boolean(name, value) : value
    if (read === undefined) throw new Error(`missing a value on flag: --${name}`)
    values[name] = kind === 'strings' && name in values ? `${values[name]!}\0${read}` : read
  }
  return values
}

function cut(flag: string): readonly [name: string, value?: string] {
  const equals = flag.indexOf('=')
  return equals < 0 ? [flag.slice(2)] : [flag.slice(2, equals), flag.slice(equals + 1)]
}

function boolean(name: string, value: string | undefined): string | undefined {
  const lower = value?.toLowerCase()
  if (lower === '') return undefined
  if (lower === undefined || lower === 'true') return 'true'
  if (lower === 'false') return 'false'
  throw new Error(`expecting boolean value for flag --${name}, not: ${value}`)
}
