import { own } from '../../script/own'
import { isThing, tuple, type Class, type Instance, type Value } from './thing'

/** Exceptions as values: the built-in ones, and failures of what is built in. */
/** An exception on its way up. */
export interface Raised {
  readonly kind: 'raised'
  readonly value: Instance
}

/** Built-in exceptions and what each is a kind of. */
const exceptions: Readonly<Record<string, string>> = {
  BaseException: 'object',
  SystemExit: 'BaseException',
  KeyboardInterrupt: 'BaseException',
  Exception: 'BaseException',
  ArithmeticError: 'Exception',
  ZeroDivisionError: 'ArithmeticError',
  OverflowError: 'ArithmeticError',
  AssertionError: 'Exception',
  AttributeError: 'Exception',
  EOFError: 'Exception',
  ImportError: 'Exception',
  ModuleNotFoundError: 'ImportError',
  LookupError: 'Exception',
  IndexError: 'LookupError',
  KeyError: 'LookupError',
  NameError: 'Exception',
  UnboundLocalError: 'NameError',
  OSError: 'Exception',
  ConnectionError: 'OSError',
  ConnectionRefusedError: 'ConnectionError',
  BrokenPipeError: 'ConnectionError',
  FileExistsError: 'OSError',
  FileNotFoundError: 'OSError',
  IsADirectoryError: 'OSError',
  NotADirectoryError: 'OSError',
  PermissionError: 'OSError',
  TimeoutError: 'OSError',
  RuntimeError: 'Exception',
  NotImplementedError: 'RuntimeError',
  RecursionError: 'RuntimeError',
  StopIteration: 'Exception',
  SyntaxError: 'Exception',
  TypeError: 'Exception',
  ValueError: 'Exception',
  UnicodeDecodeError: 'ValueError',
  'json.decoder.JSONDecodeError': 'ValueError',
  'redis.exceptions.RedisError': 'Exception',
  'redis.exceptions.ConnectionError': 'redis.exceptions.RedisError',
  'redis.exceptions.ResponseError': 'redis.exceptions.RedisError',
  'urllib.error.URLError': 'OSError',
  'urllib.error.HTTPError': 'urllib.error.URLError',
  'socket.gaierror': 'OSError',
  unsimulated: 'BaseException',
}

export function exceptionClass(name: string): Class | undefined {
  const base = own(exceptions, name)
  if (base === undefined) return undefined
  const above = exceptionClass(base)
  return { t: 'class', name, bases: above ? [above] : [], m: new Map() }
}

/** Whether a class is another one or comes from it; built-in ones are the same by name. */
export const isSub = (of: Class, name: Class | string): boolean =>
  of === name ||
  of.name === (typeof name === 'string' ? name : own(exceptions, name.name) === undefined ? '' : name.name) ||
  of.bases.some((base) => isSub(base, name))

export const failure = (name: string, ...args: Value[]): Raised => ({
  kind: 'raised',
  value: { t: 'inst', of: exceptionClass(name)!, m: new Map<string, Value>([['args', tuple(args)]]) },
})

export const unsimulated = (words: string): Raised => failure('unsimulated', words)

export const argsOf = (value: Instance): Value[] => {
  const args = value.m.get('args')
  return args !== undefined && isThing(args) && args.t === 'tuple' ? args.v : []
}
