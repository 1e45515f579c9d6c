import { text as textOf } from '../../../../base/bytes'
import type { Value } from '../bson'
import { shellVersion } from '../version'
import { databaseNamed, fromOutside, mongoOf } from './database'
import { asked, call, print, type Engine, type Stop } from './engine'
import { relaxed, fromRelaxed } from './ejson'
import { fully, inspect, lookOf } from './inspect'
import { rest } from './iterate'
import { callable } from './methods-list'
import { numberNames } from './numbers'
import { specialNames } from './special'
import {
  fn,
  isArray,
  isFn,
  isObj,
  kindKey,
  kindOf,
  raised,
  special,
  toNumber,
  toText,
  toValue,
  truthy,
  type Fn,
  type Js,
  type Obj,
} from './values'

/**
 * The names that every script finds.
 *
 * @models mongosh packages/shell-api, ECMA-262
 * @fidelity part: no Promise, setTimeout or require; `process` has the environment and exit
 */
export const globalNames = (m: Engine): Record<string, Js> => ({
  ...specialNames(m),
  ...numberNames(m),
  ...printing(m),
  ...shell(m),
  ...basics,
  Infinity,
  NaN,
})

/** As print shows a value: a text as it is. */
const words = (m: Engine, value: Js, tall = false): string =>
  typeof value === 'string'
    ? value
    : value === undefined
      ? ''
      : inspect(value, tall ? { ...fully, tall } : lookOf(m, value))

const settled = (m: Engine, value: Js): Js => (kindOf(value) === 'cursor' ? rest(m, value as Obj) : value)

function printing(m: Engine): Record<string, Js> {
  const plain = fn('print', (_self, args) => print(m, args.map((each) => words(m, settled(m, each))).join(' ')))
  const toError = fn('error', (_self, args) => print(m, args.map((each) => words(m, settled(m, each))).join(' '), 2))
  const json = fn('printjson', (_self, args) =>
    print(m, args.map((each) => words(m, settled(m, each), true)).join(' ')),
  )
  return {
    print: plain,
    printjson: json,
    console: { log: plain, info: plain, debug: plain, warn: toError, error: toError },
  }
}

const exit = (given: Js): Js => {
  throw { stop: 'exit', status: given === undefined ? 0 : toNumber(given) } satisfies Stop
}

function shell(m: Engine): Record<string, Js> {
  const env: Obj = { ...m.outside.env }
  const leave = fn('exit', (_self, [status]) => exit(status))
  return {
    db: databaseNamed(m.database),
    exit: leave,
    quit: leave,
    version: fn('version', () => shellVersion),
    sleep: fn('sleep', (_self, [millis]) => {
      asked(m, { kind: 'sleep', millis: toNumber(millis) })
      return undefined
    }),
    passwordPrompt: fn('passwordPrompt', () => asked(m, { kind: 'password' }) as string),
    isInteractive: fn('isInteractive', () => m.outside.interactive),
    load: fn('load', (_self, [path]) => loaded(m, toText(path))),
    cat: fn('cat', (_self, [path]) => fileText(m, toText(path))),
    connect: fn('connect', (_self, [address]) => connected(m, toText(address))),
    Mongo: fn('Mongo', () => mongoOf(m)),
    process: { env, argv: ['mongosh'], exit: leave, platform: 'linux' },
    disableTelemetry: fn('disableTelemetry', () => 'Telemetry is now disabled.'),
    enableTelemetry: fn('enableTelemetry', () => 'Telemetry is now enabled.'),
    fs: { readFileSync: fn('readFileSync', (_self, [path]) => fileText(m, toText(path))) },
    rs: replicaSet(m),
  }
}

/** Another database of the same server; no script of the shell talks to two servers here. */
function connected(m: Engine, address: string): Js {
  const [, host = '', name = 'test'] = /^(?:mongodb:\/\/)?(?:[^@/]*@)?([^/]*)\/?([^?]*)/.exec(address) ?? []
  if (host !== '' && !m.outside.address.includes(host))
    throw raised('Error', 'glasswhale: a second connection of one mongosh is not simulated')
  return databaseNamed(name === '' ? 'test' : name)
}

function fileText(m: Engine, path: string): string {
  const found = fromOutside(m, () => {
    const bytes = m.outside.file(path)
    return bytes === undefined ? undefined : textOf(bytes)
  })
  if (found === undefined) throw raised('Error', `ENOENT: no such file or directory, open '${path}'`)
  return found
}

function loaded(m: Engine, path: string): Js {
  const fault = m.load(fileText(m, path))
  if (isObj(fault as Js) && 'unfinished' in (fault as object))
    throw raised('SyntaxError', `${path}: ${String((fault as { words: string }).words)}`)
  return true
}

/** Questions to a replica set, which this server never is one of. */
const replicaSet = (m: Engine): Obj =>
  Object.fromEntries(
    (['status', 'initiate', 'conf'] as const).map((name) => [
      name,
      fn(name, () => {
        const reply = asked(m, {
          kind: 'command',
          db: 'admin',
          command: { [`replSet${name === 'status' ? 'GetStatus' : name === 'conf' ? 'GetConfig' : 'Initiate'}`]: 1 },
        })
        throw raised('MongoServerError', String((reply as Obj)['errmsg']), {
          codeName: String((reply as Obj)['codeName']),
          code: (reply as Obj)['code'],
        })
      }),
    ]),
  )

