import { utf8 } from '../../../../base/bytes'
import { number, text } from '../machine/convert'
import { inspect, shown } from './inspect'
import { json } from './json'
import type { Machine, NativeFn } from '../machine/core'
import type { Value } from '../machine/value'

/**
 * console.
 *
 * @models nodejs.org/api/console.html
 * @fidelity part: no table, group, time
 */

const say = (m: Machine, fd: number, args: readonly Value[]): undefined => {
  m.sys.write(fd, utf8(`${formatted(m, args)}\n`))
  return undefined
}

function formatted(m: Machine, args: readonly Value[]): string {
  const [first, ...rest] = args
  if (typeof first !== 'string' || !first.includes('%')) return args.map((each) => shown(m, each)).join(' ')
  const left = [...rest]
  const words = first.replace(/%([sdifjoO%])/g, (all, how: string) => {
    if (how === '%') return '%'
    if (left.length === 0) return all
    const value = left.shift()
    return how === 's'
      ? text(value)
      : 'dif'.includes(how)
        ? String(how === 'i' ? Math.trunc(number(value)) : number(value))
        : how === 'j'
          ? json(value)
          : inspect(m, value)
  })
  return [words, ...left.map((each) => shown(m, each))].join(' ')
}

export const consoleNatives: Readonly<Record<string, NativeFn>> = {
  'console.log': (m, args) => say(m, 1, args),
  'console.info': (m, args) => say(m, 1, args),
  'console.debug': (m, args) => say(m, 1, args),
  'console.error': (m, args) => say(m, 2, args),
  'console.warn': (m, args) => say(m, 2, args),
}
