import { expect, test } from 'vitest'
import { keys, lastExit, line, sit, type Seat } from './ours'

/** `docker run -it` and its kin at the terminal. */
const [ctrlC, ctrlD, ctrlP, ctrlQ] = ['\x03', '\x04', '\x10', '\x11']

function with_(...lines: readonly string[]): Seat {
  const seat = sit()
  for (const words of lines) line(seat, words, 60_000)
  return seat
}

const prompt = 'you@host:~$ '

test('[STR-1] docker run -it: keys reach the container, jobs work there, its exit code is ours', () => {
  const seat = with_('docker pull -q ubuntu')
  expect(keys(seat, 'docker run -it --name u1 ubuntu bash\n', 2_000)).toMatch(/root@[0-9a-f]{12}:\/# $/)
  keys(seat, 'sleep 100\n')
  expect(keys(seat, '\x1a')).toContain('[1]+  Stopped                 sleep 100\r\n')
  expect(keys(seat, 'fg\n')).toContain('sleep 100\r\n')
  expect(keys(seat, ctrlC)).toContain('^C\r\n')
  expect(keys(seat, 'stty size\n')).toContain('24 80\r\n')
  expect(keys(seat, 'exit 5\n', 1_500)).toContain(prompt)
  expect(lastExit(seat)).toBe(5)
})

test('[STR-2] the window of the terminal is the window of the container', () => {
  const seat = with_('docker pull -q ubuntu')
  keys(seat, `docker run -it --rm ubuntu bash -c "trap 'stty size' WINCH; while :; do sleep 0.1; done"\n`, 2_000)
  expect(keys(seat, { kind: 'tty.resize', tty: 'pts/0', rows: 40, cols: 100 }, 1_500)).toBe('40 100\r\n')
})

test('[STR-3] the detach keys let go: silently of run and start, with the words of the CLI of attach', () => {
  const seat = with_('docker pull -q alpine')
  keys(seat, 'docker run -it --name a1 alpine\n', 2_000)
  expect(keys(seat, ctrlP + ctrlQ)).toBe(prompt)
  expect(lastExit(seat)).toBe(0)
  keys(seat, 'docker attach a1\n')
  expect(keys(seat, ctrlP + ctrlQ)).toBe(`read escape sequence\r\n${prompt}`)
  expect(lastExit(seat)).toBe(1)
  keys(seat, 'docker attach --detach-keys=ctrl-x a1\n')
  expect(keys(seat, '\x18')).toBe(`read escape sequence\r\n${prompt}`)
  expect(line(seat, `docker ps --format '{{.Names}}'`)).toBe('a1\n')
  keys(seat, 'docker attach a1\n')
  expect(keys(seat, ctrlD, 2_000)).toContain(prompt)
  expect(lastExit(seat)).toBe(0)
  keys(seat, 'docker start -ai a1\n', 2_000)
  expect(keys(seat, 'exit 7\n', 2_000)).toContain(prompt)
  expect(lastExit(seat)).toBe(7)
})

test('[STR-4] docker exec -it: a terminal of its own, and its exit code', () => {
  const seat = with_('docker run -dit --name a1 alpine')
  keys(seat, 'docker exec -it a1 sh\n', 1_500)
  expect(keys(seat, 'stty size; tty; exit 4\n', 1_500)).toContain('24 80\r\n/dev/pts/1\r\n')
  expect(lastExit(seat)).toBe(4)
})

test('[STR-5] without a terminal -t is refused, and -i alone takes what comes by the pipe', () => {
  const seat = with_('docker pull -q alpine', 'docker run -d --name a1 alpine sleep 1000')
  expect(line(seat, 'echo hi | docker run -it --rm alpine cat')).toBe('the input device is not a TTY\n')
  expect(line(seat, 'echo hi | docker exec -it a1 cat')).toBe('the input device is not a TTY\n')
  expect(line(seat, 'echo hi | docker run -i --rm alpine cat')).toBe('hi\n')
  expect(line(seat, 'echo hi | docker exec -i a1 cat')).toBe('hi\n')
})

test('[STR-6] Ctrl-C without -t is passed on as a signal; PID 1 without a handler ignores it; the third time the client gives up', () => {
  const seat = with_('docker pull -q alpine')
  keys(seat, 'docker run --rm --name s1 alpine sleep 1000\n', 2_000)
  expect(keys(seat, ctrlC)).toBe('^C')
  expect(keys(seat, ctrlC)).toBe('^C')
  expect(keys(seat, ctrlC)).toBe(`^C\r\ngot 3 SIGTERM/SIGINTs, forcefully exiting\r\n${prompt}`)
  expect(lastExit(seat)).toBe(1)
  expect(line(seat, `docker ps --format '{{.Names}}'`)).toBe('s1\n')
  keys(seat, `docker run --rm alpine sh -c "trap 'echo bye; exit 3' INT; sleep 1000 & wait"\n`, 2_000)
  expect(keys(seat, ctrlC, 2_000)).toContain('bye\r\n')
  expect(lastExit(seat)).toBe(3)
})

test('[STR-7] with -t Ctrl-C is a key of the container: a program that is PID 1 without a handler goes on', () => {
  const seat = with_('docker pull -q alpine')
  keys(seat, 'docker run -it --rm --name s1 alpine sleep 1000\n', 2_000)
  expect(keys(seat, ctrlC)).toBe('^C')
  expect(keys(seat, ctrlP + ctrlQ)).toBe(prompt)
  keys(seat, 'docker run -it --rm --init alpine sleep 1000\n', 2_000)
  expect(keys(seat, ctrlC, 2_000)).toContain(prompt)
  expect(lastExit(seat)).toBe(130)
})
