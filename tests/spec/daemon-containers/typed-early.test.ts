import { expect, test } from 'vitest'
import { text } from '../../../src/base/bytes'
import { extend, type, type Voyage } from '../../../src/lesson/voyage'
import { openVoyage } from '../../../src/lesson/open-voyage'
import { see } from '../../../src/scene/seen'
import { lengthOf } from '../../../src/trace/recording'

const end = (v: Voyage): number => lengthOf(v.recording)
const typed = (v: Voyage, line: string): Voyage => type(v, line, end(v))
const settled = (v: Voyage): Voyage => {
  const next = extend(v, 20_000)
  return next === v ? v : settled(next)
}
const block = (v: Voyage) => see(v.recording.last).terminals['1']!.blocks.at(-1)!

const ready = settled(
  typed(settled(typed(openVoyage({ seed: 1 }), 'docker pull -q debian')), 'docker run -dit --name box alpine'),
)

test.each([
  'docker exec -it box sh',
  'docker exec -it box ash -l',
  'docker run -it --rm alpine',
  'docker run -it debian',
])('[DC-24] whenever a line is typed after %j, the shell that comes up reads it', (line) => {
  const began = typed(ready, line)
  const whole = end(settled(began)) - end(ready)
  for (const after of [2, ...[1, 2, 3, 4, 5, 6, 7].map((part) => Math.floor((whole * part) / 8))]) {
    const v = settled(typed(extend(began, after), 'echo $((6 * 7)); exit 3'))
    expect(text(block(v).output), `after ${after} of ${whole} messages`).toMatch(/[\r\n]42\r\n/)
    expect(block(v)).toMatchObject({ line, exit: 3 })
  }
})
