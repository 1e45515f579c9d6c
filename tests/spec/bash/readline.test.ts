import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../src/base/bytes'
import { openDesk, perform } from '../../../src/node/desk'
import { FakeKernel } from './fake-sys'
import { screenRows, screens } from './screens'

/**
 * Keys that were typed into the real shells on a pseudo-terminal (readline-record.py), typed into ours: after each of them the terminal has to
 * show the same, and the cursor has to be at the same place. What the screen is made of may differ.
 */
interface Recorded {
  readonly shell: 'bash' | 'ash'
  readonly name: string
  readonly keys: readonly string[]
  readonly columns?: number
  readonly ps1?: string
  readonly lang?: string
  /** What came before the first key and after each. */
  readonly out: readonly string[]
}

const rows = readFileSync(new URL('readline.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Recorded)

const home = '/tmp/typing'

function typed({ shell, keys, columns = 80, ps1 = '$ ', lang = 'C.UTF-8' }: Recorded): readonly string[] {
  const kernel = new FakeKernel({
    cwd: `${home}/box`,
    keys: keys.map(utf8),
    columns,
    exe: shell === 'bash' ? '/bin/bash' : '/bin/busybox',
    env: { PATH: `${home}/bin`, HOME: home, TERM: 'xterm', PS1: ps1, LANG: lang },
  })
  for (const dir of ['bin', 'box/alpha', 'box/dir', 'box/dir/deep']) kernel.make(`${home}/${dir}`, 'dir', '', 0o755)
  for (const file of ['file1', 'file2', 'foo.txt', 'with space', '.hidden', 'dir/one', 'dir/deep/two'])
    kernel.make(`${home}/box/${file}`, 'file', '', 0o644)
  kernel.make(`${home}/box/link`, 'symlink', `${home}/box/dir`, 0o777)
  for (const tool of ['zeta-tool', 'zeta-test', 'zoo']) kernel.make(`${home}/bin/${tool}`, 'file', '#!/bin/sh\n', 0o755)
  const first = kernel.spawnFirst([shell === 'bash' ? 'bash' : 'ash'])
  while (first.ended === undefined && kernel.shownAt.length <= keys.length && kernel.round(true));
  const at = [...kernel.shownAt.slice(0, keys.length + 1), ...(first.ended === undefined ? [] : [kernel.out.data])]
  return at.map((out, i) => out.slice(i === 0 ? 0 : at[i - 1]!.length))
}

describe.each(['bash', 'ash'] as const)('the line editor of %s', (shell) => {
  it.each(rows.filter((row) => row.shell === shell))('[BSH-33] $name', (row) => {
    const { columns = 80, keys } = row
    const ours = screens(typed(row), columns)
    const real = screens(row.out, columns)
    const said = (all: readonly string[]) =>
      all.map((one, i) => `${i === 0 ? '' : JSON.stringify(keys[i - 1])}\n${one}`)
    expect(said(ours)).toEqual(said(real))
  })
})

describe('the terminal while a shell inside a shell waits', () => {
  const played = (cmd: string, ...keys: readonly string[]): string => {
    const desk = openDesk({ seed: 1, files: [], trace: false })
    const [got] = perform(desk, [{ cmd, plain: false, keys }], { tty: true, maxMicros: 60_000_000 })
    return screenRows(got!.stdout)
  }
  it('[BSH-34] belongs to the commands while they run, as it was before', () => {
    const out = played(
      'bash',
      "PS1='$ '\r",
      'cat\r',
      'one\x7fly\r',
      '\x04',
      "stty -a | grep -o '.icanon.*echo '\r",
      'sleep 0.01\recho early\r',
      'abc',
      '\x03',
      'echo $?\r',
      'exit\r',
    )
    expect(out.split('\n')).toEqual([
      "you@host:~$ PS1='$ '",
      '$ cat',
      'only',
      'only',
      "$ stty -a | grep -o '.icanon.*echo '",
      ' icanon iexten echo',
      '$ sleep 0.01',
      '$ echo early',
      'early',
      '$ abc^C',
      '$ echo $?',
      '130',
      '$ exit',
      'exit',
      '',
    ])
  })
  it('[BSH-34] is given to dash as it is', () => {
    expect(played('dash', 'echo hi\r', '\x1b[A\r', 'exit\r')).toContain('^[[A')
  })
})
