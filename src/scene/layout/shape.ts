/** Geometry of the map, in chart units (one unit is one CSS pixel where the picture is not scaled). */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Box extends Point {
  readonly w: number
  readonly h: number
}

export const right = (b: Box): number => b.x + b.w
export const bottom = (b: Box): number => b.y + b.h
export const middleX = (b: Box): number => b.x + b.w / 2
export const middleY = (b: Box): number => b.y + b.h / 2

/** `count` equal boxes side by side and in rows of `columns`. */
export function grid(area: Box, count: number, columns: number, gap: number): readonly Box[] {
  const rows = Math.max(1, Math.ceil(count / columns))
  const w = (area.w - gap * (columns - 1)) / columns
  const h = (area.h - gap * (rows - 1)) / rows
  return Array.from({ length: count }, (_, i) => ({
    x: area.x + (i % columns) * (w + gap),
    y: area.y + Math.floor(i / columns) * (h + gap),
    w,
    h,
  }))
}

/** Width of a text in chart units, near enough to decide what fits: a Chinese character is as wide as it is high. */
export function textWidth(text: string, size: number, mono: boolean): number {
  let width = 0
  for (const char of text) width += char.codePointAt(0)! > 0x2e7f ? size : size * (mono ? 0.605 : 0.54)
  return width
}

/** As much of the text as fits, with an ellipsis where something was cut. */
export function fitted(text: string, width: number, size = 11, mono = true): string {
  if (textWidth(text, size, mono) <= width) return text
  let out = ''
  for (const char of text) {
    if (textWidth(`${out}${char}…`, size, mono) > width) break
    out += char
  }
  return `${out}…`
}