const entries = (value: Js): readonly (readonly [string, Js])[] =>
  isArray(value)
    ? value.map((each, i) => [String(i), each])
    : isObj(value)
      ? Object.entries(value).filter(([key]) => key !== kindKey)
      : []

const withMembers = (of: Fn, members: Readonly<Record<string, Fn>>): Fn =>
  Object.assign(of, Object.fromEntries(Object.entries(members).map(([key, each]) => [`.${key}`, each])))

const error = (title: string): Fn =>
  fn(title, (_self, [message]) => ({
    [kindKey]: 'error',
    name: title,
    message: message === undefined ? '' : toText(message),
  }))

const basics: Record<string, Js> = {
  Object: withMembers(
    fn('Object', (_self, [value]) => value ?? {}),
    {
      keys: fn('keys', (_self, [of]) => entries(of).map(([key]) => key)),
      values: fn('values', (_self, [of]) => entries(of).map(([, value]) => value)),
      entries: fn('entries', (_self, [of]) => entries(of).map(([key, value]) => [key, value])),
      assign: fn(
        'assign',
        (_self, [to, ...from]) =>
          Object.assign(to as Obj, ...from.map((each) => Object.fromEntries(entries(each)))) as Obj,
      ),
      fromEntries: fn('fromEntries', (_self, [list]) =>
        Object.fromEntries((isArray(list) ? list : []).map((pair) => [toText((pair as Js[])[0]), (pair as Js[])[1]])),
      ),
      freeze: fn('freeze', (_self, [of]) => of),
    },
  ),
  Array: withMembers(
    fn('Array', (_self, args) =>
      args.length === 1 && typeof args[0] === 'number'
        ? Array.from<Js>({ length: Math.min(args[0], 1_000_000) })
        : [...args],
    ),
    {
      isArray: fn('isArray', (_self, [value]) => isArray(value)),
      of: fn('of', (_self, args) => [...args]),
      from: fn('from', (_self, [from, map]) => arrayFrom(from, map)),
    },
  ),
  String: fn('String', (_self, [value]) =>
    value === undefined ? 'undefined' : value === null ? 'null' : toText(value),
  ),
  Boolean: fn('Boolean', (_self, [value]) => truthy(value)),
  RegExp: fn('RegExp', (_self, [pattern, options]) =>
    special(pattern) === '$regularExpression'
      ? pattern
      : { $regularExpression: { pattern: toText(pattern), options: options === undefined ? '' : toText(options) } },
  ),
  Map: fn('Map', (_self, [from]) => ({ [kindKey]: 'map', items: isArray(from) ? [...from] : [] })),
  Set: fn('Set', (_self, [from]) => ({
    [kindKey]: 'set',
    items: isArray(from) ? from.filter((each, i) => from.indexOf(each) === i) : [],
  })),
  Error: error('Error'),
  TypeError: error('TypeError'),
  RangeError: error('RangeError'),
  JSON: {
    stringify: fn('stringify', (_self, [value, , indent]) =>
      JSON.stringify(plainly(value), undefined, indent as number | string | undefined),
    ),
    parse: fn('parse', (_self, [given]) => parsedJson(toText(given))),
  },
  EJSON: {
    stringify: fn('stringify', (_self, [value, second, third]) =>
      JSON.stringify(
        relaxed(toValue(value)),
        undefined,
        (isObj(second) || second === null ? third : second) as number | undefined,
      ),
    ),
    parse: fn('parse', (_self, [given]) => fromRelaxed(parsedJson(toText(given)) as Value)),
    serialize: fn('serialize', (_self, [value]) => relaxed(toValue(value)) as Js),
  },
}

function parsedJson(given: string): Js {
  try {
    return JSON.parse(given) as Js
  } catch {
    throw raised('SyntaxError', 'Unexpected token in JSON')
  }
}

function arrayFrom(from: Js, map: Js): Js[] {
  const length = isObj(from) && typeof from['length'] === 'number' ? from['length'] : 0
  const kind = kindOf(from)
  const list = isArray(from)
    ? from
    : typeof from === 'string'
      ? [...from]
      : kind === 'set' || kind === 'map'
        ? ((from as Obj)['items'] as Js[])
        : Array.from<Js>({ length: Math.min(length, 1_000_000) })
  if (!isFn(map)) return [...list]
  const callee = callable(map)
  return Array.from(list, (value, i) => call(callee, undefined, value, i))
}

/** As JSON writes it: an ObjectId as its digits, a date as its text. */
function plainly(value: Js): unknown {
  if (isArray(value)) return value.map((each) => plainly(each) ?? null)
  if (isFn(value)) return undefined
  if (!isObj(value)) return value
  if (special(value) === '$date') return new Date(toNumber(value)).toISOString()
  if (special(value) === '$oid' || special(value) === '$uuid') return toText(value)
  if (kindOf(value) === 'int' || kindOf(value) === 'double') return value['value']
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== kindKey)
      .map(([key, each]) => [key, plainly(each)]),
  )
}
