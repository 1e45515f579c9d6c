import { describe, expect, test } from 'vitest'
import type { Depth, Message } from '../../../src/trace/types'
import { changed } from '../../../src/scene/changed'
import { drawMap, type Picture } from '../../../src/scene/layout/map'
import { pathLength } from '../../../src/scene/layout/path'
import { bottom, right, type Box } from '../../../src/scene/layout/shape'
import { boxOf, wire } from '../../../src/scene/layout/wire'
import { packets, wires } from '../../../src/scene/packets'
import { placeOf } from '../../../src/scene/place'
import { rhythm, momentAt } from '../../../src/scene/rhythm'
import { see } from '../../../src/scene/seen'
import { paperVoyage } from '../../scenes/paper-voyage'

const { recording } = paperVoyage()
const last = recording.world(recording.length)
const sizes: readonly (readonly [number, number])[] = [
  [956, 600],
  [1366, 900],
  [860, 500],
  [390, 600],
  [1920, 1000],
  [600, 300],
]
const depths: readonly Depth[] = [1, 2, 3]

const inside = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x - 1 &&
  inner.y >= outer.y - 10 &&
  right(inner) <= right(outer) + 1 &&
  bottom(inner) <= bottom(outer) + 1
const apart = (a: Box, b: Box): boolean =>
  right(a) <= b.x + 0.5 || right(b) <= a.x + 0.5 || bottom(a) <= b.y + 0.5 || bottom(b) <= a.y + 0.5
const grown = ({ x, y, w, h }: Box): Box => ({ x: x - 1, y: y - 1, w: w + 2, h: h + 2 })
const whole = ({ frame }: Picture): Box => ({ x: 0, y: 0, w: frame.width, h: frame.height })

