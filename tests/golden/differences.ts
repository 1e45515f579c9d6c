import { fixtureArchive, fixtureIds } from './fixtures'
import { replayed, type Compared, type Recorded } from './replay'

/** The recorded sessions by these names, each played in a fresh world. */
export function played(sessions: readonly string[], recorded: readonly Recorded[]): readonly Compared[] {
  const archive = fixtureArchive()
  const ids = fixtureIds()
  return sessions.flatMap((session) =>
    replayed(
      recorded.filter((row) => row.session === session),
      archive,
      ids,
    ),
  )
}

export const nameOf = ({ recorded }: Compared): string => `${recorded.session} ${recorded.step}`

export const differing = (all: readonly Compared[]): readonly Compared[] =>
  all.filter((row) => !row.sameExit || !row.sameText)

/** A row that differs, as it is told to who runs the tests. */
export const difference = ({ recorded, got }: Compared): string =>
  [
    `--- ${recorded.session} ${recorded.step}: ${recorded.cmd}`,
    ...(recorded.exit === got.exit ? [] : [`exit status ${got.exit}, Docker's was ${recorded.exit}`]),
    ...(recorded.stdout === got.stdout ? [] : [`docker stdout: ${recorded.stdout}`, `ours   stdout: ${got.stdout}`]),
    ...(recorded.stderr === got.stderr ? [] : [`docker stderr: ${recorded.stderr}`, `ours   stderr: ${got.stderr}`]),
  ].join('\n')

/** The table of a page that lists them. */
export const differenceTable = (all: readonly Compared[], reasons: Readonly<Record<string, string>>): string =>
  [
    '| row | command | why it differs |',
    '|---|---|---|',
    ...differing(all).map(
      (row) =>
        `| ${nameOf(row)} | \`${row.recorded.cmd.replaceAll('|', '\\|')}\` | ${reasons[nameOf(row)] ?? 'not known'} |`,
    ),
  ].join('\n')
