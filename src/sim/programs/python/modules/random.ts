import { arg } from '../builtins/arguments'
import { all } from '../machine/iterate'
import { failure } from '../value/exceptions'
import { isThing, list, special, type Special, type Value } from '../value/thing'
import { functions, type Members } from './members'
import type { Machine, Native } from '../machine/core'

/**
 * random, secrets and uuid.
 *
 * @models docs.python.org/3/library/random.html
 * @fidelity part: not the Mersenne Twister, so a seed gives other numbers
 */

/** A number from 0 to 1, without 1. */
const chance = (m: Machine): number => (m.sys.random() + m.sys.random() / 4_294_967_296) / 4_294_967_296

const between = (m: Machine, from: number, to: number): number => from + Math.floor(chance(m) * (to - from + 1))

function shuffled(m: Machine, values: readonly Value[]): Value[] {
  const out = [...values]
  for (let i = out.length - 1; i > 0; i--) {
    const j = between(m, 0, i)
    ;[out[i], out[j]] = [out[j]!, out[i]!]
  }
  return out
}

const choice = (m: Machine, values: readonly Value[]): Value => {
  if (values.length === 0) throw failure('IndexError', 'Cannot choose from an empty sequence')
  return values[between(m, 0, values.length - 1)]!
}

function uuid(m: Machine): string {
  const bytes = Array.from({ length: 16 }, () => m.sys.random() & 255)
  bytes[6] = (bytes[6]! & 15) | 64
  bytes[8] = (bytes[8]! & 63) | 128
  return bytes.map((byte, i) => ([4, 6, 8, 10].includes(i) ? '-' : '') + byte.toString(16).padStart(2, '0')).join('')
}

export const randomNatives: Readonly<Record<string, Native>> = {
  'random.random': (m) => chance(m),
  'random.randint': (m, [a = 0n, b = 0n]) => BigInt(between(m, Number(a), Number(b))),
  'random.randrange': (m, [a = 0n, b]) =>
    BigInt(b === undefined ? between(m, 0, Number(a) - 1) : between(m, Number(a), Number(b) - 1)),
  'random.uniform': (m, [a = 0, b = 1]) => Number(a) + chance(m) * (Number(b) - Number(a)),
  'random.choice': (m, [values = null]) => choice(m, all(m, values)),
  'random.choices': (m, args, named) =>
    list(Array.from({ length: Number(arg(args, 2, named, 'k', 1n)) }, () => choice(m, all(m, args[0] ?? null)))),
  'random.sample': (m, args, named) =>
    list(shuffled(m, all(m, args[0] ?? null)).slice(0, Number(arg(args, 1, named, 'k', 1n)))),
  'random.shuffle': (m, [values = null]) => {
    if (isThing(values) && values.t === 'list') values.v.splice(0, Infinity, ...shuffled(m, values.v))
    return null
  },
  'random.seed': () => null,
  'secrets.token_hex': (m, [n = 32n]) =>
    Array.from({ length: Number(n) }, () => (m.sys.random() & 255).toString(16).padStart(2, '0')).join(''),
  'uuid.uuid4': (m) => special('UUID', { text: uuid(m) }),
  'UUID.__str__': (_m, _a, _n, self) => (self as Special).m.get('text') ?? '',
}

export const randomModules: Readonly<Record<string, Members>> = {
  random: functions('random', 'random randint randrange uniform choice choices sample shuffle seed'),
  secrets: functions('secrets', 'token_hex'),
  uuid: functions('uuid', 'uuid4'),
}
