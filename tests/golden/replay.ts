import { readFileSync } from 'node:fs'
import { load, openDesk, perform } from '../../src/node/desk'
import { utf8, type Bytes } from '../../src/base/bytes'
import type { FileEntry } from '../../src/base/file-entry'
import { helpShape, masked, withoutIds } from './normalise'

/** Plays what was recorded from real Docker, and says row by row whether the simulator did the same. */
export interface Recorded {
  readonly session: string
  readonly step: number
  readonly cmd: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  /** What was piped into the command. */
  readonly stdin?: string
  /** Typed at a terminal instead of read from a script. */
  readonly tty?: boolean
  /** A command on the Docker host other than `docker`. */
  readonly kind?: 'host'
  /** Files that the session found in its working directory. */
  readonly files?: Readonly<Record<string, string>>
}

export interface Compared {
  readonly recorded: Recorded
  readonly got: { readonly exit: number; readonly stdout: string; readonly stderr: string }
  readonly sameExit: boolean
  readonly sameText: boolean
}

export const rows = (name = 'rows.jsonl'): readonly Recorded[] =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
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

/** Commands whose lines come in the random order of a Go map: images made in the same second, changed paths, pruned volumes. */
const unordered = /^docker ((images|image ls|diff)\b|volume prune)/

export function replayed(
  recordings: readonly Recorded[],
  archive: Bytes,
  ids: Readonly<Record<string, string>>,
): readonly Compared[] {
  const desk = openDesk({ seed: 1, files: filesOf(recordings), trace: false })
  const failure = load(desk, archive)
  if (failure !== undefined) throw new Error(`the fixture images do not load: ${failure}`)
  const ours = new Map(Object.entries(recordedIds).map(([tag, id]) => [id, ids[tag]!.slice(0, 12)]))
  const pairs = new Pairs(ours)
  return recordings.map((recorded) => {
    const cmd = asRecorded(recorded).replace(/\b[0-9a-f]{12}\b/g, (id) => ours.get(id) ?? id)
    const stdin = recorded.stdin === undefined ? {} : { stdin: utf8(recorded.stdin) }
    const manner = { tty: recorded.tty ?? false, maxMicros: 120_000_000 }
    const [got] = perform(desk, [{ cmd, plain: false, ...stdin }], manner)
    return compared(recorded, got, pairs)
  })
}

/** The recorder was root on its host, which `iptables` needs. */
const asRecorded = ({ cmd, kind }: Recorded): string =>
  kind === 'host' && cmd.startsWith('iptables') ? `sudo sh -c '${cmd.replaceAll("'", "'\\''")}'` : cmd

const common = { mode: 0o644, uid: 1000, gid: 1000, mtime: Date.UTC(2025, 5, 1) / 1000 }

/** The files of a recorded session, in the home directory. */
function filesOf(recordings: readonly Recorded[]): readonly FileEntry[] {
  const files = Object.entries(Object.assign({}, ...recordings.map((row) => row.files ?? {})) as Record<string, string>)
  const dirs = [...new Set(files.map(([path]) => path.split('/').slice(0, -1).join('/')))].filter((dir) => dir !== '')
  return [
    ...dirs.map((dir): FileEntry => ({ ...common, path: `home/you/${dir}`, type: 'dir', mode: 0o755 })),
    ...files.map(([path, words]): FileEntry => {
      const data = utf8(words)
      return { ...common, path: `home/you/${path}`, type: 'file', data, size: data.length }
    }),
  ]
}

function compared(recorded: Recorded, got: Compared['got'], pairs: Pairs): Compared {
  const { cmd } = recorded
  const plain = /^docker top\b/.test(cmd) ? (text: string) => text.replace(/\b\d+\b/g, '<n>') : (text: string) => text
  const ready = (text: string) => inLayerOrder(masked(/^Usage: /m.test(text) ? helpShape(text) : plain(text)))
  const same = (a: string, b: string) => pairs.same(ready(a), ready(b), unordered.test(cmd))
  const [out, err] = [same(recorded.stdout, got.stdout), same(recorded.stderr, got.stderr)]
  return { recorded, got, sameExit: recorded.exit === got.exit, sameText: out && err }
}

const layerLine = /^([0-9a-f]{12}): /

/** Layers move side by side, so their lines may mingle in any way: those of one stay in order, and the layers go as they were first named. */
function inLayerOrder(text: string): string {
  const lines = text.split('\n')
  const ids = [...new Set(lines.flatMap((line) => layerLine.exec(line)?.[1] ?? []))]
  const rank = (line: string) => ids.indexOf(layerLine.exec(line)![1]!)
  const moved = lines.filter((line) => layerLine.test(line)).sort((a, b) => rank(a) - rank(b))
  return lines.map((line) => (layerLine.test(line) ? moved.shift()! : line)).join('\n')
}

/** Images that both worlds have go by a name instead of an ID, so that their order does not matter. */
const named = (text: string, names: ReadonlyMap<string, string>): string =>
  text.replace(/\b([0-9a-f]{12})([0-9a-f]{52})?\b/g, (id, short: string, more?: string) =>
    names.has(short) ? `<${names.get(short)}${more ? ':64' : ''}>` : id,
  )

const sorted = (text: string): string => text.split('\n').sort().join('\n')

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

  same(recorded: string, got: string, anyOrder: boolean): boolean {
    const [a, theirs] = withoutIds(named(recorded, this.recordedNames))
    const [b, ours] = withoutIds(named(got, this.ourNames))
    if (anyOrder) return sorted(a) === sorted(b) && this.sameSet(theirs, ours)
    return a === b && theirs.every((id, i) => this.paired(id, ours[i]!))
  }

  /** Those that are known, or the same in both, must be there; the others may stand for each other. */
  private sameSet(theirs: readonly string[], ours: readonly string[]): boolean {
    const expected = (id: string) => this.there.get(id) ?? (ours.includes(id) ? id : undefined)
    const known = theirs.flatMap((id) => expected(id) ?? [])
    const unknown = theirs.filter((id) => expected(id) === undefined)
    const fresh = ours.filter((id) => !known.includes(id))
    return (
      known.every((id) => ours.includes(id)) &&
      unknown.length === fresh.length &&
      unknown.every((id, i) => this.paired(id, fresh[i]!))
    )
  }

  private paired(their: string, our: string): boolean {
    const known = this.there.get(their)
    if (known !== undefined || this.back.has(our)) return known === our
    this.there.set(their, our)
    this.back.set(our, their)
    return true
  }
}
