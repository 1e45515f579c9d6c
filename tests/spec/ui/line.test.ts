import { describe, expect, test } from 'vitest'
import { bytesOf, completed, edited, searched, type Key, type Line } from '../../../src/ui/terminal/line'

/** `ab|c`: the bar is the cursor. */
const line = (text: string, killed = ''): Line => ({ text: text.replace('|', ''), cursor: text.indexOf('|'), killed })
const drawn = ({ text, cursor }: Line): string => `${text.slice(0, cursor)}|${text.slice(cursor)}`
const ctrl = (key: string): Key => ({ key, ctrl: true, alt: false })
const alt = (key: string): Key => ({ key, ctrl: false, alt: true })
const plain = (key: string): Key => ({ key, ctrl: false, alt: false })

describe('line', () => {
  test.each([
    [ctrl('a'), 'docker ps|', '|docker ps'],
    [ctrl('e'), '|docker ps', 'docker ps|'],
    [ctrl('b'), 'ab|', 'a|b'],
    [ctrl('f'), 'a|b', 'ab|'],
    [ctrl('u'), 'docker| ps', '| ps'],
    [ctrl('k'), 'docker| ps', 'docker|'],
    [ctrl('w'), 'docker run --name=a-b|', 'docker run |'],
    [ctrl('h'), 'ab|c', 'a|c'],
    [ctrl('t'), 'ab|', 'ba|'],
    [alt('b'), 'docker run|', 'docker |run'],
    [alt('f'), '|docker run', 'docker| run'],
    [alt('d'), 'docker| run', 'docker|'],
    [alt('Backspace'), 'docker a-b|', 'docker a-|'],
  ])('[UI-3] %j turns %s into %s', (key, before, after) => expect(drawn(edited(line(before), key)!)).toBe(after))

  test('[UI-3] yanks what was killed', () => {
    const killed = edited(line('one two|'), ctrl('w'))!
    expect(drawn(edited(edited(killed, ctrl('a'))!, ctrl('y'))!)).toBe('two|one ')
  })

  test('[UI-3] searches the history from the newest back', () => {
    const history = ['docker ps', 'docker pull alpine', 'ls']
    expect(searched(history, 'docker', 3)).toBe(1)
    expect(searched(history, 'docker', 1)).toBe(0)
    expect(searched(history, 'nothing', 3)).toBeUndefined()
  })

  test('[UI-4] completes as far as all agree, then offers the choices', () => {
    expect(drawn(completed(line('docker pu|'), 7, ['pull', 'push']).line)).toBe('docker pu|')
    expect(completed(line('docker pu|'), 7, ['pull', 'push']).choices).toEqual(['pull', 'push'])
    expect(drawn(completed(line('docker ps|'), 7, ['ps']).line)).toBe('docker ps |')
    expect(drawn(completed(line('cat Do|'), 4, ['Dockerfile', 'Dockerfile.dev']).line)).toBe('cat Dockerfile|')
    expect(drawn(completed(line('cd s|'), 3, ['src/']).line)).toBe('cd src/|')
  })

  test.each([
    [ctrl('c'), '\x03'],
    [ctrl('d'), '\x04'],
    [plain('Enter'), '\r'],
    [plain('ArrowUp'), '\x1b[A'],
    [plain('q'), 'q'],
    [alt('x'), '\x1bx'],
    [plain('Backspace'), '\x7f'],
    [plain('Shift'), undefined],
    [plain('中'), '中'],
  ])('[UI-6] %j sends %j', (key, bytes) => expect(bytesOf(key)).toBe(bytes))
})
