import { refuse } from '../errors'
import type { Builtin } from './face'
import { output } from './output'

/**
 * @models bash builtins/umask.def
 * @fidelity full
 */
export const umask: Builtin = (m, args) => {
  const words = args.filter((a) => !/^-[pS]+$/.test(a) && a !== '--')[0]
  const symbolic = args.some((a) => /^-[p]*S/.test(a))
  if (words === undefined) {
    const shown = symbolic ? symbols(m.sys.umask()) : octal(m.sys.umask())
    const again = args.some((a) => /^-S*p/.test(a)) ? `umask ${symbolic ? '-S ' : ''}` : ''
    return output(m, 'umask', `${again}${shown}\n`)
  }
  if (/^\d/.test(words)) {
    if (!/^[0-7]+$/.test(words)) return refuse(m, 'umask', `${words}: octal number out of range`)
    m.sys.umask(parseInt(words, 8))
    return 0
  }
  let allowed = ~m.sys.umask() & 0o777
  for (const clause of words.split(',')) {
    const found = /^([ugoa]*)(.)(.*)$/.exec(clause)
    if (found === null || !'=+-'.includes(found[2]!))
      return refuse(m, 'umask', `\`${found?.[2] ?? ''}': invalid symbolic mode operator`)
    const wrong = /[^rwx]/.exec(found[3]!)
    if (wrong !== null) return refuse(m, 'umask', `\`${wrong[0]}': invalid symbolic mode character`)
    allowed = applied(allowed, found[1] || 'a', found[2]!, found[3]!)
  }
  m.sys.umask(~allowed & 0o777)
  return 0
}

const octal = (n: number): string => n.toString(8).padStart(4, '0')

function symbols(mask: number): string {
  const triple = (shift: number) => [4, 2, 1].map((bit, i) => ((~mask >> shift) & bit ? 'rwx'[i] : '')).join('')
  return `u=${triple(6)},g=${triple(3)},o=${triple(0)}`
}

function applied(allowed: number, who: string, sign: string, letters: string): number {
  const bits = [...letters].reduce((sum, c) => sum | { r: 4, w: 2, x: 1 }[c as 'r'], 0)
  let out = allowed
  for (const [class_, shift] of [
    ['u', 6],
    ['g', 3],
    ['o', 0],
  ] as const) {
    if (!who.includes(class_) && !who.includes('a')) continue
    const own = bits << shift
    if (sign === '=') out = (out & ~(7 << shift)) | own
    else out = sign === '+' ? out | own : out & ~own
  }
  return out
}
