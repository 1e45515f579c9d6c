import type { Depth, Message, Micros, World } from '../trace/types'
import { hueOf, type Hue } from './hue'
import { answers, label } from './label'
import type { Picture } from './layout/map'
import { pathLength, pointAt } from './layout/path'
import { textWidth, type Point } from './layout/shape'
import { wire } from './layout/wire'
import { placeOf } from './place'
import { visible } from './rhythm'
import type { Seen } from './seen'

/** A mark on a wire: one message, or several that say the same in nearly the same place. */
export interface Packet {
  readonly id: string
  readonly message: Message
  readonly count: number
  readonly text: string
  readonly at: Point
  readonly width: number
  readonly hue: Hue
  readonly answer: boolean
  /** The way it goes, for the line beneath it. */
  readonly way: readonly Point[]
  /** Already there: the message that this step delivered. */
  readonly arrived: boolean
}

/** Above so many marks the picture says "×12" instead of drawing twelve. */
const mostMarks = 60

/**
 * Where every message under way is at simulated time `now`: (now − sent) / (due − sent) of its wire. A pure function of the
 * world and the time, so playing, scrubbing and stepping back cannot disagree.
 */
export function packets(
  world: World,
  now: Micros,
  fraction: number,
  depth: Depth,
  seen: Seen,
  picture: Picture,
): readonly Packet[] {
  // What a step has only just sent is drawn when time goes on: at rest its place is taken by what arrived.
  const under = world.queue.filter(
    (message) => (fraction > 0 ? message.sentAt <= now : message.sentAt < now) && visible(message, depth),
  )
  const flying = under.flatMap((message) =>
    packet(message, progress(message, now, fraction), depth, seen, picture, false),
  )
  const arrived =
    fraction === 0 && world.last && visible(world.last, depth) ? packet(world.last, 1, depth, seen, picture, true) : []
  return apart([...merged(flying, flying.length > mostMarks ? 1000 : 26), ...arrived])
}

const progress = ({ sentAt, dueAt }: Message, now: Micros, fraction: number): number =>
  dueAt > sentAt ? Math.min(1, (now - sentAt) / (dueAt - sentAt)) : fraction

function packet(
  message: Message,
  part: number,
  depth: Depth,
  seen: Seen,
  picture: Picture,
  arrived: boolean,
): readonly Packet[] {
  const [from, to] = [placeOf(message.from, seen, depth), placeOf(message.to, seen, depth)]
  const way = from === to ? [] : wire(picture, from, to)
  if (way.length < 2) return []
  const answer = answers(message.payload)
  const text = clipped(label(message.payload), lettersOn(way))
  const width = Math.max(26, textWidth(text, 11, true) + 18)
  const at = between(way, part, width)
  return [
    {
      id: String(message.id),
      message,
      count: 1,
      text,
      at,
      width,
      hue: hueOf(answer ? to : from),
      answer,
      way,
      arrived,
    },
  ]
}

/**
 * The place on a way, from where the mark has left its sender to where it touches its receiver, so that it covers neither. On a short
 * way it moves through the middle half.
 */
function between(way: readonly Point[], part: number, width: number): Point {
  const length = pathLength(way)
  const pad = (a: Point, b: Point): number =>
    Math.min(Math.abs(a.x - b.x) > Math.abs(a.y - b.y) ? width / 2 + 3 : 14, length / 4)
  const start = pad(way[0]!, way[1]!)
  const end = pad(way.at(-1)!, way.at(-2)!)
  return pointAt(way, (start + part * (length - start - end)) / length)
}

/** Letters that fit on a wire; on one that goes straight down any label does. */
const lettersOn = (way: readonly Point[]): number =>
  way.every(({ x }) => x === way[0]!.x) ? 26 : Math.min(26, Math.max(9, Math.floor((pathLength(way) + 20) / 6.66)))

/** Words that do not fit their wire keep what tells most of a path: its method and its end. */
function clipped(text: string, most: number): string {
  if (text.length <= most) return text
  const [, method = '', path = ''] = /^([A-Z]+ )(\/.*)$/.exec(text) ?? []
  const parts = path.split('/').filter((part) => part !== '' && part !== '…')
  const shorter = [parts.slice(-2), parts.slice(-1)].map((kept) => `${method}…/${kept.join('/')}`)
  return (parts.length > 1 ? shorter.find((words) => words.length <= most) : undefined) ?? `${text.slice(0, most - 1)}…`
}

/** Marks that would cover each other on a wire too short for both stand side by side. */
const apart = (all: readonly Packet[]): readonly Packet[] =>
  all.reduce<readonly Packet[]>((placed, next) => {
    const over =
      pathLength(next.way) < 90 &&
      placed.find(
        (other) =>
          Math.abs(other.at.y - next.at.y) < 22 && Math.abs(other.at.x - next.at.x) < (other.width + next.width) / 2,
      )
    return [
      ...placed,
      over ? { ...next, at: { x: over.at.x + (over.width + next.width) / 2 + 4, y: next.at.y } } : next,
    ]
  }, [])

/** The same asked of another blob says the same. */
const alike = (text: string): string => text.replace(/[0-9a-f]{7,}$/, '…')

/** Joins marks with the same words on the same wire that would cover each other. */
function merged(all: readonly Packet[], near: number): readonly Packet[] {
  return all.reduce<readonly Packet[]>((kept, next) => {
    const twin = kept.findIndex(
      (other) =>
        alike(other.text) === alike(next.text) &&
        other.answer === next.answer &&
        sameWay(other, next) &&
        close(other.at, next.at, Math.max(near, next.width * 0.9)),
    )
    if (twin < 0) return [...kept, next]
    return kept.map((other, i) =>
      i === twin
        ? { ...other, count: other.count + 1, text: other.text === next.text ? other.text : alike(next.text) }
        : other,
    )
  }, [])
}

const sameWay = (a: Packet, b: Packet): boolean =>
  a.way.length === b.way.length &&
  a.way[0]!.x === b.way[0]!.x &&
  a.way[0]!.y === b.way[0]!.y &&
  a.way.at(-1)!.x === b.way.at(-1)!.x &&
  a.way.at(-1)!.y === b.way.at(-1)!.y

const close = (a: Point, b: Point, near: number): boolean => Math.hypot(a.x - b.x, a.y - b.y) <= near

/** The wires that are always there, whether or not something is on them. */
export interface Laid {
  readonly id: string
  readonly points: readonly Point[]
  readonly outside: boolean
}

export function wires(picture: Picture): readonly Laid[] {
  const pairs: readonly (readonly [string, string])[] = [
    ['client', 'dockerd'],
    ['dockerd', 'store'],
    ['dockerd', 'hub'],
    ['dockerd', 'containerd'],
    ...(picture.frame.systemd ? ([['systemd', 'dockerd']] as const) : []),
    ...(picture.depth === 3 ? ([['dockerd', 'kernel']] as const) : []),
    ...picture.containers.flatMap(({ container: { id, pid }, shim }): (readonly [string, string])[] => [
      ...(shim ? [['containerd', `shim:${id}`] as const] : []),
      ...(pid !== 0 ? [['kernel', `container:${id}`] as const] : []),
    ]),
  ]
  return pairs.flatMap(([from, to]) => {
    const points = picture.depth === 1 && to === 'containerd' ? [] : wire(picture, from, to)
    return points.length > 1 ? [{ id: `${from} ${to}`, points, outside: to === 'hub' }] : []
  })
}
