/** Select Graphic Rendition (ECMA-48 8.3.117, and what xterm adds to it), and its CSS. */
export interface Style {
  /** A palette number (0–255) or `#rrggbb`. */
  readonly fg?: number | string
  readonly bg?: number | string
  readonly bold?: boolean
  readonly dim?: boolean
  readonly italic?: boolean
  readonly underline?: boolean
  readonly inverse?: boolean
  readonly hidden?: boolean
  readonly struck?: boolean
}

export const plain: Style = {}

/** Parameters are parted by semicolons; a colon parts what belongs to one of them. */
export function styled(style: Style, parameters: string): Style {
  const all = parameters.split(';').map((one) => one.split(':').map((n) => (n === '' ? 0 : Number.parseInt(n, 10))))
  let next = style
  for (let i = 0; i < all.length; i++) {
    const [code = 0, ...own] = all[i]!
    if (code !== 38 && code !== 48 && code !== 58) {
      next = attribute(next, code, own[0])
      continue
    }
    const following = all.slice(i + 1).map(([n = 0]) => n)
    const [colour, used] = own.length > 0 ? [ownColour(own), 0] : extended(following)
    i += used
    if (colour !== undefined && code !== 58) next = { ...next, [code === 38 ? 'fg' : 'bg']: colour }
  }
  return next
}

/** `38;5;n` and `38;2;r;g;b`, and how many parameters that took. */
function extended(codes: readonly number[]): readonly [colour: number | string | undefined, used: number] {
  if (codes[0] === 5) return [codes[1], 2]
  return codes[0] === 2 ? [hex(codes.slice(1, 4)), 4] : [undefined, 0]
}

/** `38:5:n`, `38:2:r:g:b`, and with the number of a colour space before the three. */
const ownColour = ([kind, ...rest]: readonly number[]): number | string | undefined =>
  kind === 5 ? rest[0] : kind === 2 ? hex(rest.slice(-3)) : undefined

const hex = (levels: readonly number[]): string | undefined =>
  levels.length === 3 ? `#${levels.map((n) => Math.min(255, n).toString(16).padStart(2, '0')).join('')}` : undefined

const without = (style: Style, ...keys: readonly (keyof Style)[]): Style =>
  Object.fromEntries(Object.entries(style).filter(([key]) => !keys.includes(key as keyof Style)))

const turnsOn: Readonly<Record<number, keyof Style>> = {
  1: 'bold',
  2: 'dim',
  3: 'italic',
  4: 'underline',
  7: 'inverse',
  8: 'hidden',
  9: 'struck',
  21: 'underline',
}

const turnsOff: Readonly<Record<number, readonly (keyof Style)[]>> = {
  22: ['bold', 'dim'],
  23: ['italic'],
  24: ['underline'],
  27: ['inverse'],
  28: ['hidden'],
  29: ['struck'],
  39: ['fg'],
  49: ['bg'],
}

function attribute(style: Style, code: number, own: number | undefined): Style {
  if (code === 0) return plain
  if (code === 4 && own === 0) return without(style, 'underline')
  const on = turnsOn[code]
  if (on !== undefined) return { ...style, [on]: true }
  const off = turnsOff[code]
  if (off !== undefined) return without(style, ...off)
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 }
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 }
  if (code >= 90 && code <= 97) return { ...style, fg: code - 82 }
  if (code >= 100 && code <= 107) return { ...style, bg: code - 92 }
  return style
}

/** CSS for a style; the first 16 colours are the theme's. */
export function css(style: Style): string {
  const [fg, bg] = style.inverse
    ? [style.bg ?? 'var(--gw-term)', style.fg ?? 'var(--gw-term-ink)']
    : [style.fg, style.bg]
  const lines = [style.underline ? 'underline' : '', style.struck ? 'line-through' : ''].filter(Boolean)
  return [
    // Black on a colour is as dark as it gets: the theme's own black is made to be read on the terminal's ground.
    style.hidden
      ? 'color:transparent'
      : fg === undefined
        ? ''
        : `color:${fg === 0 && bg !== undefined ? 'var(--gw-term)' : colour(fg)}`,
    bg === undefined ? '' : `background:${colour(bg)}`,
    style.bold ? 'font-weight:700' : '',
    style.dim ? 'opacity:.75' : '',
    style.italic ? 'font-style:italic' : '',
    lines.length > 0 ? `text-decoration:${lines.join(' ')}` : '',
  ]
    .filter(Boolean)
    .join(';')
}

function colour(value: number | string): string {
  if (typeof value === 'string') return value
  if (value < 16) return `var(--gw-ansi-${value})`
  if (value >= 232) return grey(8 + (value - 232) * 10)
  const cube = value - 16
  const level = (n: number): number => (n === 0 ? 0 : 55 + n * 40)
  return `rgb(${level(Math.floor(cube / 36))} ${level(Math.floor(cube / 6) % 6)} ${level(cube % 6)})`
}

const grey = (n: number): string => `rgb(${n} ${n} ${n})`
