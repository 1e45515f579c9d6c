import { calledAs, oneShot, orUndefined } from '../face'
import { dialect, quote } from '../say'
import { utf8 } from '../../../base/bytes'
import type { Stat, Sys } from '../../wire/sys'

/**
 * test and [.
 *
 * @models coreutils src/test.c
 * @fidelity full
 */
type FileTest = (stat: Stat, sys: Sys, path: string) => boolean

const fileTests: Readonly<Record<string, FileTest>> = {
  '-e': () => true,
  '-a': () => true,
  '-f': (s) => s.kind === 'file',
  '-d': (s) => s.kind === 'dir',
  '-b': (s) => s.kind === 'block',
  '-c': (s) => s.kind === 'char',
  '-p': (s) => s.kind === 'fifo',
  '-S': (s) => s.kind === 'socket',
  '-s': (s) => s.size > 0,
  '-r': (_, sys, path) => sys.access(path, 'r'),
  '-w': (_, sys, path) => sys.access(path, 'w'),
  '-x': (_, sys, path) => sys.access(path, 'x'),
  '-u': (s) => (s.mode & 0o4000) !== 0,
  '-g': (s) => (s.mode & 0o2000) !== 0,
  '-k': (s) => (s.mode & 0o1000) !== 0,
  '-O': (s, sys) => s.uid === sys.uid,
  '-G': (s, sys) => s.gid === sys.gid,
}

/** What is wrong with an expression, in the program's words; it ends the evaluation with status 2. */
interface Wrong {
  readonly wrong: string
}

type Truth = boolean | Wrong

const isWrong = (truth: Truth): truth is Wrong => typeof truth === 'object'

const unary = (sys: Sys, op: string, word: string): boolean | undefined => {
  if (op === '-n') return word !== ''
  if (op === '-z') return word === ''
  if (op === '-t') return sys.isatty(Number(word))
  if (op === '-L' || op === '-h') return orUndefined(() => sys.lstat(word))?.kind === 'symlink'
  const test = fileTests[op]
  if (!test) return undefined
  const stat = orUndefined(() => sys.stat(word))
  return stat !== undefined && test(stat, sys, word)
}

const orders: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '-eq': (a, b) => a === b,
  '-ne': (a, b) => a !== b,
  '-lt': (a, b) => a < b,
  '-le': (a, b) => a <= b,
  '-gt': (a, b) => a > b,
  '-ge': (a, b) => a >= b,
}

function binary(sys: Sys, left: string, op: string, right: string): Truth | undefined {
  if (op === '=' || op === '==') return left === right
  if (op === '!=') return left !== right
  if (op === '<') return left < right
  if (op === '>') return left > right
  const order = orders[op]
  if (order) {
    const bad = [left, right].find((word) => !/^\s*[-+]?\d+\s*$/.test(word))
    return bad === undefined
      ? order(Number(left), Number(right))
      : { wrong: dialect(sys, `invalid integer ${quote(sys, bad)}`, `${bad}: bad number`) }
  }
  const times = (word: string) => orUndefined(() => sys.stat(word))
  if (op === '-nt') return (times(left)?.mtime ?? -1) > (times(right)?.mtime ?? -1)
  if (op === '-ot') return (times(left)?.mtime ?? -1) < (times(right)?.mtime ?? -1)
  if (op === '-ef') return times(left)?.ino !== undefined && times(left)?.ino === times(right)?.ino
  return undefined
}

/** POSIX decides by the number of words up to four; longer ones are parsed. */
function evaluate(sys: Sys, words: readonly string[]): Truth {
  const [a = '', b = '', c = '', d = ''] = words
  if (words.length === 0) return false
  if (words.length === 1) return a !== ''
  if (words.length === 2)
    return a === '!'
      ? b === ''
      : (unary(sys, a, b) ?? {
          wrong: dialect(sys, `${quote(sys, a)}: unary operator expected`, `${a}: unknown operand`),
        })
  if (words.length === 3) {
    const known = binary(sys, a, b, c)
    if (known !== undefined) return known
    if (a === '!') return negated(evaluate(sys, [b, c]))
    if (a === '(' && c === ')') return b !== ''
  }
  if (words.length === 4) {
    if (a === '!') return negated(evaluate(sys, [b, c, d]))
    if (a === '(' && d === ')') return evaluate(sys, [b, c])
  }
  const [truth, rest] = disjunction(sys, words)
  return isWrong(truth) || rest.length === 0 ? truth : { wrong: `extra argument ${quote(sys, rest[0]!)}` }
}

const negated = (truth: Truth): Truth => (isWrong(truth) ? truth : !truth)

type Parsed = readonly [Truth, rest: readonly string[]]

function disjunction(sys: Sys, words: readonly string[]): Parsed {
  const [left, rest] = conjunction(sys, words)
  if (isWrong(left) || rest[0] !== '-o') return [left, rest]
  const [right, more] = disjunction(sys, rest.slice(1))
  return [isWrong(right) ? right : left || right, more]
}

function conjunction(sys: Sys, words: readonly string[]): Parsed {
  const [left, rest] = primary(sys, words)
  if (isWrong(left) || rest[0] !== '-a') return [left, rest]
  const [right, more] = conjunction(sys, rest.slice(1))
  return [isWrong(right) ? right : left && right, more]
}

function primary(sys: Sys, words: readonly string[]): Parsed {
  const [a, b, c] = words
  if (a === undefined) return [{ wrong: 'argument expected' }, []]
  if (a === '!') {
    const [truth, rest] = primary(sys, words.slice(1))
    return [negated(truth), rest]
  }
  if (a === '(') {
    const [truth, rest] = disjunction(sys, words.slice(1))
    return rest[0] === ')' ? [truth, rest.slice(1)] : [{ wrong: "')' expected" }, rest]
  }
  const two = b !== undefined && c !== undefined ? binary(sys, a, b, c) : undefined
  if (two !== undefined) return [two, words.slice(3)]
  const one = b === undefined ? undefined : unary(sys, a, b)
  return one === undefined ? [a !== '', words.slice(1)] : [one, words.slice(2)]
}

const judge = (sys: Sys, words: readonly string[]): number => {
  const truth = evaluate(sys, words)
  if (!isWrong(truth)) return truth ? 0 : 1
  sys.write(2, utf8(`${calledAs(sys)}: ${truth.wrong}\n`))
  return 2
}

export const test = oneShot('test', judge)

export const bracket = oneShot('[', (sys, args) => {
  if (args.at(-1) !== ']') {
    sys.write(2, utf8(`${calledAs(sys)}: missing ${quote(sys, ']')}\n`))
    return 2
  }
  return judge(sys, args.slice(0, -1))
})
