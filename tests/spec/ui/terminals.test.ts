import { describe, expect, test } from 'vitest'
import { text } from '../../../src/base/bytes'
import { closeTerminal, extend, openTerminal, press, type, type Voyage } from '../../../src/lesson/voyage'
import { historyFor } from '../../../src/lesson/history'
import { openVoyage } from '../../../src/lesson/open-voyage'
import { see } from '../../../src/scene/seen'
import { lengthOf, worldAt } from '../../../src/trace/recording'

const settled = (voyage: Voyage): Voyage => {
  let v = voyage
  for (let i = 0; i < 40; i++) {
    const next = extend(v)
    if (next === v) return v
    v = next
  }
  return v
}
const end = (v: Voyage): number => lengthOf(v.recording)
const opened = (v: Voyage): Voyage => settled(openTerminal(v, end(v)))
const typed = (v: Voyage, line: string, terminal = 1): Voyage => settled(type(v, line, end(v), terminal))
const pressed = (v: Voyage, keys: string, terminal = 1): Voyage => settled(press(v, keys, end(v), terminal))
const terminals = (v: Voyage) => see(v.recording.last).terminals
const output = (v: Voyage, terminal = 1): string =>
  text(terminals(v)[terminal]?.blocks.at(-1)?.output ?? '').replaceAll('\r\n', '\n')

const start = openVoyage({ seed: 1 })

describe('terminals', { timeout: 30_000 }, () => {
  test('[UI-24] a second terminal is a login shell on its own pseudo-terminal', () => {
    const v = opened(start)
    expect(terminals(v)['2']).toMatchObject({ mode: 'prompt', tty: 'pts/1' })
    expect(text(terminals(v)['2']!.prompt)).toMatch(/\$ $/)
    expect(output(typed(v, 'tty', 2), 2)).toBe('/dev/pts/1\n')
    expect(output(typed(v, 'ps -eo tty,args'))).toMatch(/^pts\/0 +-bash$[^]*^pts\/1 +-bash$/m)
    expect(output(typed(v, 'echo hello > /dev/pts/1; ls -l /dev/pts'))).toMatch(/you +tty +136, +1 /)
  })

  test('[UI-24] opening one is a message of the history: before it, it is not there', () => {
    const v = opened(typed(start, 'echo one'))
    const at = v.recording.messages.findIndex(({ payload }) => payload.kind === 'tty.open')
    expect(at).toBeGreaterThan(0)
    expect(Object.keys(see(worldAt(v.recording, at)).terminals)).toEqual(['1'])
    expect(Object.keys(see(worldAt(v.recording, at + 1)).terminals)).toEqual(['1', '2'])
    expect(settled(openTerminal(v, at)).branches).toHaveLength(1)
  })

  test('[UI-24] what runs in one is seen from the other', () => {
    let v = typed(opened(start), 'docker run -it --name box alpine sh')
    expect(terminals(v)['1']!.mode).toBe('raw')
    v = typed(v, "docker ps --format '{{.Names}} {{.Image}}'", 2)
    expect(output(v, 2)).toBe('box alpine\n')
    v = pressed(v, 'exit\r')
    expect(terminals(v)['1']!.mode).toBe('prompt')
  })

  test('[UI-24] each shell has a history of its own', () => {
    const v = typed(typed(opened(start), 'echo a'), 'echo b', 2)
    expect([historyFor(v.recording.last), historyFor(v.recording.last, 2)]).toEqual([['echo a'], ['echo b']])
  })

  test('[UI-25] closing one hangs up what runs there', () => {
    let v = typed(opened(start), 'sleep 1000', 2)
    v = settled(closeTerminal(v, end(v), 2))
    expect(Object.keys(terminals(v))).toEqual(['1'])
    expect(output(typed(v, 'ps -eo tty,args | grep -c pts/1'))).toBe('1\n')
    expect(terminals(opened(v))['2']).toMatchObject({ mode: 'prompt', tty: 'pts/1' })
  })

  test('[UI-26] the end of the shell is the end of its terminal, which can be opened again', () => {
    let v = pressed(typed(start, 'echo one'), '\x04')
    expect(terminals(v)['1']).toMatchObject({ mode: 'ended', exit: 0 })
    v = settled(openTerminal(v, end(v), 1))
    expect(terminals(v)['1']!.mode).toBe('prompt')
    expect(terminals(v)['1']!.blocks.map(({ line }) => line)).toEqual(['echo one'])
    expect(output(typed(v, 'tty'))).toBe('/dev/pts/0\n')
  })

  test('[UI-27] Ctrl-C at the prompt gives the line up, and it stays to be seen', () => {
    const v = pressed(start, 'docker ru\x03')
    expect(terminals(v)['1']!.blocks).toMatchObject([{ line: 'docker ru', givenUp: true }])
    expect(output(typed(v, 'echo $?'))).toBe('130\n')
  })

  test('[UI-28] what an unfinished command has so far is told with its prompts', () => {
    let v = typed(start, 'for i in 1 2')
    expect(terminals(v)['1']).toMatchObject({ mode: 'prompt', prompt: '> ', unfinished: ['for i in 1 2'] })
    v = typed(typed(v, 'do echo $i'), 'done')
    expect(terminals(v)['1']!.unfinished).toEqual([])
    expect(terminals(v)['1']!.blocks).toMatchObject([{ line: 'for i in 1 2\ndo echo $i\ndone', secondary: '> ' }])
    expect(output(v)).toBe('1\n2\n')
  })
})
