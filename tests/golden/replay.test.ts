import { writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import { fixtureArchive, fixtureIds } from './fixtures'
import { replayed, type Compared } from './replay'

/** What was recorded from Docker CLI 28.2.2 on Engine 28.5.2, row by row. See docs/fidelity-golden.md for the rows that differ, and why. */
const all: Compared[] = []
beforeAll(() => {
  const archive = fixtureArchive()
  const ids = fixtureIds()
  for (const session of ['lifecycle', 'images', 'run-exit-codes']) all.push(...replayed(session, archive, ids))
  const report = all.filter((row) => !row.sameExit || !row.sameText).map(difference).join('\n')
  console.log(`${summary()}\n${report}`)
  if (process.env['GOLDEN_REPORT']) writeFileSync(process.env['GOLDEN_REPORT'], `${summary()}\n${report}`)
}, 300_000)

const count = (wanted: (row: Compared) => boolean) => all.filter(wanted).length
const summary = () => `${all.length} rows; exit status equal in ${count((r) => r.sameExit)}, text equal in ${count((r) => r.sameText)}`

const difference = ({ recorded, got, sameExit }: Compared): string =>
  [
    `--- ${recorded.session} ${recorded.step}: ${recorded.cmd}${sameExit ? '' : `   exit ${got.exit}, not ${recorded.exit}`}`,
    ...(recorded.stdout === got.stdout ? [] : [`docker stdout: ${recorded.stdout}`, `ours   stdout: ${got.stdout}`]),
    ...(recorded.stderr === got.stderr ? [] : [`docker stderr: ${recorded.stderr}`, `ours   stderr: ${got.stderr}`]),
  ].join('\n')

describe('what real Docker did', () => {
  test('exit status is equal in 95 of 100 rows', () => expect(count((row) => row.sameExit) / all.length).toBeGreaterThanOrEqual(0.95))
  test('normalised text is equal in 80 of 100 rows', () => expect(count((row) => row.sameText) / all.length).toBeGreaterThanOrEqual(0.8))
})