describe('map', () => {
  test.each(sizes.flatMap(([w, h]) => depths.map((depth) => [w, h, depth] as const)))(
    '[SC-11] %i x %i at depth %i keeps its places apart and inside',
    (w, h, depth) => {
      const picture = drawMap(see(last), depth, w, h)
      const { client, host, hub, dockerd, store, containerd, systemd, fleet, kernel } = picture.frame
      for (const box of [client, host, hub]) expect(inside(whole(picture), box)).toBe(true)
      const parts = [dockerd, store, fleet, kernel, ...[containerd, systemd].filter((box) => box !== undefined)]
      for (const box of parts) expect(inside(host, box)).toBe(true)
      parts.forEach((a, i) => parts.slice(i + 1).forEach((b) => expect(apart(a, b)).toBe(true)))
      for (const card of picture.containers) expect(inside(fleet, card.box)).toBe(true)
    },
  )

  /** The world with so many containers; those named in `ended` run no longer. */
  const fleet = (count: number, ended: readonly number[] = []) => {
    const seen = see(last)
    const [model] = Object.values(seen.dockerd.containers)
    const ids = Array.from({ length: count }, (_, i) => `c${i}`)
    const containers = Object.fromEntries(
      ids.map((id, i) => [id, { ...model!, id, name: id, pid: ended.includes(i) ? 0 : 4000 + i }]),
    )
    return { ...seen, dockerd: { ...seen.dockerd, containers } }
  }
  const cards = (picture: Picture): readonly string[] => picture.containers.map(({ container }) => container.id)

  test('[SC-23] six containers have a card each, side by side and in two rows', () => {
    const picture = drawMap(fleet(6), 2, 956, 600)
    expect(cards(picture)).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5'])
    expect(picture.moreContainers).toBe(0)
    const boxes = picture.containers.map(({ box }) => box)
    boxes.forEach((box, i) => boxes.slice(i + 1).forEach((other) => expect(apart(box, other)).toBe(true)))
    for (const box of boxes) expect(inside(picture.frame.fleet, box)).toBe(true)
  })

  test('[SC-23] those that run come before those that have ended, the newer before the older', () => {
    const picture = drawMap(fleet(9, [1, 2, 3, 7, 8]), 2, 956, 600)
    expect(cards(picture)).toEqual(['c0', 'c4', 'c5', 'c6', 'c7', 'c8'])
    expect(picture.moreContainers).toBe(3)
  })

  test('[SC-24] what goes to systemd and comes from it has a wire; without a box it is part of the kernel', () => {
    const wideEnough = drawMap(see(last), 2, 956, 600)
    const phone = drawMap(see(last), 2, 390, 600)
    for (const [from, to] of [
      ['client', 'systemd'],
      ['systemd', 'dockerd'],
      ['dockerd', 'systemd'],
      ['systemd', 'kernel'],
    ] as const) {
      const way = wire(wideEnough, from, to)
      for (const [place, point] of [
        [from, way[0]!],
        [to, way.at(-1)!],
      ] as const)
        expect(inside(grown(boxOf(wideEnough, place)!), { ...point, w: 0, h: 0 })).toBe(true)
    }
    expect(boxOf(phone, 'systemd')).toEqual(phone.frame.kernel)
    expect(wire(phone, 'systemd', 'dockerd')).toEqual(wire(phone, 'kernel', 'dockerd'))
    expect(wire(phone, 'systemd', 'kernel')).toEqual([])
  })

  test.each(depths)('[SC-12] wires begin and end at the boxes of their parties at depth %i', (depth) => {
    const picture = drawMap(see(last), depth, 956, 600)
    for (let step = 1; step <= recording.length; step++) {
      const seen = see(recording.world(step))
      const { from, to } = recording.message(step)
      const [a, b] = [placeOf(from, seen, depth), placeOf(to, seen, depth)]
      if (a === b) continue
      const way = wire(picture, a, b)
      expect(way.length, `${a} ${b}`).toBeGreaterThan(1)
      for (const [place, point] of [
        [a, way[0]!],
        [b, way.at(-1)!],
      ] as const) {
        const box = boxOf(picture, place)!
        expect(
          point.x >= box.x - 1 && point.x <= right(box) + 1 && point.y >= box.y - 14 && point.y <= bottom(box) + 14,
          `${a} ${b} at ${place}`,
        ).toBe(true)
      }
    }
  })

  test('[SC-6] a packet moves along its way as time goes on, and only so', () => {
    const r = rhythm(recording, 2, recording.world(0).now)
    const world = recording.world(3)
    const picture = drawMap(see(world), 2, 956, 600)
    const moment = momentAt(r, r.at[3]! + 0.2, recording.message)
    const draw = (part: number) =>
      packets(world, world.now + part * (recording.world(4).now - world.now), 0.5, 2, see(world), picture)
    expect(moment.step).toBe(3)
    expect(draw(0.25)).toEqual(draw(0.25))
    expect(draw(0.75)[0]!.at.x).not.toBe(draw(0.25)[0]!.at.x)
  })

  test('[SC-8] sixty and more marks are counted, not drawn', () => {
    const one = recording.message(3)
    const many = Array.from({ length: 80 }, (_, i): Message => ({ ...one, id: 1000 + i, sentAt: 0, dueAt: 100 + i }))
    const world = { ...recording.world(3), queue: many }
    const drawn = packets(world, 50, 0.5, 2, see(world), drawMap(see(world), 2, 956, 600))
    expect(drawn).toHaveLength(1)
    expect(drawn[0]!.count).toBe(80)
  })

  test('[SC-9] draws a shared layer once, over the rows of its images', () => {
    const { store } = drawMap(see(last), 2, 956, 600)
    const images = Object.values(see(last).dockerd.images)
    expect(store.layers).toHaveLength(
      new Set(images.flatMap((image) => image.layers.map(({ chainId }) => chainId))).size,
    )
    expect(store.layers.filter(({ shared }) => shared === 2)).toHaveLength(1)
  })

  test('[SC-10] marks the container that was created, and nothing else', () => {
    const step = Array.from({ length: recording.length }, (_, i) => i + 1).find(
      (n) => Object.keys(see(recording.world(n)).dockerd.containers).length === 1,
    )!
    const draw = (n: number) => drawMap(see(recording.world(n)), 2, 956, 600)
    const ids = [...changed(draw(step - 1), draw(step))]
    expect(ids).toEqual([`container:${Object.keys(see(last).dockerd.containers)[0]}`])
  })

  test('[SC-13] places a process in its container', () => {
    const [container] = Object.values(see(last).dockerd.containers)
    expect(placeOf(`host/${container!.pid}`, see(last), 2)).toBe(`container:${container!.id}`)
    expect(placeOf('host/501', see(last), 2)).toBe('client')
    expect(placeOf('host', see(last), 2)).toBe('kernel')
    expect(placeOf('user', see(last), 2)).toBe('client')
  })

  test('[SC-12] lays wires that have a length', () => {
    for (const depth of depths)
      for (const { points } of wires(drawMap(see(last), depth, 390, 600))) expect(pathLength(points)).toBeGreaterThan(0)
  })
})
