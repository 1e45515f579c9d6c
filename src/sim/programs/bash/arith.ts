import { parseSum, sumError, isSumError, type SumError } from './arith-parse'
import { shellError, type ShellError, type Machine } from './state'
import type { Expr } from './tree'
import * as variables from './variables'

/**
 * Evaluates arithmetic in 64-bit two's complement, as the shell does.
 *
 * @models bash expr.c
 * @fidelity full
 */
export function evaluate(m: Machine, tree: Expr, source: string): bigint {
  try {
    return value(m, tree, 0)
  } catch (error) {
    throw isSumError(error) ? sumFailure(m, source, error) : error
  }
}

export function evaluateText(m: Machine, source: string): bigint {
  try {
    return value(m, parseSum(source), 0)
  } catch (error) {
    throw isSumError(error) ? sumFailure(m, source, error) : error
  }
}

function sumFailure(m: Machine, source: string, error: SumError): ShellError {
  if (m.s.flavour !== 'bash')
    return shellError(
      error.words === 'division by 0'
        ? m.s.flavour === 'ash'
          ? 'divide by zero'
          : `arithmetic expression: division by zero: "${source}"`
        : m.s.flavour === 'ash'
          ? 'arithmetic syntax error'
          : `arithmetic expression: expecting primary: "${source}"`,
      2,
      'fatal',
    )
  return shellError(`${source.trimStart()}: ${error.words} (error token is "${error.token}")`, 1)
}

const wrap = (n: bigint): bigint => BigInt.asIntN(64, n)
const truth = (b: boolean): bigint => (b ? 1n : 0n)

function value(m: Machine, e: Expr, depth: number): bigint {
  switch (e.x) {
    case 'num':
      return number(e.value)
    case 'var':
      return read(m, e, depth)
    case 'unary':
      return unary(e.op, value(m, e.of, depth))
    case 'step':
      return step(m, e, depth)
    case 'choice':
      return value(m, e.test, depth) !== 0n ? value(m, e.yes, depth) : value(m, e.no, depth)
    case 'assign': {
      const to = e.to as Extract<Expr, { x: 'var' }>
      const left = e.op === '' ? 0n : read(m, to, depth)
      const right = value(m, e.value, depth)
      const result = e.op === '' ? right : apply(e.op, left, right, e.at)
      write(m, to, result, depth)
      return result
    }
    case 'binary':
      return binary(m, e, depth)
  }
}

function binary(m: Machine, e: Extract<Expr, { x: 'binary' }>, depth: number): bigint {
  const left = value(m, e.left, depth)
  if (e.op === '&&') return left === 0n ? 0n : truth(value(m, e.right, depth) !== 0n)
  if (e.op === '||') return left !== 0n ? 1n : truth(value(m, e.right, depth) !== 0n)
  return apply(e.op, left, value(m, e.right, depth), e.at)
}

function unary(op: string, n: bigint): bigint {
  if (op === '-') return wrap(-n)
  if (op === '!') return truth(n === 0n)
  return op === '~' ? wrap(~n) : n
}

function apply(op: string, a: bigint, b: bigint, at: string): bigint {
  switch (op) {
    case '+':
      return wrap(a + b)
    case '-':
      return wrap(a - b)
    case '*':
      return wrap(a * b)
    case '/':
    case '%':
      if (b === 0n) throw sumError('division by 0', at)
      return wrap(op === '/' ? a / b : a % b)
    case '**':
      if (b < 0n) throw sumError('exponent less than 0', at)
      return power(a, b)
    case '<<':
      return wrap(a << (b & 63n))
    case '>>':
      return a >> (b & 63n)
    case '<':
      return truth(a < b)
    case '>':
      return truth(a > b)
    case '<=':
      return truth(a <= b)
    case '>=':
      return truth(a >= b)
    case '==':
      return truth(a === b)
    case '!=':
      return truth(a !== b)
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    default:
      return b
  }
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let b = base, n = exponent; n > 0n; n >>= 1n, b = wrap(b * b)) if (n & 1n) result = wrap(result * b)
  return result
}

function number(digits: string): bigint {
  const based = /^(\d+)#([\w@]+)$/.exec(digits)
  if (based !== null) return inBase(BigInt(based[1]!), based[2]!, digits)
  if (/^0[xX][0-9a-fA-F]+$/.test(digits)) return wrap(BigInt(digits))
  if (/^0\d/.test(digits)) return inBase(8n, digits.slice(1), digits)
  if (!/^\d+$/.test(digits)) throw sumError('value too great for base', digits)
  return wrap(BigInt(digits))
}

const numerals = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'

function inBase(base: bigint, digits: string, token: string): bigint {
  if (base < 2n || base > 64n) throw sumError('invalid arithmetic base', token)
  let total = 0n
  for (const digit of base <= 36n ? digits.toLowerCase() : digits) {
    const worth = BigInt(numerals.indexOf(digit))
    if (worth < 0n || worth >= base) throw sumError('value too great for base', token)
    total = wrap(total * base + worth)
  }
  return total
}

/** A variable's value is an expression of its own. */
function read(m: Machine, e: Extract<Expr, { x: 'var' }>, depth: number): bigint {
  if (depth > 64) throw sumError('expression recursion level exceeded', e.name)
  const words =
    e.index === undefined
      ? variables.get(m, e.name)
      : new Map(variables.items(m, e.name)).get(subscript(m, e.name, e.index, depth))
  if (words === undefined || words === '') {
    if (words === undefined && m.s.options['nounset']) throw shellError(`${e.name}: unbound variable`, 127, 'fatal')
    return 0n
  }
  return /^[1-9]\d{0,17}$/.test(words) ? BigInt(words) : nested(m, words, depth)
}

/** A variable's text that is wrong is named itself. */
function nested(m: Machine, words: string, depth: number): bigint {
  let tree: Expr
  try {
    tree = parseSum(words)
  } catch (error) {
    throw isSumError(error) ? sumFailure(m, words, error) : error
  }
  return value(m, tree, depth + 1)
}

function write(m: Machine, e: Extract<Expr, { x: 'var' }>, n: bigint, depth: number): void {
  if (e.index === undefined) variables.set(m, e.name, String(n))
  else variables.setItem(m, e.name, subscript(m, e.name, e.index, depth), String(n))
}

function subscript(m: Machine, name: string, index: string, depth: number): string {
  if (variables.variable(m, name)?.keyed === true) return index
  const n = value(m, parseSum(index), depth + 1)
  return String(n < 0n ? BigInt(lastIndex(m, name)) + 1n + n : n)
}

export const lastIndex = (m: Machine, name: string): number => Number(variables.items(m, name).at(-1)?.[0] ?? -1)

function step(m: Machine, e: Extract<Expr, { x: 'step' }>, depth: number): bigint {
  const to = e.of as Extract<Expr, { x: 'var' }>
  const was = read(m, to, depth)
  const now = wrap(e.op === '++' ? was + 1n : was - 1n)
  write(m, to, now, depth)
  return e.before ? now : was
}
