import { callers, wholeStack } from '../callers'
import { refuse, say } from '../errors'
import { matches } from '../pattern'
import { isName } from '../variables'
import type { Builtin } from './face'
import type { IsBuiltin } from './names'
import { output } from './output'
import { usages } from './usage'

/**
 * Builtins of bash that scripts seldom need: caller, enable, fc, suspend, bind, complete, compgen.
 *
 * @models bash builtins/{caller,enable,fc,suspend,bind,complete}.def
 * @fidelity part: fc lists and runs nothing again; programmable completion is not kept; no readline keys to bind
 */
export const caller: Builtin = (m, args) => {
  const stack = wholeStack(m)
  if (callers(m).length === 0) return 1
  const at = Number(args[0] ?? 0)
  const line = stack[at]?.line
  if (args[0] === undefined) return output(m, 'caller', `${line} ${stack[1]?.file ?? outermost(m.s.mode, m.s.name)}\n`)
  const outer = stack[at + 1]
  return outer === undefined ? 1 : output(m, 'caller', `${line} ${outer.name} ${outer.file}\n`)
}

const outermost = (mode: string, name: string): string => (mode === 'file' ? name : 'NULL')

export const enableWith =
  (isBuiltin: IsBuiltin, names: () => readonly string[]): Builtin =>
  (m, args) => {
    const off = args.some((a) => /^-[a-z]*n/.test(a))
    const wanted = args.filter((a) => !a.startsWith('-'))
    if (wanted.length === 0) {
      const shown = [...names()].sort().filter((n) => (off ? m.s.disabled.includes(n) : isBuiltin(m, n)))
      return output(m, 'enable', shown.map((n) => `enable ${off ? '-n ' : ''}${n}\n`).join(''))
    }
    let status = 0
    for (const name of wanted) {
      if (!names().includes(name)) status = refuse(m, 'enable', `${name}: not a shell builtin`)
      else m.s.disabled = off ? [...m.s.disabled, name] : m.s.disabled.filter((n) => n !== name)
    }
    return status
  }

/** Its list is the history's; the editor that would change a command is not there. */
export const fc: Builtin = (m, args) => {
  if (!args.some((a) => /^-[a-z]*l/.test(a)))
    return m.s.history.length === 0 ? 0 : refuse(m, 'fc', 'editing and running again is not simulated')
  const from = Math.max(0, m.s.history.length - 17)
  const lines = m.s.history.slice(from, -1).map((line, i) => `${from + i + 1}\t ${line}\n`)
  return output(m, 'fc', lines.join(''))
}

export const suspend: Builtin = (m) =>
  refuse(m, 'suspend', m.s.options['monitor'] ? 'cannot suspend a login shell' : 'cannot suspend: no job control')

export const bind: Builtin = (m, args) => {
  if (!m.s.interactive) {
    refuse(m, 'bind', 'warning: line editing not enabled')
    return 0
  }
  if (args.length > 0) say(m, 'bind: key bindings are not simulated')
  return 0
}

/** Completions are the terminal's own here: what a script registers is forgotten. */
export const complete: Builtin = () => 0

export const compgenWith =
  (names: () => readonly string[]): Builtin =>
  (m, args) => {
    const word = args.at(-1) !== undefined && !args.at(-1)!.startsWith('-') && args.length > 1 ? args.at(-1)! : ''
    const of = (flag: string) => args[args.indexOf(flag) + 1] ?? ''
    const has = (flag: string) => args.includes(flag)
    const action = has('-A') ? of('-A') : ''
    const pool = has('-W')
      ? of('-W').split(/\s+/)
      : has('-b') || action === 'builtin'
        ? [...names()].sort()
        : has('-k') || action === 'keyword'
          ? 'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(
              ' ',
            )
          : has('-v') || action === 'variable'
            ? Object.keys(m.s.vars).filter(isName).sort()
            : action === 'function'
              ? Object.keys(m.s.functions).sort()
              : has('-a') || action === 'alias'
                ? Object.keys(m.s.aliases).sort()
                : []
    const flagged = ['-W', '-A'].some((flag) => has(flag) && of(flag) === word)
    const start = flagged ? '' : word
    const found = pool.filter((one) => one.startsWith(start))
    return output(m, 'compgen', found.map((one) => `${one}\n`).join(''), found.length === 0 ? 1 : 0)
  }

/** The synopsis of what is asked for; bash's pages of prose are not repeated here. */
export const help: Builtin = (m, args) => {
  const wanted = args.filter((a) => !/^-[dms]+$/.test(a))
  const all = Object.entries(usages).map(([name, { text }]) => [name, text] as const)
  if (wanted.length === 0)
    return output(
      m,
      'help',
      `GNU bash, version 5.2.37(1)-release (x86_64-pc-linux-gnu)\nThese shell commands are defined internally.\n\n${all.map(([, text]) => ` ${text}\n`).join('')}`,
    )
  const found = all.filter(([name]) => wanted.some((w) => matches(`${w}*`, name) || name.startsWith(w)))
  const exact = found.filter(([name]) => wanted.includes(name))
  const shown = exact.length > 0 ? exact : found
  if (shown.length > 0) return output(m, 'help', shown.map(([name, text]) => `${name}: ${text}\n`).join(''))
  const word = wanted[0]!
  return refuse(
    m,
    'help',
    `no help topics match \`${word}'.  Try \`help help' or \`man -k ${word}' or \`info ${word}'.`,
  )
}
