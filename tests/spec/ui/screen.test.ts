import { describe, expect, test } from 'vitest'
import { utf8 } from '../../../src/base/bytes'
import { css, screen } from '../../../src/ui/terminal/screen'

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
})
