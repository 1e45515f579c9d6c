import { utf8 } from '../../../base/bytes'
import type { JournalRow } from '../../wire/systemd'
import { put } from '../face'
import { asking } from './asking'
import { line, unitOf } from './systemctl-words'

/**
 * What units have said.
 *
 * @models systemd 255 journalctl(1)
 * @fidelity part: -u -n -f -r of the units of Docker and containerd
 */
interface Reading {
  readonly unit: string | undefined
  readonly last: number | undefined
  readonly follow: boolean
  readonly reverse: boolean
}

function reading(words: readonly string[]): Reading {
  const text = words.join(' ')
  const unit = /(?:-[a-zA-Z]*u|--unit)[ =]?(\S+)/.exec(text)?.[1]
  const last = /(?:-n|--lines)[ =]?(\d+)/.exec(text)?.[1]
  const follow = words.some((word) => word === '--follow' || /^-[a-zA-Z]*f/.test(word))
  return {
    unit: unit === undefined ? undefined : unitOf(unit),
    last: last !== undefined ? Number(last) : follow ? 10 : undefined,
    follow,
    reverse: words.includes('-r') || words.includes('--reverse'),
  }
}

/** How often a follower looks. */
const glance = 250_000

export const journalctl = asking('journalctl', {
  plan: () => [{ call: 'GetJournal', units: [] }],
  told: (sys, [answer], mark) => {
    const { unit, last, follow, reverse } = reading(sys.argv.slice(1))
    const all = answer?.journal ?? []
    const rows = all.filter((row) => unit === undefined || row.unit === unit)
    const fresh = mark === undefined ? rows.slice(last === undefined ? 0 : -last || rows.length) : newer(rows, mark)
    if (rows.length === 0 && mark === undefined) put(sys, '-- No entries --\n')
    const ordered = reverse ? [...fresh].reverse() : fresh
    sys.write(1, utf8(ordered.map((row) => `${line(row)}\n`).join('')))
    return follow ? { again: glance, mark: all.at(-1)?.at ?? 0 } : 0
  },
})

const newer = (rows: readonly JournalRow[], mark: number): readonly JournalRow[] => rows.filter(({ at }) => at > mark)
