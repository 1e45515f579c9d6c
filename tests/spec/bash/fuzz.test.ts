import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FakeKernel } from './fake-sys'
import { noise, rubble, script } from './scripts'

/** Long runs: FUZZ_RUNS=20000 npx vitest run tests/spec/bash/fuzz.test.ts */
const runs = Number(process.env['FUZZ_RUNS'] ?? 60)
const rounds = 400

/** Nothing but JSON's own: no undefined in a list, no function, no instance of a class, no number that JSON has not. */
function plainData(value: unknown, path: string, seen: Set<object>): void {
  if (value === null || ['string', 'boolean', 'undefined'].includes(typeof value)) return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object') throw new Error(`${path} is a ${typeof value}`)
  if (seen.has(value)) return // frames share the parsed program
  seen.add(value)
  const kind = Object.getPrototypeOf(value) as unknown
  if (kind !== Object.prototype && kind !== Array.prototype && kind !== null) throw new Error(`${path} is an instance`)
  for (const [key, inner] of Object.entries(value)) plainData(inner, `${path}.${key}`, seen)
}

/** Runs a script for a bounded time; whatever it does, it must be a process that lives, waits or ends. */
function survives(text: string, argv: readonly string[], exe?: string): void {
  const kernel = new FakeKernel({
    cwd: '/home/w',
    files: { 'in.txt': 'line one\nline two\n', 'd/x': '' },
    look: (state) => plainData(state, 'state', new Set()),
    ...(exe === undefined ? {} : { exe }),
  })
  kernel.make('/home/w/d', 'dir', '', 0o755)
  kernel.spawnFirst([...argv, text])
  let left = rounds
  while (left > 0 && kernel.round(true)) left--
  expect(kernel.out.data.length + kernel.err.data.length).toBeLessThan(5_000_000)
}

const shells = [
  ['bash', ['bash', '-c'], undefined],
  ['dash', ['sh', '-c'], '/usr/bin/sh'],
  ['ash', ['sh', '-c'], '/bin/busybox'],
] as const

describe('the shell survives', () => {
  for (const [name, argv, exe] of shells) {
    const numRuns = name === 'bash' ? runs : Math.ceil(runs / 3)
    for (const [what, arbitrary] of [
      ['scripts', script],
      ['rubble', rubble],
      ['bytes', noise],
    ] as const)
      it(`[BSH-92] ${what} in ${name}`, () => {
        fc.assert(
          fc.property(arbitrary, (text) => survives(text, argv, exe)),
          { numRuns, seed: 20_261_122 },
        )
      }, 3_600_000)
  }
})
