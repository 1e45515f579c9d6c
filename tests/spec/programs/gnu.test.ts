import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

/** gnu.json is what GNU coreutils 9.1, grep 3.8, sed 4.9, findutils 4.9 of Debian 12 said, command by command, in one directory. */
interface Recorded {
  readonly cmd: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
}

const recorded = JSON.parse(readFileSync(new URL('gnu.json', import.meta.url), 'utf8')) as readonly Recorded[]

describe("[PG-1] GNU's programs say what the real ones said", () => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  for (const { cmd, exit, stdout, stderr } of recorded) {
    it(cmd, () => {
      const [row] = perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 60e6 })
      expect({ exit: row.exit, stdout: row.stdout, stderr: row.stderr }).toEqual({ exit, stdout, stderr })
    })
  }
})
