import { real, signed } from './real'
import { toNumber, toText, type Value } from './value'

/** AWK's sprintf. Where an argument is missing, the words of mawk's complaint are thrown. */
const directive = /%(?:%|([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]*([a-zA-Z]))/g

export function sprintf(format: string, args: readonly Value[], convfmt: string, complain?: () => never): string {
  let at = 0
  const next = (): Value => {
    if (at >= args.length) complain?.()
    return args[at++]
  }
  return format.replace(
    directive,
    (all, flags: string | undefined, width?: string, precision?: string, letter?: string) => {
      if (letter === undefined) return '%'
      const size = (word: string | undefined) =>
        word === '*' ? Math.trunc(toNumber(next())) : word === undefined ? undefined : Number(word)
      const wide = size(width) ?? 0
      const exact = size(precision)
      const words = converted(letter, next, flags!, exact, convfmt)
      if (words === undefined) return all
      const left = flags!.includes('-') || wide < 0
      const fill = Math.abs(wide)
      const zeros =
        flags!.includes('0') &&
        !left &&
        /[a-z]/i.test(letter) &&
        !/[sc]/.test(letter) &&
        (exact === undefined || !/[dixXou]/.test(letter))
      if (!zeros) return left ? words.padEnd(fill) : words.padStart(fill)
      const lead = /^(?:[-+ ]|0[xX])*/.exec(words)![0]
      return lead + words.slice(lead.length).padStart(fill - lead.length, '0')
    },
  )
}

function converted(
  letter: string,
  next: () => Value,
  flags: string,
  exact: number | undefined,
  convfmt: string,
): string | undefined {
  switch (letter) {
    case 's':
      return toText(next(), convfmt).slice(0, exact)
    case 'c': {
      const value = next()
      return typeof value === 'string'
        ? value.slice(0, 1)
        : typeof value === 'object'
          ? value.text.slice(0, 1)
          : String.fromCharCode(toNumber(value) & 255)
    }
    case 'd':
    case 'i':
    case 'u': {
      const n = Math.trunc(toNumber(next()))
      return Number.isFinite(n)
        ? signed(n === 0 ? 0 : n, flags, whole(Math.abs(n)).padStart(exact ?? 0, '0'))
        : toText(n, convfmt)
    }
    case 'o':
    case 'x':
    case 'X': {
      const n = BigInt.asUintN(64, BigInt(Math.trunc(toNumber(next())) || 0))
      const digits = n.toString(letter === 'o' ? 8 : 16).padStart(exact ?? 0, '0')
      const all = flags.includes('#') && n !== 0n ? `0${letter === 'o' ? '' : 'x'}${digits}` : digits
      return letter === 'X' ? all.toUpperCase() : all
    }
    default:
      return /[eEfFgG]/.test(letter) ? real(letter, toNumber(next()), flags, exact) : undefined
  }
}

const whole = (n: number): string => (n < 2 ** 53 ? String(n) : BigInt(n).toString())
