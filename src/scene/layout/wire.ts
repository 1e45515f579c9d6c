import type { PlaceId } from '../place'
import type { Picture, ContainerMark } from './map'
import { bottom, middleX, middleY, right, type Box, type Point } from './shape'

/** The way of a message between two places, from the sender to the receiver. The same wire, turned round, for the answer. */
export function wire(picture: Picture, sender: PlaceId, receiver: PlaceId): readonly Point[] {
  const [from, to] = [shownAt(picture, sender), shownAt(picture, receiver)]
  if (from === to) return []
  const there = drawn(picture, from, to)
  if (there) return there
  const back = drawn(picture, to, from)
  if (back) return [...back].reverse()
  const [a, b] = [boxOf(picture, from), boxOf(picture, to)]
  return a && b ? [centre(a), centre(b)] : []
}

/** What has no box of its own in this picture is part of what the host itself brings, the lowest box. */
const shownAt = ({ frame }: Picture, place: PlaceId): PlaceId =>
  place === 'systemd' && frame.systemd === undefined ? 'kernel' : place

const centre = (b: Box): Point => ({ x: middleX(b), y: middleY(b) })

const cardOf = (picture: Picture, place: PlaceId): ContainerMark | undefined => {
  const id = place.slice(place.indexOf(':') + 1)
  return picture.containers.find((mark) => mark.container.id === id)
}

export function boxOf(picture: Picture, place: PlaceId): Box | undefined {
  const card = cardOf(picture, place)
  if (place.startsWith('shim:')) return card?.shim ?? card?.box
  if (place.startsWith('runc:')) return card?.runc ?? card?.box
  if (place.startsWith('container:')) return card?.box ?? picture.frame.fleet
  return picture.places.find((mark) => mark.id === shownAt(picture, place))?.box
}

const kindOfPlace = (place: PlaceId): string => place.split(':', 1)[0]!

/** Waypoints of the wires that are laid; undefined where only the other direction is, or none. */
function drawn(p: Picture, from: PlaceId, to: PlaceId): readonly Point[] | undefined {
  const f = p.frame
  const lane = f.kernel.y - 12
  const gutter = f.dockerd.x - (f.portrait ? 17 : 46)
  const card = cardOf(p, to)
  switch (`${kindOfPlace(from)}-${kindOfPlace(to)}`) {
    case 'client-dockerd':
      return f.portrait
        ? [
            { x: middleX(f.dockerd), y: bottom(f.client) },
            { x: middleX(f.dockerd), y: f.dockerd.y },
          ]
        : [
            { x: right(f.client), y: f.dockerd.y + 50 },
            { x: f.dockerd.x, y: f.dockerd.y + 50 },
          ]
    case 'client-kernel':
      return clientToKernel(p, gutter)
    case 'client-hub':
      return f.portrait
        ? [
            { x: right(f.client), y: middleY(f.client) },
            { x: f.hub.x, y: middleY(f.hub) },
          ]
        : [
            { x: middleX(f.client), y: f.client.y },
            { x: middleX(f.client), y: 6 },
            { x: middleX(f.hub), y: 6 },
            { x: middleX(f.hub), y: f.hub.y },
          ]
    case 'client-container':
      return card && [...clientDown(p), ...along(p, lane, card)]
    case 'dockerd-hub':
      return f.portrait
        ? [
            { x: right(f.dockerd) - 20, y: f.dockerd.y },
            { x: right(f.dockerd) - 20, y: f.dockerd.y - 18 },
            { x: middleX(f.hub), y: f.dockerd.y - 18 },
            { x: middleX(f.hub), y: bottom(f.hub) },
          ]
        : [
            { x: right(f.dockerd) - 36, y: f.dockerd.y },
            { x: right(f.dockerd) - 36, y: f.dockerd.y - 22 },
            { x: f.hub.x, y: f.dockerd.y - 22 },
          ]
    case 'dockerd-store':
      return [
        { x: right(f.dockerd), y: middleY(f.dockerd) },
        { x: f.store.x, y: middleY(f.store) },
      ]
    case 'dockerd-containerd':
      return (
        f.containerd && [
          { x: middleX(f.dockerd), y: bottom(f.dockerd) },
          { x: middleX(f.dockerd), y: f.containerd.y },
        ]
      )
    case 'dockerd-kernel':
      return [
        { x: f.dockerd.x, y: bottom(f.dockerd) - 20 },
        { x: gutter, y: bottom(f.dockerd) - 20 },
        { x: gutter, y: middleY(f.kernel) },
        { x: f.kernel.x, y: middleY(f.kernel) },
      ]
    case 'dockerd-container':
      return (
        card && [
          { x: f.dockerd.x, y: bottom(f.dockerd) - 20 },
          { x: gutter, y: bottom(f.dockerd) - 20 },
          { x: gutter, y: lane },
          ...along(p, lane, card),
        ]
      )
    case 'dockerd-shim':
    case 'containerd-shim':
      return card && fromAbove(p, from, card, card.shim)
    case 'dockerd-runc':
    case 'containerd-runc':
      return card && fromAbove(p, from, card, card.runc)
    case 'client-systemd':
      return (
        f.systemd && [
          { x: right(f.client), y: middleY(f.systemd) },
          { x: f.systemd.x, y: middleY(f.systemd) },
        ]
      )
    case 'systemd-dockerd':
      return f.systemd && overTheTop(f.systemd, f.dockerd)
    case 'systemd-kernel':
      return (
        f.systemd && [
          { x: f.systemd.x + 14, y: bottom(f.systemd) },
          { x: f.systemd.x + 14, y: bottom(f.kernel) - 14 },
          { x: f.kernel.x, y: bottom(f.kernel) - 14 },
        ]
      )
    case 'containerd-kernel':
      return (
        f.containerd && [
          { x: f.containerd.x, y: middleY(f.containerd) },
          { x: gutter + 20, y: middleY(f.containerd) },
          { x: gutter + 20, y: f.kernel.y + 18 },
          { x: f.kernel.x, y: f.kernel.y + 18 },
        ]
      )
    case 'shim-runc':
      return (
        card && [
          { x: middleX(card.shim ?? card.box), y: card.box.y - 9 },
          { x: middleX(card.shim ?? card.box), y: card.box.y - 20 },
          { x: middleX(card.runc ?? card.box), y: card.box.y - 20 },
          { x: middleX(card.runc ?? card.box), y: card.box.y - 9 },
        ]
      )
    case 'kernel-shim':
      return card && [{ x: middleX(card.box) - 24, y: f.kernel.y }, ...up(card, middleX(card.box) - 24, lane)]
    case 'kernel-runc':
      return card && [{ x: middleX(card.box) + 24, y: f.kernel.y }, ...up(card, middleX(card.box) + 24, lane)]
    case 'kernel-container':
      return card && [{ x: middleX(card.box), y: f.kernel.y }, ...up(card, middleX(card.box), lane)]
    case 'kernel-hub':
      return [
        { x: right(f.kernel), y: middleY(f.kernel) },
        { x: middleX(f.hub), y: middleY(f.kernel) },
        { x: middleX(f.hub), y: bottom(f.hub) },
      ]
    case 'hub-container':
      return card && [{ x: middleX(f.hub), y: bottom(f.hub) }, { x: middleX(f.hub), y: lane }, ...along(p, lane, card)]
    case 'container-container':
      return twoCards(p, lane, cardOf(p, from), card)
    default:
      return undefined
  }
}

