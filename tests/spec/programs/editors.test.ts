import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  answerFrame,
  closedFrame,
  editorSays,
  offerFrame,
  saidFrame,
  terminalSays,
} from '../../../src/base/edit-frames'
import { unbase64 } from '../../../src/base/base64'
import { text as decoded, utf8 } from '../../../src/base/bytes'
import { perform, type Row } from '../../../src/node/desk'
import type { TerminalState } from '../../../src/sim/terminal/terminal'
import { inject, step } from '../../../src/sim/world/step'
import { behaviours } from '../../../src/sim/host'
import { at, deskWith, done } from '../../desk'
import type { Desk } from '../../../src/node/desk'

/**
 * editors.json is what BusyBox 1.35's vi, vim 9.0 (-u NONE -N, 'backspace' 2 and no 'joinspaces', as its defaults.vim has it) and nano 7.2 did
 * with these keys, typed one by one at a terminal of 24 by 80: what was in their directory afterwards, and their status.
 */
interface Recorded {
  readonly editor: 'busybox' | 'vim' | 'nano'
  readonly text: string
  readonly keys: readonly string[]
  readonly exit: number
  readonly files: Readonly<Record<string, string>>
}

const recorded = JSON.parse(readFileSync(new URL('editors.json', import.meta.url), 'utf8')) as readonly Recorded[]

const atKeys = (desk: Desk, cmd: string, ...keys: readonly string[]): Row =>
  perform(desk, [{ cmd, keys, plain: false }], { tty: true, maxMicros: 120e6 })[0]

const openedBy = (desk: Desk) => (desk.world.nodes['terminal:1'] as TerminalState).edits ?? []

describe('[ED-1] keys do to a file what they do in the real editor', () => {
  const desk = deskWith(Object.fromEntries(recorded.map(({ text }, i) => [`t/${i}/f`, text])))
  const exits: number[] = []
  let files: Readonly<Record<string, Readonly<Record<string, string>>>> = {}
  beforeAll(() => {
    done(desk, 'docker run -d --name box -v $PWD/t:/t busybox sleep 100000')
    for (const [i, { editor, keys }] of recorded.entries()) {
      const cmd = editor === 'busybox' ? `docker exec -it -w /t/${i} box vi f` : `(cd t/${i}; exec ${editor} f)`
      exits.push(atKeys(desk, cmd, ...keys).exit)
    }
    for (const line of done(desk, 'for f in t/*/*; do echo $f $(base64 -w0 $f); done').trim().split('\n')) {
      const [, i = '', name = '', contents = ''] = /^t\/(\d+)\/(\S+) ?(.*)$/.exec(line) ?? []
      files = { ...files, [i]: { ...files[i], [name]: decoded(unbase64(contents)) } }
    }
  })
  for (const [i, { editor, text, keys, exit, files: wanted }] of recorded.entries())
    it(`${editor} ${JSON.stringify(text)} ${JSON.stringify(keys)}`, () =>
      expect({ exit: exits[i], files: files[i] }).toEqual({ exit, files: wanted }))
})

describe('what passes between an editor and the terminal', () => {
  const offer = { kind: 'vi', name: 'a;b', path: '/x/a;b', host: 'h', readonly: false, fresh: true } as const

  it('[ED-2] is told apart again, whatever the names and the contents', () => {
    const body = (frame: string): string => frame.slice('\x1b]7331;'.length, -1)
    const contents = utf8('é\x07\x1b;\n')
    expect(editorSays(body(offerFrame(offer, contents)))).toEqual({ kind: 'edit', offer, contents })
    expect(editorSays(body(saidFrame('refused', 'a\x07"é"')))).toEqual({ kind: 'refused', words: 'a\x07"é"' })
    expect(editorSays(body(closedFrame))).toEqual({ kind: 'closed' })
    const save = { kind: 'save', contents, quit: true, force: true } as const
    expect(terminalSays(body(answerFrame(save)))).toEqual(save)
    expect(terminalSays('save;q;*')).toBeUndefined()
    expect(editorSays('edit;{;')).toBeUndefined()
    // Nothing in it is a key that a line in between could take for itself.
    expect(body(answerFrame(save))).toMatch(/^[ -~]*$/)
  })

  it('[ED-3] the terminal knows the file while the editor runs, and the file that comes back is written', () => {
    const desk = deskWith({ Dockerfile: 'FROM alpine\n' })
    const opened = begin(desk, 'nano Dockerfile')
    expect(opened).toMatchObject([
      { kind: 'nano', path: '/home/you/Dockerfile', host: 'host', contents: 'FROM alpine\n' },
    ])
    const saved = press(desk, answerFrame({ kind: 'save', contents: 'FROM debian\n', quit: false, force: false }))
    expect(saved).toMatchObject([{ contents: 'FROM debian\n', answer: { kind: 'saved', words: '[ Wrote 1 line ]' } }])
    expect(press(desk, answerFrame({ kind: 'quit' }))).toEqual([])
    expect(done(desk, 'cat Dockerfile')).toBe('FROM debian\n')
  })

  it('[ED-4] a file that cannot be written stays open, with the words of the editor', () => {
    const desk = deskWith()
    done(desk, 'docker run -d --name ro --read-only alpine sleep 1000')
    begin(desk, 'docker exec -it ro vi /etc/motd')
    const save = { kind: 'save', contents: 'x\n', quit: true } as const
    const refused = press(desk, answerFrame({ ...save, force: false }))
    expect(refused).toMatchObject([{ readonly: true, answer: { kind: 'refused', words: "'/etc/motd' is read only" } }])
    expect(refused[0]?.contents).toContain('Welcome to Alpine')
    expect(press(desk, answerFrame({ ...save, force: true }))).toMatchObject([
      { answer: { words: "'/etc/motd' Read-only file system" } },
    ])
    expect(press(desk, answerFrame({ kind: 'quit' }))).toEqual([])
  })

  it('[ED-5] a plain key takes the offer back, and the editor goes on by keys', () => {
    const desk = deskWith({ f: 'one\n' })
    begin(desk, 'vi f')
    expect(press(desk, 'x')).toEqual([])
    press(desk, ':wq\r')
    expect(done(desk, 'cat f')).toBe('ne\n')
  })

  it('[ED-6] an editor that is killed leaves no file open', () => {
    const desk = deskWith({ f: 'one\n' })
    begin(desk, '(sleep 1; pkill -KILL vi) & vi f')
    expect(run(desk, 5_000_000)).toEqual([])
  })
})

