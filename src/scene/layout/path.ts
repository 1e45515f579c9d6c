import { interpolateNumber } from 'd3-interpolate'
import type { Point } from './shape'

const distance = (a: Point, b: Point): number => Math.hypot(b.x - a.x, b.y - a.y)

export const pathLength = (points: readonly Point[]): number =>
  points.reduce((sum, point, i) => (i === 0 ? 0 : sum + distance(points[i - 1]!, point)), 0)

/** The point at that part (0 to 1) of the way. */
export function pointAt(points: readonly Point[], part: number): Point {
  let left = pathLength(points) * Math.min(1, Math.max(0, part))
  for (let i = 1; i < points.length; i++) {
    const [a, b] = [points[i - 1]!, points[i]!]
    const length = distance(a, b)
    if (left <= length && length > 0) return between(a, b, left / length)
    left -= length
  }
  return points[points.length - 1] ?? { x: 0, y: 0 }
}

/** SVG path with rounded corners. */
export function rounded(points: readonly Point[], radius: number): string {
  const [first, ...rest] = points
  if (first === undefined) return ''
  const bends = rest.map((point, i) => {
    const next = rest[i + 1]
    if (next === undefined) return `L${at(point)}`
    const before = i === 0 ? first : rest[i - 1]!
    const r = Math.min(radius, distance(before, point) / 2, distance(point, next) / 2)
    return `L${at(towards(point, before, r))}Q${at(point)} ${at(towards(point, next, r))}`
  })
  return `M${at(first)}${bends.join('')}`
}

const towards = (from: Point, to: Point, by: number): Point => {
  const length = distance(from, to) || 1
  return between(from, to, by / length)
}

const between = (from: Point, to: Point, part: number): Point => ({
  x: interpolateNumber(from.x, to.x)(part),
  y: interpolateNumber(from.y, to.y)(part),
})

const at = ({ x, y }: Point): string => `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`
