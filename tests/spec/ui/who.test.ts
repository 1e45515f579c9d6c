import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { text } from '../../../src/base/bytes'
import { openVoyage } from '../../../src/lesson/open-voyage'
import { closeTerminal, extend, openTerminal, type, type Voyage } from '../../../src/lesson/voyage'
import { see } from '../../../src/scene/seen'
import { rootFile } from '../../../src/sim/host/under'
import { lengthOf } from '../../../src/trace/recording'

function settled(voyage: Voyage): Voyage {
  let v = voyage
  for (let next = extend(v); next !== v; next = extend(v)) v = next
  return v
}
const typed = (v: Voyage, line: string): Voyage => settled(type(v, line, lengthOf(v.recording)))
const said = (v: Voyage, line: string): string =>
  text(see(typed(v, line).recording.last).terminal.blocks.at(-1)!.output).replaceAll('\r\n', '\n')

const two = settled(openTerminal(openVoyage({ seed: 1 }), 0))

test('[UI-24] who lists the terminals; one that was closed is gone', () => {
  expect(said(two, 'who')).toMatch(/^you {6}pts\/0 {8}2025-09-01 09:00\nyou {6}pts\/1 {8}2025-09-01 09:00\n$/)
  expect(said(two, 'who am i')).toMatch(/^you {6}pts\/0 /)
  expect(said(two, 'who -q; users')).toBe('you you\n# users=2\nyou you\n')
  const one = settled(closeTerminal(two, lengthOf(two.recording), 2))
  expect(said(one, 'who | wc -l')).toBe('1\n')
})

test('[UI-24] /run/utmp is what the real who and users read, and they say the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gw-utmp-'))
  const file = join(folder, 'utmp')
  writeFileSync(file, Buffer.from(rootFile(two.recording.last, '/run/utmp')!, 'latin1'))
  const real = (...words: readonly string[]): string =>
    execFileSync(words[0]!, [...words.slice(1), file], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' },
    })
  expect(said(two, 'who /run/utmp')).toBe(real('who'))
  expect(said(two, 'who -q /run/utmp')).toBe(real('who', '-q'))
  expect(said(two, 'users /run/utmp')).toBe(real('users'))
  rmSync(folder, { recursive: true })
})
