import { at, deskWith } from '../desk'

/** How fast the shell is: lines typed on a whole simulated host, with the limit of each on a machine of this class. */
interface Line {
  readonly line: string
  readonly most: number
  readonly says: string
}

const tenThousand = 'for ((i=0;i<10000;i++)); do'
const lines: readonly Line[] = [
  { line: `${tenThousand} :; done`, most: 300, says: '' },
  { line: `x=0; ${tenThousand} x=$((x+i)); done; echo $x`, most: 300, says: '49995000\n' },
  { line: 'i=0; while [ $i -lt 10000 ]; do i=$((i+1)); done; echo $i', most: 300, says: '10000\n' },
  { line: 'ls | grep app | wc -l', most: 5, says: '1\n' },
]

export interface Measured {
  readonly name: string
  readonly ms: readonly number[]
  readonly most: number
}

/** Each line on one host, several times; the first is the cold one. */
export function shellTimes(rounds: number): readonly Measured[] {
  const desk = deskWith({ 'app/notes.txt': '' })
  return lines.map(({ line, most, says }) => {
    const ms = Array.from({ length: rounds }, () => {
      const started = performance.now()
      const row = at(desk, line)
      if (row.stdout !== says || row.exit !== 0) throw new Error(`${line}: ${row.stdout}${row.stderr}`)
      return performance.now() - started
    })
    return { name: line, ms, most }
  })
}
