import { compareFiles, fileComparisons, numberComparisons, unary, unaryOperators } from '../conditions'
import { refuse } from '../errors'
import type { Machine } from '../state'
import type { Builtin } from './face'

/**
 * `test` and `[`: by the number of arguments, as POSIX says, else by precedence.
 *
 * @models bash test.c
 * @fidelity full
 */
interface TestFailure {
  readonly thrown: 'test'
  readonly words: string
}

const testFailure = (words: string): TestFailure => ({ thrown: 'test', words })

const isTestFailure = (error: unknown): error is TestFailure =>
  typeof error === 'object' && error !== null && 'thrown' in error && error.thrown === 'test'

export const test: Builtin = (m, args) => judge(m, 'test', args)

export const bracket: Builtin = (m, args) => {
  if (args.at(-1) !== ']')
    return refuse(m, '[', m.s.flavour === 'bash' ? "missing `]'" : m.s.flavour === 'ash' ? 'missing ]' : 'missing ]', 2)
  return judge(m, '[', args.slice(0, -1))
}

function judge(m: Machine, name: string, args: readonly string[]): number {
  try {
    return decide(m, args) ? 0 : 1
  } catch (error) {
    if (!isTestFailure(error)) throw error
    return refuse(m, name, error.words, 2)
  }
}

function decide(m: Machine, args: readonly string[]): boolean {
  const [a, b, c, d] = args as [string, string, string, string]
  switch (args.length) {
    case 0:
      return false
    case 1:
      return a !== ''
    case 2:
      if (a === '!') return b === ''
      if (unaryOperators.has(a)) return unary(m, a, b)
      throw testFailure(
        m.s.flavour === 'bash'
          ? `${a}: unary operator expected`
          : m.s.flavour === 'ash'
            ? `${b}: unknown operand`
            : `${a}: unexpected operator`,
      )
    case 3:
      if (isBinary(b)) return binary(m, b, a, c)
      if (b === '-a') return a !== '' && c !== ''
      if (b === '-o') return a !== '' || c !== ''
      if (a === '!') return !decide(m, [b, c])
      if (a === '(' && c === ')') return b !== ''
      throw testFailure(
        m.s.flavour === 'bash'
          ? `${b}: binary operator expected`
          : m.s.flavour === 'ash'
            ? `${b}: unknown operand`
            : `${b}: unexpected operator`,
      )
    case 4:
      if (a === '!') return !decide(m, [b, c, d])
      if (a === '(' && d === ')') return decide(m, [b, c])
      break
  }
  const reader = { args, at: 0 }
  const result = or(m, reader)
  if (reader.at < args.length)
    throw testFailure(m.s.flavour === 'bash' ? 'too many arguments' : `${args[reader.at]}: unexpected operator`)
  return result
}

interface Reader {
  readonly args: readonly string[]
  at: number
}

function or(m: Machine, r: Reader): boolean {
  let result = and(m, r)
  while (r.args[r.at] === '-o') {
    r.at++
    result = and(m, r) || result
  }
  return result
}

function and(m: Machine, r: Reader): boolean {
  let result = term(m, r)
  while (r.args[r.at] === '-a') {
    r.at++
    result = term(m, r) && result
  }
  return result
}

function term(m: Machine, r: Reader): boolean {
  const word = r.args[r.at]
  if (word === undefined) throw testFailure('argument expected')
  if (word === '!') {
    r.at++
    return !term(m, r)
  }
  if (word === '(') {
    r.at++
    const inner = or(m, r)
    if (r.args[r.at++] !== ')') throw testFailure("`)' expected")
    return inner
  }
  const op = r.args[r.at + 1]
  const right = r.args[r.at + 2]
  if (op !== undefined && right !== undefined && isBinary(op)) {
    r.at += 3
    return binary(m, op, word, right)
  }
  if (unaryOperators.has(word) && op !== undefined) {
    r.at += 2
    return unary(m, word, op)
  }
  r.at++
  return word !== ''
}

const isBinary = (op: string): boolean =>
  ['=', '==', '!=', '<', '>'].includes(op) || fileComparisons.has(op) || Object.hasOwn(numberComparisons, op)

function binary(m: Machine, op: string, left: string, right: string): boolean {
  if (op === '=' || op === '==') {
    if (op === '==' && m.s.flavour === 'dash') throw testFailure(`${left}: unexpected operator`)
    return left === right
  }
  if (op === '!=') return left !== right
  if (op === '<' || op === '>') return op === '<' ? left < right : left > right
  if (fileComparisons.has(op)) return compareFiles(m, op, left, right)
  return numberComparisons[op]!(whole(m, left), whole(m, right))
}

function whole(m: Machine, words: string): bigint {
  if (/^\s*[+-]?\d+\s*$/.test(words)) return BigInt(words.trim().replace(/^\+/, ''))
  throw testFailure(
    m.s.flavour === 'bash'
      ? `${words}: integer expression expected`
      : m.s.flavour === 'ash'
        ? `${words}: bad number`
        : `Illegal number: ${words}`,
  )
}
