import { own } from '../../script/own'
import { exceptionClass as exceptionClassOf, failure } from '../value/exceptions'
import { native, type Scope, type Value } from '../value/thing'
import type { Code } from '../compile/code'
import type { Machine } from './core'

/** Where a name leads: the scopes, then what is built in. */
export function load(m: Machine, scope: Scope, code: Code, name: string): Value {
  for (let at: Scope | undefined = scope; at; at = at.up) {
    const found = at.m.get(name)
    if (found !== undefined) return found
    if (at === scope && scope.up && code.locals.includes(name))
      throw failure(
        'UnboundLocalError',
        `cannot access local variable '${name}' where it is not associated with a value`,
      )
  }
  const built = builtin(m, name)
  if (built !== undefined) return built
  throw failure('NameError', `name '${name}' is not defined${suggestion(m, scope, name)}`)
}

/** `. Did you mean: 'x'?`, and that a module was forgotten. */
function suggestion(m: Machine, scope: Scope, name: string): string {
  if (own(m.lib.modules, name)) return `. Did you forget to import '${name}'?`
  const names: string[] = []
  for (let at: Scope | undefined = scope; at; at = at.up) names.push(...at.m.keys())
  names.push(...Object.keys(m.lib.natives).filter((each) => !each.includes('.')))
  const near = names.find(
    (each) => each.length > 2 && Math.abs(each.length - name.length) <= 1 && distance(each, name) === 1,
  )
  return near === undefined ? '' : `. Did you mean: '${near}'?`
}

function distance(a: string, b: string): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  const [x, y] = [a.slice(at), b.slice(at)]
  return x.slice(1) === y || y.slice(1) === x || x.slice(1) === y.slice(1) ? 1 : 2
}

function builtin(m: Machine, name: string): Value | undefined {
  if (own(m.lib.natives, name) && !name.includes('.'))
    return typeNames.has(name) ? { t: 'class', name, bases: [], m: new Map() } : native(name)
  const exception = name.includes('.') || name === 'unsimulated' ? undefined : exceptionNamed(name)
  return exception ?? (name === '__name__' ? '__main__' : undefined)
}

const exceptionNamed = (name: string) =>
  name === 'IOError' || name === 'EnvironmentError' ? exceptionClassOf('OSError') : exceptionClassOf(name)

export const typeNames = new Set([
  'int',
  'str',
  'float',
  'bool',
  'list',
  'dict',
  'set',
  'tuple',
  'bytes',
  'range',
  'object',
  'type',
])

export const globalsOf = (scope: Scope): Scope => (scope.up ? globalsOf(scope.up) : scope)

/** The scope around this one that has the name. */
export function outer(scope: Scope, name: string): Scope | undefined {
  for (let at = scope.up; at; at = at.up) if (at.m.has(name)) return at
  return undefined
}
