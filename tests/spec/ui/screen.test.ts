import { describe, expect, test } from 'vitest'
import { utf8 } from '../../../src/base/bytes'
import { continued, screen, shown as drawn } from '../../../src/ui/terminal/screen'
import { css } from '../../../src/ui/terminal/style'

const shown = (bytes: string, columns = 0): string =>
  screen(bytes, columns)
    .lines.map((line) => line.map(({ text }) => text).join(''))
    .join('\n')

describe('screen', () => {
  test.each([
    ['a\r\nb', 'a\nb'],
    ['12%\r34%\r100%', '100%'],
    ['abc\b\bX', 'aXc'],
    ['a\tb', 'a       b'],
    ['one\ntwo\x1b[1A\rONE', 'ONE\ntwo'],
    ['abcdef\x1b[3D\x1b[K', 'abc'],
    ['abc\x1b[2K\rx', 'x'],
    ['abc\x1b[1Gz', 'zbc'],
    ['a\nb\nc\x1b[2J\x1b[Hnew', 'new'],
    ['a\nb\x1b[1;1HX', 'X\nb'],
    ['ab\x1b[2@', 'ab  '],
    ['abcd\r\x1b[2P', 'cd'],
    ['x\x1b]0;title\x07y', 'xy'],
    ['x\x1b]133;A\x07y\x1b(B', 'xy'],
    ['\x07bell', 'bell'],
    [utf8('一二三'), '一二三'],
  ])('[UI-1] %j shows %j', (bytes, text) => expect(shown(bytes)).toBe(text))

  test('[UI-1] wraps at the last column, and shows what it wrapped as one line', () => {
    expect(shown('abcdef', 4)).toBe('abcdef')
    expect(shown('abcdef\x1b[1A\rX', 4)).toBe('Xbcdef')
    expect(shown('abcd\r\nef', 4)).toBe('abcd\nef')
  })

  test('[UI-1] forgets with the rows below that they had been wrapped', () =>
    expect(shown('abcdefghij\x1b[2A\r\x1b[Jx\r\nabcd\r\nef', 4)).toBe('x\nabcd\nef'))

  test('[UI-1] a full-screen program leaves what was there before', () => {
    expect(shown('before\n\x1b[?1049hTOP')).toBe('TOP')
    expect(screen('\x1b[?1049hTOP').alternate).toBe(true)
    expect(shown('before\n\x1b[?1049hTOP\x1b[?1049lafter')).toBe('before\nafter')
  })

  test('[UI-1] colours: 16, 256, true; and back to none', () => {
    const [line] = screen('\x1b[1;31mred\x1b[0m \x1b[38;5;208mo\x1b[39m\x1b[48;2;1;2;3mt\x1b[m.').lines
    expect(line!.map(({ text, style }) => [text, style])).toEqual([
      ['red', { bold: true, fg: 1 }],
      [' ', {}],
      ['o', { fg: 208 }],
      ['t', { bg: '#010203' }],
      ['.', {}],
    ])
    expect(css({ fg: 208 })).toBe('color:rgb(255 135 0)')
    expect(css({ fg: 1, inverse: true })).toContain('background:var(--gw-ansi-1)')
  })

  test('[UI-2] a pull ends as one line a layer', () => {
    const pull =
      'latest: Pulling\r\n\x1b[1A\x1b[1B a1: Pulling fs layer\r\n b2: Waiting\r\n\x1b[2A\x1b[2K\r a1: Downloading\r\x1b[2B\x1b[1A\x1b[2K\r b2: Pull complete\r\x1b[1B\x1b[2A\x1b[2K\r a1: Pull complete\r\x1b[2Bdone'
    expect(shown(pull)).toBe('latest: Pulling\n a1: Pull complete\n b2: Pull complete\ndone')
  })

  test.each([
    // [bytes, what is shown on a window of 10 columns and 4 rows]
    ['12345678901', '12345678901'], // wrapped, shown as one line
    ['1234567890\r\nx', '1234567890\nx'], // the last column is no wrap yet
    ['1234567890\bX', '12345678X0'],
    ['\x1b[?7l123456789012', '1234567892'],
    ['a\x1b[3Cb', 'a   b'],
    ['a\x1b[99Cb', 'a        b'],
    ['abc\x1b[2Gx', 'axc'],
    ['abc\x1b[2`x', 'axc'],
    ['a\tb\x1b[Zc', 'a       c'],
    ['ab\x1b[1b', 'abb'],
    ['abcd\x1b[3D\x1b[2X', 'a  d'],
    ['abc\x1b[1D\x1b[1Kx', '  x'],
    ['abc\r\x1b[4hX', 'Xabc'],
    ['1\n2\n3\n4\n5', '1\n2\n3\n4\n5'], // what scrolls off is kept
    ['1\n2\n3\n4\n5\x1b[HX', '1\nX\n3\n4\n5'],
    ['1\n2\n3\x1b[1;1H\x1b[L', '\n1\n2\n3'],
    ['1\n2\n3\x1b[1;1H\x1b[M', '2\n3'],
    ['\x1b[?1049h1\r\n2\r\n3\r\n4\r\n5', '2\n3\n4\n5'],
    ['\x1b[?1049h1\r\n2\r\n3\r\n4\x1b[2;3r\x1b[3;1H\nx', '1\n3\nx\n4'],
    ['\x1b[?1049h1\r\n2\r\n3\x1b[H\x1bMx', 'x\n1\n2\n3'],
    ['\x1b[?1049h1\r\n2\r\n3\x1b[S', '2\n3\n'],
    ['\x1b[?1049h1\r\n2\x1b[T', '\n1\n2'],
    ['ab\x1b7cd\x1b8X', 'abXd'],
    ['ab\x1b[scd\x1b[uX', 'abXd'],
    ['one\ntwo\x1b[2J', '\n'],
    ['one\ntwo\x1b[H\x1b[2Jx', 'x'],
    ['one\ntwo\x1b[3Jx', 'x'],
    ['one\ntwo\x1b[1A\r\x1b[Jx', 'x'],
    ['x\x1bP1$r0m\x1b\\y', 'xy'],
    ['x\x1b]8;;https://a.example\x1b\\link\x1b]8;;\x1b\\y', 'xlinky'],
    ['\x1b(0lqk\x1b(B', '┌─┐'],
    ['a\x1b[?25l\x1b[?2004h\x1b[>c\x1b[5nb', 'ab'],
    ['one\ntwo\x1bc', ''],
  ])('[UI-1] on a window of 10 by 4 %j shows %j', (bytes, text) =>
    expect(
      screen(bytes, 10, 4)
        .lines.map((line) =>
          line
            .map((run) => run.text)
            .join('')
            .trimEnd(),
        )
        .join('\n'),
    ).toBe(text),
  )

  test.each([
    [
      '中文ab',
      8,
      [
        ['中文', 4],
        ['ab', undefined],
      ],
    ],
    [
      '🐳x',
      8,
      [
        ['🐳', 2],
        ['x', undefined],
      ],
    ],
    ['e\u0301x', 8, [['e\u0301x', undefined]]],
    ['中\bX', 8, [[' X', undefined]]], // over the second half: the first is a blank
    [
      'abc中',
      4,
      [
        ['abc', undefined],
        ['中', 2],
      ],
    ], // does not fit: wrapped, shown as one line
  ])('[UI-35] %j: wide letters take two columns, combining ones none', (text, columns, runs) =>
    expect(screen(utf8(text), columns).lines[0]!.map((run) => [run.text, run.columns])).toEqual(runs),
  )

  test('[UI-35] a column after wide letters is where it is on a terminal', () =>
    expect(shown(utf8('中文|\x1b[5G!'), 20)).toBe('中文!'))

  test('[UI-1] SGR: colons, underlines of all kinds, struck, hidden; colours of underlines are no colours of text', () => {
    const styles = (bytes: string) => screen(bytes).lines[0]!.map((run) => run.style)
    expect(styles('\x1b[38:2::1:2:3mx\x1b[48:5:20my')).toEqual([{ fg: '#010203' }, { fg: '#010203', bg: 20 }])
    expect(styles('\x1b[4:3mx\x1b[4:0my\x1b[9mz\x1b[29;8mw')).toEqual([
      { underline: true },
      {},
      { struck: true },
      { hidden: true },
    ])
    expect(styles('\x1b[58;2;9;9;9mx\x1b[58:5:3my')).toEqual([{}])
    expect(css({ underline: true, struck: true })).toBe('text-decoration:underline line-through')
  })

  test('[UI-36] goes on where it was: in parts of any size it shows the same', () => {
    const bytes = utf8('中\x1b[1;31mred\x1b[0m\r\n\x1b]0;title\x07a\tb\x1b[1A\x1b[2Kdone 🐳\r\n\x1b[38;5;9mx')
    const whole = screen(bytes, 20, 5)
    for (const size of [1, 2, 3, 7]) {
      let emulator = continued(undefined, '', 20, 5)
      for (let end = size; end < bytes.length + size; end += size)
        emulator = continued(emulator, bytes.slice(0, end), 20, 5)
      expect(drawn(emulator)).toEqual(whole)
    }
    expect(drawn(continued(continued(undefined, 'later', 20, 5), 'ear', 20, 5)).lines[0]![0]!.text).toBe('ear')
  })

  test('[UI-36] a program that reads keys shows where it writes next', () => {
    const [line] = drawn(continued(undefined, 'ab\x1b[1D', 20, 5), true).lines
    expect(line!.map((run) => [run.text, run.cursor])).toEqual([
      ['a', undefined],
      ['b', true],
    ])
    expect(drawn(continued(undefined, 'ab\x1b[?25l', 20, 5), true).lines[0]).toHaveLength(1)
  })

  test('[UI-33] clearing the scrollback is told', () => {
    expect(screen('a\x1b[H\x1b[2J\x1b[3J').cleared).toBe(true)
    expect(screen('a\x1b[H\x1b[2J').cleared).toBe(false)
  })

  test('[UI-34] the last lines on demand; what scrolled out of reach is forgotten', () => {
    const rows = (n: number): string => Array.from({ length: n }, (_, i) => `line ${i + 1}\r\n`).join('')
    const some = drawn(continued(undefined, rows(50), 80, 24), false, 10)
    expect([some.before, some.lines.length, some.lines[0]![0]!.text]).toEqual([41, 10, 'line 42'])
    const many = drawn(continued(undefined, rows(20_000), 80, 24))
    expect(many.forgotten).toBe(true)
    expect(many.lines.length).toBeLessThanOrEqual(12_000)
    expect(many.lines.at(-2)![0]!.text).toBe('line 20000')
  })

  test('[UI-36] goes on when the beginning of the output is dropped', () => {
    const all = Array.from({ length: 500 }, (_, i) => `\x1b[3${i % 8}mrow ${i}\r\n`).join('')
    let emulator = continued(undefined, all.slice(0, 3000), 80, 24)
    const { pen } = emulator
    emulator = continued(emulator, all.slice(1000, 4000), 80, 24, 1000)
    emulator = continued(emulator, all.slice(2000), 80, 24, 2000)
    expect(emulator.pen).toBe(pen)
    expect(drawn(emulator).lines).toEqual(screen(all, 80, 24).lines)
  })
})
