import { expect, test } from 'vitest'
import { ourTalk, sit, keys, line, worldOf } from './ours'
import { realTalk } from './real'

/**
 * The same keys on a real pseudo-terminal and on ours: a program, and handfuls of keys for it. Ctrl-C is alone in its handful, because
 * the real kernel throws away echo that has not been collected yet.
 */
const eof = '\x04'
const talks: readonly (readonly [rule: string, command: string, ...steps: string[]])[] = [
  ['[TTY-1] lines are echoed and read whole', 'cat', 'abc\n', 'a\n\nb\n', eof],
  ['[TTY-1] carriage return is read as line feed', 'cat', 'abc\r', eof],
  ['[TTY-1] a line is read as long as a reader wants it', 'head -n 2', 'one\ntwo\n'],
  ['[TTY-1] each read gets one line', 'sh -c "read a; read b; echo =$a=$b="', '1\n2\n'],
  ['[TTY-2] DEL erases a character, Ctrl-H is none', 'cat', 'ab\x7fc\n', '\x7f\x7f', 'x\b\x7fyz\n', eof],
  ['[TTY-2] Ctrl-U erases the line', 'cat', 'hello\x15bye\n', eof],
  ['[TTY-2] Ctrl-W erases a word', 'cat', 'one two  three\x17', '\x17', '\x17', 'ok\n', eof],
  ['[TTY-2] a word ends at what is no letter', 'cat', 'foo-bar baz.qux\x17\x17z_9\x17\n', eof],
  ['[TTY-2] a control character is erased with its caret', 'cat', '\x01\x7fx\n', eof],
  [
    '[TTY-2] a tab is erased as wide as it was',
    'sh -c "echo; cat"',
    'a\tb\x7f\x7f\x7fc\n',
    '\t\tx\x15\n',
    '1234567\t\x7f8\n',
    eof,
  ],
  ['[TTY-2] whole UTF-8 characters are erased', 'cat', '日本\x7f\x7fé\x17x\n', eof],
  [
    '[TTY-2] bytes are erased where the terminal knows no UTF-8',
    'sh -c "stty -iutf8; cat"',
    'é\x7fe\n',
    '中文\x7f\n',
    eof,
  ],
  ['[TTY-3] Ctrl-D ends a read, and at the beginning of a line the file', 'cat', `abc${eof}`, 'def\n', eof],
  ['[TTY-3] Ctrl-D twice after words ends the file', 'cat', `abc${eof}`, eof],
  ['[TTY-4] Ctrl-V takes the next key as it is', 'od -c', '\x16\x03\x16\x04\x16\x7f\n', eof],
  ['[TTY-4] Ctrl-V and what it took are erased', 'cat', '\x16\x7f\x7f\n', eof],
  ['[TTY-4] Ctrl-R shows the line again', 'cat', 'abc\x12', 'd\n', eof],
  ['[TTY-4] escape sequences are echoed with carets', 'cat', '\x01\x02\x1b[A\t.\n', eof],
  ['[TTY-5] Ctrl-C gives the line up', 'cat', 'abc', '\x03'],
  ['[TTY-5] Ctrl-backslash does, too', 'cat', 'abc', '\x1c'],
  ['[TTY-5] without isig they are bytes', 'sh -c "stty -isig; head -n 1 | od -c"', 'a\x03\x1a\n'],
  ['[TTY-6] Ctrl-S holds output and echo back, Ctrl-Q lets them go', 'cat', '\x13abc\n', 'de', '\x11', '\n', eof],
  ['[TTY-6] without ixon they are bytes', 'sh -c "stty -ixon; od -c"', 'a\x13\x11\n', eof],
  ['[TTY-7] stty -echo: nothing is shown', 'sh -c "stty -echo; cat"', 'abc\n', eof],
  ['[TTY-7] stty -icanon: every key is read at once', 'sh -c "stty -icanon -echo; cat"', 'a', '\r', `\x7f${eof}`],
  [
    '[TTY-7] stty -icanon: keys are echoed',
    'sh -c "stty -icanon; cat >/dev/null"',
    'a',
    '\r',
    `\x7f\x15\t${eof}`,
    '\x03',
  ],
  ['[TTY-7] stty raw: keys go through untouched', 'sh -c "stty raw -echo; head -c 4; stty sane"', 'a\r\x03b'],
  ['[TTY-7] stty -icrnl', 'sh -c "stty -icrnl; head -c 2 | od -c"', 'a\r', '\n'],
  ['[TTY-7] stty -echoctl', 'sh -c "stty -echoctl; cat"', '\x01x\x7f\x7fy\n', eof],
  ['[TTY-7] stty -iexten', 'sh -c "stty -iexten; od -c"', 'a b\x17\x16\x12\n', eof],
  [
    '[TTY-7] stty -onlcr and -opost',
    `sh -c "sleep 0.01; stty -onlcr; printf 'a\\nb\\n'; stty -opost onlcr; echo; stty sane; echo"`,
    '',
  ],
  [
    '[TTY-8] stty says how it is set',
    'sh -c "sleep 0.01; stty -a; stty tostop -icrnl -echo; stty; stty raw; stty -a; stty sane; stty"',
    '',
  ],
]

for (const [rule, command, ...steps] of talks)
  test.concurrent(`${rule}: ${command}, as on a real pseudo-terminal`, async ({ expect }) => {
    const ours = ourTalk(command, steps)
    expect(ours.slice(1)).toEqual((await realTalk(command, steps, ours)).slice(1))
  })

test('[TTY-9] the window tells its size; a new size is told to the foreground group', () => {
  const seat = sit()
  expect(line(seat, 'stty size; tput cols; tput lines')).toBe('24 80\n80\n24\n')
  keys(seat, `bash -c 'trap "stty size" WINCH; echo on; while :; do sleep 0.1; done'\n`)
  expect(keys(seat, { kind: 'tty.resize', tty: 'pts/0', rows: 40, cols: 132 })).toBe('40 132\r\n')
  expect(keys(seat, { kind: 'tty.resize', tty: 'pts/0', rows: 40, cols: 132 })).toBe('')
  keys(seat, '\x03')
  expect(line(seat, 'tput cols')).toBe('132\n')
  expect(worldOf(seat).nodes['terminal:1']).toMatchObject({ rows: 40, cols: 132 })
})
