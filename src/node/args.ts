/** Command lines of `glasswhale`: long options with `=` or a following word, everything else positional. */
export interface Options {
  readonly positional: readonly string[]
  readonly flags: ReadonlySet<string>
  readonly values: Readonly<Record<string, readonly string[]>>
}

/** What a verb takes: names of switches, and of options that want a value. */
export interface Shape {
  readonly flags: readonly string[]
  readonly values: readonly string[]
}

/** Thrown for a command line that cannot be understood: exit status 2. */
export class UsageError extends Error {}

export function parseArgs(args: readonly string[], shape: Shape): Options {
  const positional: string[] = []
  const flags = new Set<string>()
  const values: Record<string, string[]> = {}
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!
    if (arg === '-' || !arg.startsWith('-')) {
      positional.push(arg)
      continue
    }
    const [name = '', given] = splitOption(arg)
    if (shape.flags.includes(name) && given === undefined) flags.add(name)
    else if (shape.values.includes(name)) {
      const value = given ?? args[++i]
      if (value === undefined) throw new UsageError(`option --${name} needs a value`)
      values[name] = [...(values[name] ?? []), value]
    } else throw new UsageError(`unknown option ${arg}`)
  }
  return { positional, flags, values }
}

const splitOption = (arg: string): readonly [string, string | undefined] => {
  const equals = arg.indexOf('=')
  return equals < 0 ? [arg.replace(/^--?/, ''), undefined] : [arg.slice(2, equals), arg.slice(equals + 1)]
}

export const single = (options: Options, name: string): string | undefined => options.values[name]?.at(-1)

/** A number of at least `least`, or the default. */
export function numberOption(options: Options, name: string, otherwise: number, least = 0): number {
  const text = single(options, name)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!Number.isFinite(value) || value < least)
    throw new UsageError(`option --${name} needs a number of at least ${least}, not "${text}"`)
  return value
}

/** `HOSTPATH=LOCALPATH` pairs. */
export const pairs = (options: Options, name: string): readonly (readonly [string, string])[] =>
  (options.values[name] ?? []).map((text) => {
    const equals = text.indexOf('=')
    if (equals <= 0) throw new UsageError(`option --${name} needs HOSTPATH=LOCALPATH, not "${text}"`)
    return [text.slice(0, equals), text.slice(equals + 1)]
  })
