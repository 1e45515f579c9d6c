import { expect, test } from 'vitest'
import { lengthOf, worldAt } from '../src/trace/recording'
import { terminalView } from '../src/trace/views'
import { keys, lastExit, line, pass, sit, worldOf, type Seat } from './spec/terminal/ours'

/** The one-liners of tutorials, typed at the terminal: they stream in simulated time, can be seen on the wire, and stepped back through. */
const shown = (seat: Seat): string => terminalView(worldOf(seat)).blocks.at(-1)?.output ?? ''

const with_ = (...lines: readonly string[]): Seat => {
  const seat = sit()
  for (const words of lines) line(seat, words, 60_000)
  return seat
}

/** In how many different instants the terminal was sent something since then. */
function instants(seat: Seat, from: number): number {
  const { messages } = seat.recording
  const told = messages.slice(from).filter(({ to, payload }) => to === 'terminal:1' && payload.kind === 'tty.output')
  return new Set(told.map(({ dueAt }) => dueAt)).size
}

/** Messages that the map shows: requests and their answers. */
const onTheWire = (seat: Seat, from: number): number =>
  seat.recording.messages.slice(from).filter(({ depth, payload }) => depth <= 2 && payload.kind.startsWith('http'))
    .length

/** Going back to a step gives the world of then, whether it was kept or has to be computed from where the line was typed. */
function stepsBack(seat: Seat, from: number): void {
  const { recording } = seat
  const middle = Math.floor((from + lengthOf(recording)) / 2)
  const keyframes = new Map([...recording.keyframes].filter(([at]) => at <= from))
  const there = worldAt(recording, middle)
  expect(there.last).toEqual(recording.messages[middle - 1])
  expect(JSON.stringify(worldAt({ ...recording, keyframes }, middle))).toBe(JSON.stringify(there))
  expect(JSON.stringify(there.nodes['terminal:1'])).not.toBe(JSON.stringify(worldOf(seat).nodes['terminal:1']))
}

const endOf = (seat: Seat): number => lengthOf(seat.recording)

test('[OL-1] docker logs -f web | grep --line-buffered GET shows requests as they come', () => {
  const seat = with_(
    'docker run -d --name web -p 8080:80 nginx',
    'while true; do curl -s localhost:8080 >/dev/null; sleep 1; done &',
  )
  const from = endOf(seat)
  keys(seat, 'docker logs -f web | grep --line-buffered GET\n', 1_500)
  const early = shown(seat).split('GET').length
  pass(seat, 3_000)
  expect(shown(seat).split('GET').length - early).toBe(3)
  expect(instants(seat, from)).toBeGreaterThan(3)
  expect(onTheWire(seat, from)).toBeGreaterThan(6)
  keys(seat, '\x03')
  expect(lastExit(seat)).toBe(130)
  stepsBack(seat, from)
})

test('[OL-2] docker rm -f $(docker ps -aq) leaves nothing', () => {
  const seat = with_('docker run -d --name one nginx', 'docker create --name two alpine')
  const from = endOf(seat)
  expect(line(seat, 'docker rm -f $(docker ps -aq)', 20_000).trim().split('\n')).toHaveLength(2)
  expect(onTheWire(seat, from)).toBeGreaterThan(4)
  stepsBack(seat, from)
  expect(line(seat, 'docker ps -aq')).toBe('')
})

test('[OL-3] for i in 1 2 3; do docker run -d --name w$i nginx; done prints each id as it starts', () => {
  const seat = with_('docker pull -q nginx')
  const from = endOf(seat)
  expect(line(seat, 'for i in 1 2 3; do docker run -d --name w$i nginx; done', 20_000).trim().split('\n')).toHaveLength(
    3,
  )
  expect(instants(seat, from)).toBeGreaterThanOrEqual(3)
  expect(line(seat, `docker ps --format '{{.Names}}' | sort | xargs`)).toBe('w1 w2 w3\n')
  stepsBack(seat, from)
})

test(`[OL-4] docker ps --format '{{.Names}}' | xargs -n1 docker stop stops one after another`, () => {
  const seat = with_('docker run -d --name w1 nginx', 'docker run -d --name w2 nginx')
  const from = endOf(seat)
  expect(line(seat, `docker ps --format '{{.Names}}' | xargs -n1 docker stop`, 30_000)).toBe('w2\nw1\n')
  expect(instants(seat, from)).toBeGreaterThanOrEqual(2)
  expect(line(seat, 'docker ps -q')).toBe('')
  stepsBack(seat, from)
})

