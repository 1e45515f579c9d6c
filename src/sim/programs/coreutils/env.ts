import { attempt, complain, exit, isBusybox, lookPath, put } from '../face'
import { every, getopt, has } from '../options'
import { misuse, quote } from '../say'
import { strerror, type Errno } from '../../wire/errno'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * Prints the environment, or runs a program in a changed one.
 *
 * @models coreutils src/env.c, src/printenv.c
 * @fidelity part: env has no -S beyond splitting on blanks, no signals
 */
type Environment = Readonly<Record<string, string>>

const shown = (env: Environment) =>
  Object.entries(env)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')

export const env: Program<{ readonly file: string }> = {
  name: 'env',
  start: (sys) => {
    const options = getopt(sys, sys.argv.slice(1), {
      short: 'i0u:C:S:',
      long: { 'ignore-environment': 'i', 'unset=': 'u', null: '0', 'chdir=': 'C', 'split-string=': 'S' },
      stopEarly: true,
    })
    if (!options) return exit(isBusybox(sys) ? 1 : 125)
    const words = [...every(options, 'S').flatMap((word) => word.trim().split(/\s+/)), ...options.operands]
    const { changed, argv } = changes(
      has(options, 'i') || words[0] === '-' ? {} : sys.env,
      words[0] === '-' ? words.slice(1) : words,
      every(options, 'u'),
    )
    const dir = every(options, 'C').at(-1)
    if (dir !== undefined && argv.length === 0) return exit(misuse(sys, 'must specify command with --chdir (-C)', 125))
    const gone = dir === undefined ? undefined : moved(sys, dir)
    if (gone !== undefined) return exit(gone)
    if (argv.length > 0) return become(sys, argv, changed)
    put(sys, has(options, '0') ? shown(changed).replace(/\n/g, '\0') : shown(changed))
    return exit(0)
  },
  resume: (sys, state, wake) => (wake.on === 'execFailed' ? exit(refuse(sys, state.file, wake.errno)) : exit(125)),
}

/** The status to end with where that directory cannot be entered. */
function moved(sys: Sys, dir: string): number | undefined {
  const entered = attempt(
    () => sys.chdir(dir),
    (words) => complain(sys, `cannot change directory to ${quote(sys, dir)}: ${words}`),
  )
  return entered ? undefined : 125
}

function changes(from: Environment, words: readonly string[], unset: readonly string[]) {
  const changed: Record<string, string> = Object.fromEntries(
    Object.entries(from).filter(([name]) => !unset.includes(name)),
  )
  let at = 0
  for (; words[at]?.includes('='); at++) {
    const word = words[at]!
    changed[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1)
  }
  return { changed, argv: words.slice(at) }
}

function become(sys: Sys, argv: readonly string[], changed: Environment): Turn<{ readonly file: string }> {
  const path = lookPath(sys, argv[0]!, changed['PATH'])
  if (path === undefined) return exit(refuse(sys, argv[0]!, 'ENOENT'))
  return { turn: 'exec', state: { file: argv[0]! }, path, argv, env: changed }
}

function refuse(sys: Sys, file: string, errno: Errno): number {
  complain(
    sys,
    isBusybox(sys) ? `can't execute '${file}': ${strerror[errno]}` : `${quote(sys, file)}: ${strerror[errno]}`,
  )
  return errno === 'ENOENT' ? 127 : 126
}

export const printenv: Program<null> = {
  name: 'printenv',
  start: (sys) => {
    const names = sys.argv.slice(1).filter((word) => !word.startsWith('-'))
    if (names.length === 0) put(sys, shown(sys.env))
    for (const name of names) if (sys.env[name] !== undefined) put(sys, `${sys.env[name]}\n`)
    return exit(names.every((name) => sys.env[name] !== undefined) ? 0 : 1)
  },
  resume: () => exit(0),
}
