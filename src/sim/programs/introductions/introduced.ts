import { utf8 } from '../../../base/bytes'
import { baseName, exit, isBusybox, put, quietly } from '../face'
import { knownUsage } from '../busybox-usage'
import { gnuUsage, gnuVersion } from './gnu'
import { others } from './others'
import type { Program, Sys } from '../../wire/sys'

/** A program that says who it is when it is asked by `--version` or `--help`, before it does anything else. */
export const introduced = (program: Program): Program => ({
  ...program,
  start: (sys) => {
    const status = quietly(() => exit(introduction(sys) ?? none))
    return status.turn === 'exit' && status.status === none ? program.start(sys) : status
  },
})

const none = -1

/** Says what was asked for and gives the status; undefined when something else was asked. */
function introduction(sys: Sys): number | undefined {
  const name = baseName(sys.argv[0] ?? '')
  if (isBusybox(sys)) return sys.argv.length === 2 && sys.argv[1] === '--help' ? appletHelp(sys, name) : undefined
  const asked = questionOf(sys.argv.slice(1), name)
  if (asked === undefined) return undefined
  if (asked === '--help') return help(sys, name)
  const other = others[name]
  if (other?.asked.includes(asked)) return said(sys, other.words(sys, name), other.more)
  if (asked !== '--version' && asked !== '-V') return undefined
  const words = gnuVersion(sys, name)
  // Of these families util-linux and procps-ng alone know -V; sort and others mean something else by it.
  if (words === undefined || (asked === '-V' && !words.startsWith(`${name} from `))) return undefined
  return said(sys, words) || Number(name === 'false')
}

const rest = 'glasswhale: the rest of this is not simulated\n'

function said(sys: Sys, words: string, more = false): number {
  put(sys, words)
  if (more) sys.write(2, utf8(rest))
  return 0
}

function help(sys: Sys, name: string): number | undefined {
  const words = gnuUsage(sys, name)
  return words === undefined ? undefined : said(sys, words, true)
}

/** Whose words are its own affair, or which run others, look for a question only where it is the first word. */
const first = new Set(
  'base64 basename chroot dd dirname echo env expr false find kill logger nice nohup nsenter printenv printf seq setsid sleep stdbuf strings su sudo sysctl test timeout tr true unshare watch xargs yes'.split(
    ' ',
  ),
)

/** Of these nothing is a question unless it is all that was said. */
const alone = new Set(['echo', 'false', 'printf', 'test', 'true'])

/** The option that asks; after operands only, so that it cannot be the value of another option. */
function questionOf(args: readonly string[], name: string): string | undefined {
  const [word] = args
  if (word === undefined || (alone.has(name) && args.length > 1)) return undefined
  if (word.startsWith('-')) return /^(--version|--help|-V|-v|-Version)$/.test(word) ? word : undefined
  if (first.has(name)) return undefined
  const option = args.find((each) => each.startsWith('-'))
  return option === '--version' || option === '--help' ? option : undefined
}

/** The applet's usage; the list of its options is left out. */
function appletHelp(sys: Sys, name: string): number | undefined {
  const words = knownUsage(name)
  return words === undefined ? undefined : said(sys, words, true)
}