test('[OL-5] cat <<EOF > Dockerfile over several lines asks on with PS2, and the file builds', () => {
  const seat = sit()
  expect(keys(seat, 'cat <<EOF > Dockerfile\n')).toBe('> ')
  expect(keys(seat, 'FROM alpine\n')).toBe('> ')
  expect(keys(seat, 'CMD echo built\n')).toBe('> ')
  keys(seat, 'EOF\n')
  expect(lastExit(seat)).toBe(0)
  const from = endOf(seat)
  line(seat, 'docker build -q -t mine .', 60_000)
  expect(onTheWire(seat, from)).toBeGreaterThan(1)
  expect(line(seat, 'docker run --rm mine', 20_000)).toBe('built\n')
})

test('[OL-6] while true; do curl -s localhost; sleep 1; done goes on until Ctrl-C', () => {
  const seat = with_('docker run -d -p 80:80 nginx')
  const from = endOf(seat)
  keys(seat, 'while true; do curl -s localhost; sleep 1; done\n', 2_500)
  expect(shown(seat).split('<!DOCTYPE html>')).toHaveLength(4)
  pass(seat, 2_000)
  expect(shown(seat).split('<!DOCTYPE html>')).toHaveLength(6)
  keys(seat, '\x03')
  expect(lastExit(seat)).toBe(130)
  stepsBack(seat, from)
})

const more: readonly (readonly [name: string, before: readonly string[], words: string, printed: string | RegExp])[] = [
  ['inspect of what runs', ['docker run -d --name w1 nginx'], `docker inspect -f '{{.Name}}' $(docker ps -q)`, '/w1\n'],
  ['stop and remove', ['docker run -d --name w1 nginx'], 'docker stop w1 && docker rm w1', 'w1\nw1\n'],
  ['the ids of images', ['docker pull -q alpine'], 'docker images -q | wc -l', '1\n'],
  ['a pipe into a container', ['docker pull -q alpine'], 'echo hi | docker run -i --rm alpine cat', 'hi\n'],
  ['a file into a container', ['docker pull -q alpine', 'echo one > f'], 'docker run -i --rm alpine wc -l < f', '1\n'],
  ['a file out of a container', ['docker pull -q alpine'], 'docker run --rm alpine echo out > f; cat f', 'out\n'],
  ['a shell inside', ['docker run -d --name w1 nginx'], `docker exec w1 sh -c 'echo $HOSTNAME | wc -c'`, '13\n'],
  ['status of a container', ['docker pull -q alpine'], 'docker run --rm alpine sh -c "exit 7"; echo $?', '7\n'],
  [
    'env from the host',
    ['docker pull -q alpine', 'export NAME=whale'],
    "docker run --rm -e NAME alpine sh -c 'echo $NAME'",
    'whale\n',
  ],
  [
    'the current directory',
    ['docker pull -q alpine', 'echo here > f'],
    'docker run --rm -v "$PWD":/w -w /w alpine cat f',
    'here\n',
  ],
  [
    'save and load',
    ['docker pull -q alpine'],
    'docker save alpine | gzip > a.tgz && docker rmi alpine >/dev/null && docker load -q -i a.tgz',
    'Loaded image: alpine:latest\n',
  ],
  [
    'until it answers',
    ['docker run -d -p 80:80 nginx'],
    'until curl -sf localhost >/dev/null; do sleep 1; done; echo up',
    'up\n',
  ],
  ['a container waited for', ['docker run -d --name w1 alpine sh -c "sleep 2; exit 3"'], 'docker wait w1', '3\n'],
]

for (const [name, before, words, printed] of more)
  test(`[OL-7] ${name}: ${words}`, () => {
    const seat = with_(...before)
    const from = endOf(seat)
    expect(line(seat, words, 60_000)).toEqual(printed)
    expect(onTheWire(seat, from) + instants(seat, from)).toBeGreaterThan(1)
    stepsBack(seat, from)
  })

test('[OL-8] docker exec -it db mysql -uroot -p asks for the password unseen, then for statements', () => {
  const seat = with_('docker run -d --name db -e MYSQL_ROOT_PASSWORD=secret mysql')
  pass(seat, 40_000)
  const from = endOf(seat)
  expect(keys(seat, 'docker exec -it db mysql -uroot -p\n', 2_000)).toBe('Enter password: ')
  const welcome = keys(seat, 'secret\n', 2_000)
  expect(welcome).not.toContain('secret')
  expect(welcome).toContain('mysql> ')
  const asked = endOf(seat)
  expect(keys(seat, 'select 1;\n', 2_000)).toContain('| 1 |')
  stepsBack(seat, asked)
  expect(keys(seat, 'exit\n', 2_000)).toContain('Bye')
  expect(lastExit(seat)).toBe(0)
  expect(onTheWire(seat, from)).toBeGreaterThan(4)
})
