import type { Sys } from '../../wire/sys'
import { baseName, calledAs } from '../face'
import { getopt } from '../options'
import type { Dialect } from './editing'

/** What the command line asks for, or the status to end with. */
export interface Wanted {
  readonly file: string
  readonly readonly: boolean
  /** Commands of vi's to run at the start. */
  readonly commands: readonly string[]
}

const versions: Readonly<Record<Dialect, string>> = {
  vim: 'VIM - Vi IMproved 9.1 (2024 Jan 02)\n',
  busybox: '',
  nano: ' GNU nano, version 7.2\n',
}

export function wanted(sys: Sys, dialect: Dialect): Wanted | number {
  const words = sys.argv.slice(1)
  if (dialect !== 'busybox' && words.some((word) => word === '--version' || (word === '-V' && dialect === 'nano')))
    return (sys.write(1, versions[dialect]), 0)
  const start = words.filter((word) => word.startsWith('+'))
  const rest = words.filter((word) => !word.startsWith('+'))
  if (dialect === 'nano') return nanoWanted(sys, rest)
  const options = getopt(sys, rest, { short: dialect === 'vim' ? 'Rc:nNeysvbu:i:T:' : 'Rc:H' })
  if (options === undefined) return 1
  return {
    file: options.operands[0] ?? '',
    readonly: options.flags['R'] !== undefined || baseName(calledAs(sys)) === 'view',
    commands: [...start.map((word) => (word === '+' ? '$' : word.slice(1))), ...(options.flags['c'] ?? [])],
  }
}

function nanoWanted(sys: Sys, words: readonly string[]): Wanted | number {
  const long = {
    view: 'v',
    linenumbers: 'l',
    softwrap: 'S',
    'tabsize=': 'T',
    tabstospaces: 'E',
    autoindent: 'i',
    mouse: 'm',
    nowrap: 'w',
  }
  const options = getopt(sys, words, { short: 'vlST:EimwcB', long })
  if (options === undefined) return 1
  return { file: options.operands[0] ?? '', readonly: options.flags['v'] !== undefined, commands: [] }
}
