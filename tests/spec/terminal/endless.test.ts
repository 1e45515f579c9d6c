import { expect, test } from 'vitest'
import { lengthOf } from '../../../src/trace/recording'
import { terminalView } from '../../../src/trace/views'
import { keys, lastExit, line, pass, sit, worldOf, type Seat } from './ours'

/** Commands that never end of themselves: how much there is to compute and to keep for a second of them, and that Ctrl-C ends them. */
const endless: readonly (readonly [command: string, exit: number])[] = [
  ['while true; do :; done', 130],
  ['yes', 130],
  ['yes > /dev/null', 130],
  ['yes | cat', 130],
  ['cat /dev/zero', 130],
  ['cat /dev/zero | cat > /dev/null', 130],
  ['cat /dev/urandom', 130],
  ['sleep infinity', 130],
  ['tail -f /dev/null', 130],
  ['ping localhost', 0],
  ['while true; do echo a; done', 130],
  ['while true; do sleep 0.1; done', 130],
]

const sizeOf = (seat: Seat): number => JSON.stringify(worldOf(seat)).length
const shownBy = (seat: Seat): number => terminalView(worldOf(seat)).blocks.at(-1)?.output.length ?? 0

for (const [command, exit] of endless)
  test(`[TTY-20] ${command}: bounded work and memory a second, and Ctrl-C ends it`, () => {
    const seat = sit()
    const before = sizeOf(seat)
    keys(seat, `${command}\n`, 1_000)
    const early = lengthOf(seat.recording)
    pass(seat, 1_000)
    expect(lengthOf(seat.recording) - early).toBeLessThan(5_000)
    const messages = seat.recording.messages.slice(early)
    expect(
      messages.reduce((n, { payload }) => n + ('data' in payload ? String(payload.data).length : 0), 0),
    ).toBeLessThan(8_000_000)
    expect(shownBy(seat)).toBeLessThan(600_000)
    expect(sizeOf(seat) - before).toBeLessThan(8_000_000)
    keys(seat, '\x03')
    expect(lastExit(seat)).toBe(exit)
    expect(terminalView(worldOf(seat)).mode).toBe('prompt')
  })

test('[TTY-21] pipes between processes hold a quick writer back: a full pipe is 64 KiB', () => {
  const seat = sit()
  keys(seat, 'yes | sleep 100\n', 2_000)
  const pipes = (worldOf(seat).nodes['host'] as { pipes: Readonly<Record<string, { buffer: string }>> }).pipes
  const most = Math.max(...Object.values(pipes).map(({ buffer }) => buffer.length))
  expect(most).toBeGreaterThan(32_768)
  expect(most).toBeLessThanOrEqual(65_536)
  keys(seat, '\x03')
  expect(lastExit(seat)).toBe(130)
  expect(line(seat, 'yes | head -n 2; cat /dev/urandom | head -c 20 | wc -c')).toBe('y\ny\n20\n')
})

test('[TTY-22] a fork bomb below a limit of processes fails to fork, for a bounded number of steps, and ends with its container', () => {
  const seat = sit()
  line(seat, 'docker pull -q ubuntu', 60_000)
  const before = lengthOf(seat.recording)
  keys(seat, `docker run --rm --pids-limit 20 ubuntu bash -c ':(){ :|:& };:; sleep 1'\n`, 10_000)
  const shown = terminalView(worldOf(seat)).blocks.at(-1)!
  expect(shown.output).toContain('fork: ')
  expect(shown.output).toContain('Resource temporarily unavailable')
  expect(lengthOf(seat.recording) - before).toBeLessThan(20_000)
  expect(shown.exit).toBeDefined()
  expect(line(seat, 'echo ok; docker ps -q')).toBe('ok\n')
})

test('[TTY-23] a restart loop backs off, docker stats and logs -f end by Ctrl-C', () => {
  const seat = sit()
  line(seat, 'docker run -d --name again --restart always alpine false', 20_000)
  const before = lengthOf(seat.recording)
  pass(seat, 20_000)
  expect(lengthOf(seat.recording) - before).toBeLessThan(2_500)
  keys(seat, 'docker stats\n', 5_000)
  keys(seat, '\x03')
  expect(lastExit(seat)).toBe(130)
  keys(seat, 'docker logs -f again\n', 2_000)
  keys(seat, '\x03')
  expect(lastExit(seat)).toBe(130)
  expect(line(seat, 'docker rm -f again', 20_000)).toBe('again\n')
})