/** Types a line at the terminal and plays on for a while; what is open then. */
function begin(desk: Desk, line: string) {
  const tty = { name: 'pts/0', rows: 24, cols: 80 }
  desk.world = inject(desk.world, 'user', { to: 'terminal:1', payload: { kind: 'command', line, tty } })
  return run(desk, 500_000)
}

function press(desk: Desk, data: string) {
  desk.world = inject(desk.world, 'user', { to: 'terminal:1', payload: { kind: 'tty.input', tty: 'pts/0', data } })
  return run(desk, 500_000)
}

function run(desk: Desk, micros: number) {
  const until = desk.world.now + micros
  while ((desk.world.queue[0]?.dueAt ?? Infinity) <= until) desk.world = step(desk.world, behaviours)
  desk.world = { ...desk.world, now: until }
  return openedBy(desk)
}

describe('editors as processes', () => {
  it('[ED-7] vim puts a new file in the place of the old one, nano writes into it', () => {
    const desk = deskWith({ conf: 'one\n' })
    done(desk, 'docker run -d --name cc -v $PWD/conf:/conf alpine sleep 1000')
    atKeys(desk, 'nano conf', 'two ', '\x13', '\x18')
    expect(done(desk, 'docker exec cc cat /conf')).toBe('two one\n')
    atKeys(desk, 'vim conf', 'ithree ', '\x1b', ':wq\r')
    expect(done(desk, 'cat conf')).toBe('three two one\n')
    expect(done(desk, 'docker exec cc cat /conf')).toBe('two one\n')
  })

  it('[ED-8] without a terminal they say what the real ones say', () => {
    const desk = deskWith({ f: 'one\n' })
    expect(at(desk, 'nano f < /dev/null')).toMatchObject({ exit: 1, stderr: 'Standard input is not a terminal\n' })
    expect(at(desk, 'vim f < /dev/null > /dev/null')).toMatchObject({
      exit: 1,
      stderr:
        'Vim: Warning: Output is not to a terminal\nVim: Warning: Input is not from a terminal\nVim: Error reading input, exiting...\nVim: Finished.\n',
    })
    done(desk, 'docker run -d --name box busybox sleep 1000')
    expect(at(desk, 'docker exec box vi f')).toMatchObject({ exit: 1, stderr: "vi: can't read user input\n" })
  })

  it('[ED-9] an image has the editor that it has', () => {
    const desk = deskWith()
    expect(at(desk, 'docker run --rm ubuntu vi x').exit).toBe(127)
    expect(at(desk, 'docker run --rm debian nano x').exit).toBe(127)
    done(desk, 'docker run -d --name uu ubuntu sleep 100000')
    done(desk, 'docker exec uu sh -c "apt-get update -qq && apt-get install -y -qq nano vim"')
    atKeys(desk, 'docker exec -it uu nano /n', 'hi', '\x13', '\x18')
    atKeys(desk, 'docker exec -it uu vi /v', 'ihello', '\x1b', ':x\r')
    expect(done(desk, 'docker exec uu cat /n /v')).toBe('hi\nhello\n')
  })

  it('[ED-10] SIGTERM ends vim and nano in their words, and the terminal is as it was', () => {
    const desk = deskWith({ f: 'one\n' })
    const vim = atKeys(desk, '(sleep 1; pkill vim) & vim f')
    expect(vim.stdout).toContain('Vim: Caught deadly signal TERM\r\nVim: Finished.\r\n')
    const nano = atKeys(desk, '(sleep 3; pkill nano) & nano f', 'x')
    expect(nano.stdout).toContain('Received SIGHUP or SIGTERM\r\n\r\nBuffer written to f.save\r\n')
    expect(done(desk, 'cat f.save')).toBe('xone\n')
  })

  it('[ED-11] refusals are those of each editor', () => {
    const desk = deskWith({ f: 'one\n' })
    done(desk, 'chmod 444 f; mkdir d')
    const shown = (cmd: string, ...keys: readonly string[]): string => atKeys(desk, cmd, ...keys).stdout
    expect(shown('vim f', 'x', ':w\r', ':q\r', ':q!\r')).toMatch(
      /"f" \[readonly\] 1L, 4B[^]*W10: Warning: Changing a readonly file[^]*E45: 'readonly' option is set[^]*E37: No write since last change/,
    )
    expect(shown('vim /none/f', ':w\r', ':q\r')).toContain(`"/none/f" E212: Can't open file for writing`)
    expect(shown('vim d', ':q\r')).toContain('"d" is a directory')
    expect(shown('vim f', ':frob\r', ':q\r')).toContain('E492: Not an editor command: frob')
    expect(shown('nano f', 'x', '\x13', '\x18', 'n')).toMatch(
      /Read 1 line \(warn: no write permission\)[^]*Error writing f: Permission denied/,
    )
  })
})
