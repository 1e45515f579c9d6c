import { readFileSync } from 'node:fs'
import { load, openDesk, perform } from '../../src/node/desk'
import type { Bytes } from '../../src/base/bytes'
import { masked, withoutIds } from './normalise'

/** Plays what was recorded from real Docker, and says row by row whether the simulator did the same. */
export interface Recorded {
  readonly session: string
  readonly step: number
  readonly cmd: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

export interface Compared {
  readonly recorded: Recorded
  readonly got: { readonly exit: number; readonly stdout: string; readonly stderr: string }
  readonly sameExit: boolean
  readonly sameText: boolean
}

export const rows = (): readonly Recorded[] =>
  readFileSync(new URL('rows.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row) as Recorded)

/** IDs of the images in the recordings, by the tag that has the same ID here under another number. */
const recordedIds: Readonly<Record<string, string>> = {
  'busybox:latest': '051c60d40f9f',
  'alpine:latest': '621fb0b293fa',
  'alpine:3.18': 'ed6bb3fdf0a8',
  'hello-world:latest': '6bfde6fc4c74',
  'nginx:latest': '89ea0ae2cb59',
  'registry:2': '19f37f23eb98',
}

/** Commands that list images: those made in the same second come in the random order of a Go map. */
const unordered = /^docker (images|image ls)\b/

export function replayed(session: string, archive: Bytes, ids: Readonly<Record<string, string>>): readonly Compared[] {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  const failure = load(desk, archive)
  if (failure !== undefined) throw new Error(`the fixture images do not load: ${failure}`)
  const ours = new Map(Object.entries(recordedIds).map(([tag, id]) => [id, ids[tag]!.slice(0, 12)]))
  const pairs = new Pairs(ours)
  return rows()
    .filter((row) => row.session === session)
    .map((recorded) => {
      const cmd = recorded.cmd.replace(/\b[0-9a-f]{12}\b/g, (id) => ours.get(id) ?? id)
      const [got] = perform(desk, [{ cmd, plain: false }], { tty: false, maxMicros: 120_000_000 })
      return compared(recorded, got, pairs)
    })
}

function compared(recorded: Recorded, got: Compared['got'], pairs: Pairs): Compared {
  const order = unordered.test(recorded.cmd)
    ? (text: string) => text.split('\n').sort().join('\n')
    : (text: string) => text
  const plain = /^docker top\b/.test(recorded.cmd)
    ? (text: string) => text.replace(/\b\d+\b/g, '<n>')
    : (text: string) => text
  const same = (a: string, b: string) =>
    pairs.same(order(named(masked(plain(a)), pairs.recordedNames)), order(named(masked(plain(b)), pairs.ourNames)))
  const [out, err] = [same(recorded.stdout, got.stdout), same(recorded.stderr, got.stderr)]
  return { recorded, got, sameExit: recorded.exit === got.exit, sameText: out && err }
}

/** Images that both worlds have go by a name instead of an ID, so that their order does not matter. */
const named = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(/\b([0-9a-f]{12})([0-9a-f]{52})?\b/g, (id, short: string, more?: string) =>
    names.has(short) ? `<${names.get(short)}${more ? ':64' : ''}>` : id,
  )

/** Which of our IDs stands for which recorded one, learned as they appear; one for one. */
class Pairs {
  readonly recordedNames: ReadonlyMap<string, string>
  readonly ourNames: ReadonlyMap<string, string>
  private readonly there = new Map<string, string>()
  private readonly back = new Map<string, string>()

  constructor(images: ReadonlyMap<string, string>) {
    this.recordedNames = new Map([...images.keys()].map((id) => [id, `image ${id}`]))
    this.ourNames = new Map([...images].map(([id, our]) => [our, `image ${id}`]))
  }

  same(recorded: string, got: string): boolean {
    const [a, theirs] = withoutIds(recorded)
    const [b, ours] = withoutIds(got)
    return a === b && theirs.every((id, i) => this.paired(id, ours[i]!))
  }

  private paired(their: string, our: string): boolean {
    const known = this.there.get(their)
    if (known !== undefined || this.back.has(our)) return known === our
    this.there.set(their, our)
    this.back.set(our, their)
    return true
  }
}
