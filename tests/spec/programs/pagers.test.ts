import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

/** What less 590 and util-linux 2.38's more wrote on a terminal of 24 by 80 while these keys were typed one by one. */
interface Recorded {
  readonly cmd: string
  readonly keys: readonly string[]
  readonly said: string
}

const recorded = JSON.parse(readFileSync(new URL('pagers.json', import.meta.url), 'utf8')) as readonly Recorded[]

describe('[PG-12] pagers write what the real ones write, byte by byte', () => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  const typed = (cmd: string, keys: readonly string[] = []): string =>
    perform(desk, [{ cmd, keys, plain: false }], { tty: true, maxMicros: 60e6 })[0].stdout
  typed("seq 30 > n30; seq 3 > s3; (seq 3; printf 'x%.0s' $(seq 100); echo; seq 4 60) > w; printf 'a\\tb\\001c\\n' > c")
  for (const { cmd, keys, said } of recorded)
    it(`${cmd} ${JSON.stringify(keys)}`, () => expect(typed(cmd, keys)).toBe(said))

  it('finds a pattern and marks it, and says where there is none', () => {
    expect(typed('less w', ['/45', '\r', 'q'])).toContain('\x1b[7m45\x1b[27m')
    expect(typed('less w', ['/nowhere', '\r', 'q'])).toContain('Pattern not found  (press RETURN)')
  })

  it('reads no more of an endless pipe than it shows', () => {
    const said = typed('yes | less', [' ', 'q'])
    expect(said.split('y\r\n').length - 1).toBe(46)
  })

  it('is cat where its output is no terminal', () =>
    expect(typed('less n30 | tail -n 1; more s3 | wc -l')).toBe('30\r\n3\r\n'))
})
