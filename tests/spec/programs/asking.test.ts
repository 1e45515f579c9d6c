import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openDesk, perform, type Desk } from '../../../src/node/desk'
import { screens } from '../bash/screens'

/**
 * Keys that were typed into the real psql, redis-cli and libedit on a pseudo-terminal (asking-record.py), typed into ours: in the end the
 * terminal has to show the same, and the cursor has to be at the same place. Each row clears the screen first, and with it the greeting.
 */
interface Recorded {
  readonly program: 'psql' | 'mysql' | 'redis-cli'
  readonly name: string
  readonly keys: readonly string[]
  readonly out: string
}

const rows = JSON.parse(readFileSync(new URL('asking.json', import.meta.url), 'utf8')) as readonly Recorded[]

const commands: Readonly<Record<Recorded['program'], { readonly server: string; readonly client: string }>> = {
  psql: { server: 'docker run -d --name db -e POSTGRES_PASSWORD=secret postgres', client: 'psql -U postgres' },
  mysql: { server: 'docker run -d --name db -e MYSQL_ROOT_PASSWORD=secret mysql', client: 'mysql -uroot -psecret' },
  'redis-cli': { server: 'docker run -d --name db redis', client: 'redis-cli -p 1' },
}

const typed = (desk: Desk, client: string, keys: readonly string[]): string =>
  perform({ ...desk }, [{ cmd: `docker exec -it db ${client}`, keys, plain: false }], {
    tty: true,
    maxMicros: 20e6,
  })[0]!.stdout

const started = (server: string): Desk => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  perform(desk, [{ cmd: `${server}; sleep 12`, plain: true }], { tty: false, maxMicros: 60e6 })
  return desk
}

describe.each(['psql', 'mysql', 'redis-cli'] as const)('the prompt of %s', (program) => {
  const { server, client } = commands[program]
  const desk = started(server)
  it.each(rows.filter((row) => row.program === program))('[DB-90] $name', ({ keys, out }) => {
    expect(screens([typed(desk, client, keys)], 80)).toEqual(screens([out], 80))
  })
})

describe('what was typed', () => {
  it.each([
    ['psql', 'select 1 as kept;\r', '\\q\r', 'kept;'],
    ['mysql', 'select 1 as kept;\r', 'exit\r', 'kept;'],
    ['redis-cli', 'kept\r', 'exit\r', 'kept'],
  ] as const)('[DB-91] comes back in the next %s of the same container', (program, line, leave, word) => {
    const { server, client } = commands[program]
    const desk = started(server)
    const once = (...keys: readonly string[]) =>
      perform(desk, [{ cmd: `docker exec -it db ${client}`, keys, plain: false }], { tty: true, maxMicros: 20e6 })[0]!
    once(line, leave)
    const [screen] = screens([once('\x0c', '\x1b[A', '\x1b[A', '\x03', '\x04').stdout], 80)
    expect(screen?.split('\n')[0]).toMatch(new RegExp(`${word}(\\^C)?$`))
  })
})
