import { text, utf8 } from '../../../base/bytes'
import { orUndefined } from '../face'
import type { Sys } from '../../wire/sys'
import type { Doc } from './bson'
import { idIndex, type Collection, type Collections } from './store'
import type { Server } from './state'

/**
 * What a server keeps below its data directory: a catalogue, and a file for each collection, with the names of the real ones.
 *
 * @models mongodb src/mongo/db/storage/wiredtiger
 * @fidelity part: a file holds a JSON text a line, not a tree of pages; the file of an index holds nothing; there is no cache, journal or checkpoint: what is answered is written
 */
interface Entry {
  readonly ns: string
  readonly ident: string
  readonly md: Pick<Collection, 'uuid' | 'options' | 'indexes'>
}

const at = (dbPath: string, name: string) => `${dbPath}/${name}`

const lines = (docs: readonly Doc[]): string => docs.map((doc) => `${JSON.stringify(doc)}\n`).join('')

/** Files that are there from the first start on. */
export function layOut(sys: Sys, dbPath: string, version: string): void {
  const plain = {
    WiredTiger: `WiredTiger\nWiredTiger 12.0.0: (November 15, 2024)\n`,
    'WiredTiger.lock': 'WiredTiger lock file\n',
    'WiredTiger.turtle': `WiredTiger version string\nWiredTiger 12.0.0: (November 15, 2024)\n`,
    'WiredTiger.wt': '',
    'WiredTigerHS.wt': '',
    'sizeStorer.wt': '',
    '_mdb_catalog.wt': '',
    'storage.bson': `${JSON.stringify({ storage: { engine: 'wiredTiger', version } })}\n`,
  }
  for (const [name, words] of Object.entries(plain)) sys.writeFile(at(dbPath, name), utf8(words), 0o600)
  for (const name of ['journal', 'diagnostic.data']) sys.mkdir(at(dbPath, name), 0o700)
  sys.writeFile(at(dbPath, 'journal/WiredTigerLog.0000000001'), '', 0o600)
}

export const isLaidOut = (sys: Sys, dbPath: string): boolean =>
  orUndefined(() => sys.stat(at(dbPath, 'storage.bson'))) !== undefined

/** Everything that was kept. */
export function recall(sys: Sys, dbPath: string): Collections {
  const catalogue = text(orUndefined(() => sys.readFile(at(dbPath, '_mdb_catalog.wt'))) ?? '')
  return Object.fromEntries(
    catalogue
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { ns, ident, md } = JSON.parse(line) as Entry
        return [ns, { ...md, ident, docs: documents(sys, `${dbPath}/${ident}.wt`) }]
      }),
  )
}

const documents = (sys: Sys, path: string): readonly Doc[] =>
  text(orUndefined(() => sys.readFile(path)) ?? '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Doc)

/** Writes the difference between two states of the collections. */
export function keep(sys: Sys, dbPath: string, before: Collections, now: Collections): void {
  if (before === now) return
  for (const [ns, collection] of Object.entries(now)) keepOne(sys, dbPath, before[ns], collection)
  const idents = new Set(Object.values(now).flatMap(filesOf))
  for (const old of Object.values(before))
    for (const name of filesOf(old)) if (!idents.has(name)) orUndefined(() => sys.unlink(at(dbPath, name)))
  const catalogue = catalogued(now)
  if (catalogue !== catalogued(before)) sys.writeFile(at(dbPath, '_mdb_catalog.wt'), utf8(catalogue), 0o600)
}

function keepOne(sys: Sys, dbPath: string, before: Collection | undefined, now: Collection): void {
  const path = at(dbPath, `${now.ident}.wt`)
  const known = before?.ident === now.ident ? before : undefined
  for (const name of filesOf(now).slice(1))
    if (!known || !filesOf(known).includes(name)) sys.writeFile(at(dbPath, name), '', 0o600)
  if (known?.docs === now.docs) return
  const old = known?.docs.length ?? 0
  const grown =
    known !== undefined &&
    old > 0 &&
    now.docs.length > old &&
    now.docs[old - 1] === known.docs[old - 1] &&
    now.docs[0] === known.docs[0]
  if (!grown) return sys.writeFile(path, utf8(lines(now.docs)), 0o600)
  const fd = sys.open(path, { write: true, append: true })
  sys.write(fd, utf8(lines(now.docs.slice(old))))
  sys.close(fd)
}

/** The file of its documents, then those of its indexes. */
function filesOf({ ident, indexes }: Collection): readonly string[] {
  const stamp = ident.replace(/^collection-/, '')
  return [`${ident}.wt`, ...indexes.map(({ name }, i) => `index-${name === idIndex.name ? '' : `${i}-`}${stamp}.wt`)]
}

const catalogued = (all: Collections): string =>
  Object.entries(all)
    .map(
      ([ns, { ident, uuid, options, indexes }]) =>
        `${JSON.stringify({ ns, ident, md: { uuid, options, indexes } } satisfies Entry)}\n`,
    )
    .join('')

/** Random digits in the form of a UUID of version 4. */
export function newUuid(sys: Sys): string {
  const hex = Array.from({ length: 4 }, () => sys.random().toString(16).padStart(8, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

export const newCollection = (sys: Sys, server: Server, options: Doc = {}): Collection => ({
  uuid: newUuid(sys),
  ident: `collection-${server.nextFile++}-${server.stamp}`,
  options,
  indexes: [idIndex],
  docs: [],
})
