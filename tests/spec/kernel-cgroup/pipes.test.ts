import { expect, test, vi } from 'vitest'
import { hostOf, open, run } from './machine'

vi.setConfig({ testTimeout: 60_000 })

test('[KC-35] a pipe is gone with its last end', () => {
  const desk = open()
  const pipes = (): number => Object.keys(hostOf(desk).pipes).length
  run(desk, 'docker run --rm alpine true')
  const before = pipes()
  run(desk, 'ls / | grep etc | wc -l')
  run(desk, 'docker run --rm alpine ls')
  run(desk, 'echo hi | docker run --rm -i alpine cat')
  run(desk, 'docker run --rm -i alpine true < /dev/null')
  expect(pipes()).toBe(before)
})

test('[KC-35] a container that starts again reads from a new one', () => {
  const desk = open()
  expect(run(desk, 'echo first | docker run -i --name again alpine cat').stdout).toBe('first\n')
  expect(run(desk, '(sleep 1; echo second) | docker start -ai again').stdout).toBe('second\n')
})
