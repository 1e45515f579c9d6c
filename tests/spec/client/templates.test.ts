import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { inspection } from '../../../src/sim/client/format/inspect'
import { compile, execute } from '../../../src/sim/client/format/template/run'
import type { GoValue } from '../../../src/sim/client/format/template/value'
import { sprintf } from '../../../src/sim/client/format/template/functions'

/** Templates with what the real client 28.2.2 made of them, and the objects it made it of. */
interface Recorded {
  readonly objects: Readonly<Record<string, readonly GoValue[]>>
  readonly rows: readonly (readonly [kind: string, template: string, out: string, err: string, status: number])[]
}

const recorded = JSON.parse(readFileSync(new URL('templates.json', import.meta.url), 'utf8')) as Recorded

describe('[CL-20] a template prints what Go prints', () => {
  it.each(recorded.rows)('%s: %s', (kind, template, out, err, status) => {
    const got = inspection(template, recorded.objects[kind]!, [])
    expect([got.out, got.errors.map((e) => `${e}\n`).join(''), got.status]).toEqual([out, err, status])
  })
})

describe('[CL-21] functions', () => {
  it.each([
    [
      '%s|%q|%d|%5d|%-5s|%05.1f|%x|%t|%%',
      ['a', 'b', 7, 42, 'x', 2.25, 255, true],
      'a|"b"|7|   42|x    |002.3|ff|true|%',
    ],
    ['%d', ['x'], '%!d(string=x)'],
    ['%s', [], '%!s(MISSING)'],
    ['x', ['y'], 'x%!(EXTRA string=y)'],
  ])('printf %s', (format, args, out) => {
    expect(sprintf(format, args as GoValue[])).toBe(out)
  })

  it('variables can be assigned inside a block', () => {
    expect(execute(compile('{{$x := 1}}{{range .L}}{{$x = .}}{{end}}{{$x}}'), { L: [5, 6] })).toBe('6')
  })
})