/** Out of the one at its top, and into the other at its top: they stand too near each other for a message between them. */
const overTheTop = (a: Box, b: Box): readonly Point[] => [
  { x: middleX(a), y: a.y },
  { x: middleX(a), y: a.y - 14 },
  { x: b.x + 30, y: a.y - 14 },
  { x: b.x + 30, y: b.y },
]

function clientDown(p: Picture): readonly Point[] {
  const f = p.frame
  const x = f.portrait ? f.client.x + 17 : middleX(f.client)
  return [
    { x, y: bottom(f.client) },
    { x, y: f.kernel.y - 12 },
  ]
}

function clientToKernel(p: Picture, gutter: number): readonly Point[] {
  const f = p.frame
  const y = middleY(f.kernel) + 10
  const x = f.portrait ? gutter - 6 : middleX(f.client)
  return [
    { x, y: bottom(f.client) },
    { x, y },
    { x: f.kernel.x, y },
  ]
}

/** Along the lane above the kernel to a container's card, and up into it. */
const along = (p: Picture, lane: number, card: ContainerMark): readonly Point[] => [
  { x: middleX(card.box), y: lane },
  ...up(card, middleX(card.box), lane).slice(p.frame.portrait ? 0 : 0),
]

/** From the kernel's lane into a card; a card of the upper row is reached through the gap at its side. */
const up = (card: ContainerMark, x: number, lane: number): readonly Point[] =>
  card.lowest
    ? [{ x, y: bottom(card.box) }]
    : [
        { x, y: lane },
        { x: right(card.box) + 6, y: lane },
        { x: right(card.box) + 6, y: bottom(card.box) - 12 },
        { x: right(card.box), y: bottom(card.box) - 12 },
      ]

function fromAbove(p: Picture, from: PlaceId, card: ContainerMark, chip: Box | undefined): readonly Point[] {
  const x = chip ? middleX(chip) : middleX(card.box)
  const box = boxOf(p, from)
  return box
    ? [
        { x, y: bottom(box) },
        { x, y: chip?.y ?? card.box.y },
      ]
    : []
}

const twoCards = (
  p: Picture,
  lane: number,
  a: ContainerMark | undefined,
  b: ContainerMark | undefined,
): readonly Point[] | undefined =>
  a && b && [{ x: middleX(a.box), y: bottom(a.box) }, { x: middleX(a.box), y: lane }, ...along(p, lane, b)]
