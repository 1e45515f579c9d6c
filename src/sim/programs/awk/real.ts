/** C's way with numbers that are not whole: %e, %f and %g. */
export const signed = (n: number, flags: string, words: string): string =>
  (n < 0 || Object.is(n, -0) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '') + words

export function real(letter: string, n: number, flags: string, exact?: number): string {
  if (!Number.isFinite(n)) return signed(n, flags, Number.isNaN(n) ? 'nan' : 'inf')
  const size = Math.abs(n)
  const kind = letter.toLowerCase()
  const words =
    kind === 'f'
      ? fixed(size, exact ?? 6)
      : kind === 'e'
        ? exponent(size, exact ?? 6)
        : general(size, exact ?? 6, flags.includes('#'))
  return signed(n, flags, letter === kind ? words : words.toUpperCase())
}

/** As JavaScript has it, but what lies exactly between two goes to the even one. */
function fixed(n: number, wanted: number): string {
  const digits = Math.min(wanted, 100)
  if (n >= 1e21) return BigInt(n).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '')
  const scaled = n * 10 ** digits
  const tie = scaled % 1 === 0.5 && Number.isInteger(n * 2 ** (digits + 1))
  return (tie && Math.floor(scaled) % 2 === 0 ? Math.floor(scaled) / 10 ** digits : n).toFixed(digits)
}

const exponent = (n: number, digits: number): string =>
  n.toExponential(Math.min(digits, 100)).replace(/e([-+])(\d)$/, 'e$10$2')

function general(n: number, wanted: number, keep: boolean): string {
  const digits = wanted === 0 ? 1 : wanted
  const power = n === 0 ? 0 : Number(n.toExponential(Math.min(digits - 1, 100)).split('e')[1])
  if (power < -4 || power >= digits) {
    const [mantissa = '', tail = ''] = exponent(n, digits - 1).split('e')
    return `${keep ? mantissa : trimmed(mantissa)}e${tail}`
  }
  const words = fixed(n, digits - 1 - power)
  return keep ? words : trimmed(words)
}

const trimmed = (words: string): string => (words.includes('.') ? words.replace(/\.?0+$/, '') : words)
