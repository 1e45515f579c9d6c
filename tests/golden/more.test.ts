import { beforeAll, describe, expect, test } from 'vitest'
import { fixtureArchive, fixtureIds } from './fixtures'
import { moreReasons } from './more-reasons'
import { replayed, rows, type Compared } from './replay'

/** The other recorded sessions: what rates they reach, and that every row which differs is known and has its reason. */
const recorded = rows('more-rows.jsonl')
const floors: Readonly<Record<string, { readonly exit: number; readonly text: number }>> = {
  'inspect-format': { exit: 1, text: 0.96 },
  registry: { exit: 0.96, text: 0.9 },
  volumes: { exit: 1, text: 1 },
  network: { exit: 1, text: 0.94 },
  'save-load-cp-commit': { exit: 1, text: 0.97 },
  'cli-usage': { exit: 1, text: 0.97 },
  'build-legacy': { exit: 1, text: 0.96 },
}
const all: Compared[] = []

beforeAll(() => {
  const archive = fixtureArchive()
  const ids = fixtureIds()
  for (const session of Object.keys(floors)) {
    all.push(
      ...replayed(
        recorded.filter((row) => row.session === session),
        archive,
        ids,
      ),
    )
  }
  console.log([...Object.keys(floors).map(summary), ...differing().map(difference)].join('\n'))
}, 300_000)

const of = (session: string): readonly Compared[] => all.filter((row) => row.recorded.session === session)
const share = (session: string, wanted: (row: Compared) => boolean): number =>
  of(session).filter(wanted).length / of(session).length
const differing = (): readonly Compared[] => all.filter((row) => !row.sameExit || !row.sameText)
const nameOf = (row: Compared): string => `${row.recorded.session} ${row.recorded.step}`

const summary = (session: string): string =>
  `${session}: ${of(session).length} rows, exit status equal in ${of(session).filter((r) => r.sameExit).length}, ` +
  `normalised text in ${of(session).filter((r) => r.sameText).length}`

const difference = (row: Compared): string =>
  [
    `--- ${nameOf(row)}: ${row.recorded.cmd}`,
    `docker ${row.recorded.exit}: ${row.recorded.stdout}${row.recorded.stderr}`,
    `ours   ${row.got.exit}: ${row.got.stdout}${row.got.stderr}`,
  ].join('\n')

describe('the other sessions with real Docker', () => {
  for (const [session, floor] of Object.entries(floors)) {
    test(`${session}: exit status is equal in ${floor.exit * 100} of 100 rows, text in ${floor.text * 100}`, () => {
      expect(share(session, (row) => row.sameExit)).toBeGreaterThanOrEqual(floor.exit)
      expect(share(session, (row) => row.sameText)).toBeGreaterThanOrEqual(floor.text)
    })
  }
  test('every row that differs has a reason, and no reason has outlived its difference', () =>
    expect(differing().map(nameOf).sort()).toEqual(Object.keys(moreReasons).sort()))
})
