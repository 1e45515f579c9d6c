import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

interface Case {
  readonly command: string
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

const { cases } = JSON.parse(readFileSync('tests/spec/programs/git.json', 'utf8')) as { cases: readonly Case[] }

const desk = openDesk({ seed: 1, files: [], trace: false })
const run = (cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 120e6 })[0]

describe('git', () => {
  run(
    "mkdir -p /tmp/gw-git/r; cd /tmp/gw-git/r; export GIT_AUTHOR_DATE='@1756717200 +0000' GIT_COMMITTER_DATE='@1756717200 +0000'",
  )
  for (const { command, ...said } of cases)
    it(`[LG-1] as the real one: ${command.split('\n')[0]}`, () => {
      const { stdout, stderr, exit } = run(`(cd /tmp/gw-git/r; ${command})`)
      expect({ stdout, stderr, status: exit }).toEqual(said)
    })
})
