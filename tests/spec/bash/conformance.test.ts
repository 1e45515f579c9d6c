import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { subject, subjectFiles } from './corpus'
import { exceptions } from './exceptions'
import { allReal, ours, real, type Said } from './sandbox'

/**
 * Each snippet of the corpus runs in the real shell of this machine and in ours; standard output, standard error and status
 * must be the same bytes. Nothing that a shell should print is written down.
 */
interface Shell {
  readonly name: string
  readonly program: string
  readonly subjects: readonly string[]
  readonly least: number
  readonly real: (snippet: string) => Promise<Said>
  readonly ours: (snippet: string) => Said
}

const posix = ['sh', 'dash', 'ash']
const busybox = process.env['BUSYBOX'] ?? 'busybox'
const shells: readonly Shell[] = [
  {
    name: 'bash',
    program: '/bin/bash',
    subjects: subjectFiles.filter((file) => !posix.includes(file)),
    least: 400,
    real: (snippet) => real('/bin/bash', ['-c', snippet], 'bash'),
    ours: (snippet) => ours(['bash', '-c', snippet]),
  },
  {
    name: 'dash',
    program: 'dash',
    subjects: ['sh', 'dash'],
    least: 60,
    real: (snippet) => real('dash', ['-c', snippet], 'sh'),
    ours: (snippet) => ours(['sh', '-c', snippet], '/usr/bin/sh'),
  },
  {
    name: 'BusyBox ash',
    program: busybox,
    subjects: ['sh', 'ash'],
    least: 60,
    real: (snippet) => real(busybox, ['-c', snippet], 'sh'),
    ours: (snippet) => ours(['sh', '-c', snippet], '/bin/busybox'),
  },
]

const present = (program: string): boolean => spawnSync(program, ['-c', 'exit 0']).error === undefined

for (const shell of shells) {
  describe.skipIf(!present(shell.program))(`the same snippets in real ${shell.name} and in ours`, () => {
    const subjects = shell.subjects.map((file) => subject(file))
    const all = subjects.flatMap((s) => s.snippets)
    let said: ReadonlyMap<string, Said> = new Map()
    let equal = 0
    let run = 0
    beforeAll(async () => {
      said = await allReal(all, shell.real)
    }, 120_000)
    for (const { rule, about, snippets } of subjects) {
      describe(about, () => {
        for (const snippet of snippets) {
          const why = shell.name === 'bash' ? exceptions[snippet] : undefined
          it(`[${rule}] ${JSON.stringify(snippet)}${why === undefined ? '' : ` (differs: ${why})`}`, () => {
            const [theirs, mine] = [said.get(snippet), shell.ours(snippet)]
            run++
            if (why !== undefined) return expect(mine).not.toEqual(theirs)
            expect(mine).toEqual(theirs)
            equal++
          })
        }
      })
    }
    it('[BSH-90] the corpus has no snippet twice, and no exception that is not in it', () => {
      expect(all.filter((snippet, i) => all.indexOf(snippet) !== i)).toEqual([])
      if (shell.name === 'bash') expect(Object.keys(exceptions).filter((snippet) => !all.includes(snippet))).toEqual([])
    })
    it(`[BSH-90] at least ${shell.least} snippets, of which 98 in a hundred are equal`, ({ skip }) => {
      expect(all.length).toBeGreaterThanOrEqual(shell.least)
      if (run < all.length) skip('only some of the corpus was asked for')
      expect(equal / run).toBeGreaterThanOrEqual(0.98)
    })
    afterAll(() => {
      if (run > 0)
        process.stdout.write(`${shell.name}: ${equal} of ${run} equal (${((100 * equal) / run).toFixed(1)} %)\n`)
    })
  })
}
