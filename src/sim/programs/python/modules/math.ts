import { failure, unsimulated } from '../value/exceptions'
import { functions, type Members } from './members'
import type { Native } from '../machine/core'

/**
 * math.
 *
 * @models docs.python.org/3/library/math.html
 * @fidelity part: what scripts in tutorials use
 */

const math1 =
  (play: (n: number) => number): Native =>
  (_m, [n = 0]) =>
    play(Number(n))

const toInt =
  (play: (n: number) => number): Native =>
  (_m, [n = 0]) =>
    typeof n === 'bigint' ? n : BigInt(play(Number(n)))

export const mathNatives: Readonly<Record<string, Native>> = {
  'math.sqrt': (_m, [n = 0]) => {
    if (Number(n) < 0) throw failure('ValueError', 'math domain error')
    return Math.sqrt(Number(n))
  },
  'math.floor': toInt(Math.floor),
  'math.ceil': toInt(Math.ceil),
  'math.pow': (_m, [a = 0, b = 0]) => Number(a) ** Number(b),
  'math.sin': math1(Math.sin),
  'math.cos': math1(Math.cos),
  'math.log': (_m, [n = 0, base]) =>
    base === undefined ? Math.log(Number(n)) : Math.log(Number(n)) / Math.log(Number(base)),
  'math.log10': math1(Math.log10),
  'math.exp': math1(Math.exp),
  'math.factorial': (_m, [n = 0n]) => {
    if (Number(n) > 5000) throw unsimulated('so large a number is not simulated')
    let made = 1n
    for (let i = 2n; i <= BigInt(n as bigint); i++) made *= i
    return made
  },
  'math.gcd': (_m, [a = 0n, b = 0n]) => {
    let [x, y] = [BigInt(a as bigint), BigInt(b as bigint)]
    while (y !== 0n) [x, y] = [y, x % y]
    return x < 0n ? -x : x
  },
}

export const mathModules: Readonly<Record<string, Members>> = {
  math: {
    ...functions('math', 'sqrt floor ceil pow sin cos log log10 exp factorial gcd'),
    pi: () => Math.PI,
    e: () => Math.E,
    inf: () => Infinity,
  },
}
