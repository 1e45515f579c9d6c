import { fail, oneShot, put } from '../face'
import { getopt, has, type Options } from '../options'
import { users } from '../accounts/names'
import { processes, type ProcInfo } from '../procps/proc'
import type { Sys } from '../../wire/sys'

/**
 * Processes as a tree.
 *
 * @models psmisc pstree(1)
 * @fidelity part: -a -p -n -s -u -A -U -T -l and a pid or user; no threads
 */
interface Signs {
  readonly single: string
  readonly first: string
  readonly more: string
  readonly last: string
  readonly bar: string
}

const ascii: Signs = { single: '---', first: '-+-', more: ' |-', last: ' `-', bar: ' | ' }
const utf8: Signs = { single: '───', first: '─┬─', more: ' ├─', last: ' └─', bar: ' │ ' }

interface Drawing {
  readonly label: (p: ProcInfo) => string
  readonly below: (p: ProcInfo) => readonly ProcInfo[]
  readonly compact: boolean
  readonly signs: Signs
}

export const pstree = oneShot('pstree', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'apnsuAUGTlchHgtSZ',
    long: {
      arguments: 'a',
      'show-pids': 'p',
      'numeric-sort': 'n',
      'show-parents': 's',
      ascii: 'A',
      unicode: 'U',
      'uid-changes': 'u',
      'hide-threads': 'T',
      long: 'l',
      'compact-not': 'c',
    },
  })
  if (options === undefined) return 1
  const all = processes(sys)
  const roots = rootsOf(sys, all, options)
  if (typeof roots === 'string') return fail(sys, roots)
  if (roots.length === 0) return 1
  const drawing = drawingOf(sys, all, options)
  const draw = has(options, 'a') ? withArguments : sideways
  put(
    sys,
    roots
      .map((root) =>
        draw(drawing, root)
          .map((line) => `${line}\n`)
          .join(''),
      )
      .join('\n'),
  )
  return 0
})

function rootsOf(sys: Sys, all: readonly ProcInfo[], options: Options): readonly ProcInfo[] | string {
  const word = options.operands.find((each) => !each.startsWith('-'))
  const known = new Set(all.map((p) => p.pid))
  if (word === undefined) return all.filter((p) => p.pid === 1 || (!known.has(1) && !known.has(p.ppid)))
  if (/^\d+$/.test(word)) return all.filter((p) => p.pid === Number(word))
  const user = users(sys).find((each) => each.name === word)
  if (user === undefined) return `No such user name: ${word}`
  const own = new Set(all.filter((p) => p.uid === user.uid).map((p) => p.pid))
  return all.filter((p) => own.has(p.pid) && !own.has(p.ppid))
}

function drawingOf(sys: Sys, all: readonly ProcInfo[], options: Options): Drawing {
  const number = (p: ProcInfo) => (has(options, 'p') ? (has(options, 'a') ? `,${p.pid}` : `(${p.pid})`) : '')
  const words = (p: ProcInfo) =>
    has(options, 'a') && !p.args.startsWith('[') ? p.args.split(' ').slice(1).join(' ') : ''
  const label = (p: ProcInfo) => `${p.comm}${number(p)}${words(p) === '' ? '' : ` ${words(p)}`}`
  const byName = (a: ProcInfo, b: ProcInfo) => (a.comm < b.comm ? -1 : a.comm > b.comm ? 1 : a.pid - b.pid)
  const order = has(options, 'n') ? (a: ProcInfo, b: ProcInfo) => a.pid - b.pid : byName
  const below = (p: ProcInfo) => all.filter((other) => other.ppid === p.pid && other.pid !== p.pid).sort(order)
  const drawn =
    has(options, 'U') ||
    (sys.isatty(1) && /utf-?8/i.test(sys.env['LC_ALL'] ?? sys.env['LANG'] ?? '') && !has(options, 'A'))
  return {
    label,
    below,
    compact: !has(options, 'p') && !has(options, 'c') && !has(options, 'a'),
    signs: drawn ? utf8 : ascii,
  }
}

/** The first child goes on in the line of its parent, the others hang below it. */
function sideways(drawing: Drawing, root: ProcInfo): readonly string[] {
  const { signs, label, below } = drawing
  const head = label(root)
  const kids = compacted(
    drawing,
    below(root).map((kid) => sideways(drawing, kid)),
  )
  const blank = ' '.repeat(head.length)
  const lines = kids.flatMap((kid, i) => {
    const isLast = i === kids.length - 1
    const joint = kids.length === 1 ? signs.single : i === 0 ? signs.first : isLast ? signs.last : signs.more
    return kid.map(
      (line, j) => (j === 0 ? (i === 0 ? head : blank) + joint : blank + (isLast ? '   ' : signs.bar)) + line,
    )
  })
  return lines.length === 0 ? [head] : lines
}

/** Like ones are counted: `3*[sleep]`. */
function compacted({ compact }: Drawing, kids: readonly (readonly string[])[]): readonly (readonly string[])[] {
  if (!compact) return kids
  const key = (kid: readonly string[]) => kid.join('\n')
  return kids.flatMap((kid, i) => {
    const same = kids.filter((other) => key(other) === key(kid)).length
    if (same === 1 || kid.length > 1) return [kid]
    return kids.findIndex((other) => key(other) === key(kid)) === i ? [[`${same}*[${kid[0]}]`]] : []
  })
}

function withArguments({ label, below, signs }: Drawing, root: ProcInfo): readonly string[] {
  const walk = (p: ProcInfo, lead: string, branch: string): readonly string[] => {
    const kids = below(p)
    return [
      branch + label(p),
      ...kids.flatMap((kid, i) => {
        const isLast = i === kids.length - 1
        return walk(kid, `${lead} ${isLast ? '   ' : signs.bar}`, `${lead} ${isLast ? signs.last : signs.more}`)
      }),
    ]
  }
  return walk(root, '', '')
}
