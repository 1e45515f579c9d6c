/**
 * Flags as data. A command's flags are written `short/name:type=default`, separated by spaces; without a type it is a switch.
 * `~` marks one that help leaves out; `old>new` is a hidden second name; `old>>new` one that is deprecated and says so.
 *
 * @models spf13/pflag
 * @fidelity full
 */
export interface Flag {
  readonly name: string
  readonly short: string
  readonly type: string
  readonly fallback: string
  readonly hidden?: true
}

export interface Flags {
  readonly list: readonly Flag[]
  readonly aliases: Readonly<Record<string, { readonly to: string; readonly deprecated: boolean }>>
}

export function flagsOf(text: string): Flags {
  const list: Flag[] = []
  const aliases: Record<string, { to: string; deprecated: boolean }> = {}
  for (const word of text.split(' ').filter(Boolean)) {
    const alias = /^([^>]+)>(>?)(.+)$/.exec(word)
    if (alias) aliases[alias[1]!] = { to: alias[3]!, deprecated: alias[2] === '>' }
    else list.push(flagOf(word))
  }
  return { list, aliases }
}

function flagOf(word: string): Flag {
  if (word.startsWith('~')) return { ...flagOf(word.slice(1)), hidden: true }
  const [spec, fallback = ''] = word.split('=') as [string, string?]
  const [names, type = 'bool'] = spec.split(':') as [string, string?]
  const [short, name] = names.includes('/') ? (names.split('/') as [string, string]) : ['', names]
  return { name, short, type, fallback }
}

const many = new Set([
  'list',
  'stringArray',
  'strings',
  'map',
  'filter',
  'ulimit',
  'mount',
  'network',
  'gpu-request',
  'stringToString',
])

/** Whether each use adds a value rather than replacing the last. */
export const repeats = (flag: Flag): boolean => many.has(flag.type)

export const findFlag = (flags: Flags, name: string): Flag | undefined => flags.list.find((f) => f.name === name)
export const findShort = (flags: Flags, short: string): Flag | undefined => flags.list.find((f) => f.short === short)
