import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

/**
 * tools.json is what mawk 1.3.4, jq 1.6, GNU tar 1.34 and gzip 1.12 said, in the same way; where jq 1.7 differs, it is left out.
 * gnu.json is what GNU coreutils 9.1, grep 3.8, sed 4.9, findutils 4.9 of Debian 12 said, command by command, in one directory.
 */
interface Recorded {
  readonly cmd: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

const recorded = (file: string) =>
  JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as readonly Recorded[]

for (const file of ['gnu.json', 'tools.json']) {
  describe(`[PG-1] the programs of ${file} say what the real ones said`, () => {
    const desk = openDesk({ seed: 1, files: [], trace: false })
    for (const { cmd, exit, stdout, stderr } of recorded(file)) {
      it(cmd, () => {
        const [row] = perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 60e6 })
        expect({ exit: row.exit, stdout: row.stdout, stderr: row.stderr }).toEqual({ exit, stdout, stderr })
      })
    }
  })
}
