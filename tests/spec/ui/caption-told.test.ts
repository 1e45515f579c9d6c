import { describe, expect, test } from 'vitest'
import { openVoyage } from '../../../src/lesson/open-voyage'
import { extend, type, type Voyage } from '../../../src/lesson/voyage'
import { en } from '../../../src/locale/en'
import { zhCN } from '../../../src/locale/zh-CN'
import { visible, type Score } from '../../../src/scene/rhythm'
import { lengthOf, worldAt } from '../../../src/trace/recording'
import { pastOf } from '../../../src/ui/caption/past'
import { sayingOf } from '../../../src/ui/caption/say'

/** The captions of what lines bring about, as a learner reads them at a depth. */
function told(lines: readonly string[], depth: 1 | 2 | 3, words = en): readonly string[] {
  const v = lines.reduce(
    (before: Voyage, line) => settled(type(before, line, lengthOf(before.recording))),
    openVoyage({ seed: 1 }),
  )
  const score: Score = { length: lengthOf(v.recording), message: (step) => worldAt(v.recording, step).last! }
  return Array.from({ length: score.length }, (_, i) => i + 1)
    .filter((step) => visible(score.message(step), depth))
    .map((step) => words.caption(sayingOf(score.message(step), worldAt(v.recording, step), pastOf(score, step))))
}

function settled(voyage: Voyage): Voyage {
  let v = voyage
  for (let next = extend(v); next !== v; next = extend(v)) v = next
  return v
}

describe('captions of a voyage', () => {
  test('[UI-38] a command is three steps: typed, printed, and the prompt', () =>
    expect(told(['date +%Y'], 2)).toEqual([
      'You type: date +%Y',
      'date prints: 2025',
      'bash is ready for the next line.',
    ]))

  test('[UI-38] a prompt for the rest of a command is told as one', () =>
    expect(told(['cat <<E', 'x', 'E'], 2)).toEqual([
      'You type: cat <<E',
      'bash waits for the rest of the command.',
      'You type: x',
      'bash waits for the rest of the command.',
      'You type: E',
      'cat prints: x',
      'bash is ready for the next line.',
    ]))

  test('[UI-39] what prints is named, though it has ended before its words are seen', () => {
    const said = told(['echo a b | tr b c | cat'], 2)
    expect(said.filter((one) => one.includes('prints'))).toEqual(['cat prints: a c'])
  })

  test('[UI-39] a pull tells what each part of the answer reports', () => {
    const said = told(['docker pull hello-world'], 2)
    expect(said).toContainEqual(expect.stringMatching(/^The daemon reports: [0-9a-f]{12}: Pulling fs layer$/))
    expect(said).toContainEqual(expect.stringMatching(/^Docker Hub sends the index /))
    expect(said).toContainEqual(expect.stringMatching(/^Docker Hub has sent all of blob [0-9a-f]{12}\.$/))
    expect(said.filter((one) => /next \d+ bytes|for (Diff|Snapshots)\//.test(one))).toEqual([])
  })

  test('[UI-39] systemd stops the daemon, and starts it when somebody writes to its socket', () => {
    const lines = ['sudo systemctl stop docker', 'docker ps']
    const said = told(lines, 2)
    expect(said).toContain('systemctl asks systemd to stop docker.service.')
    expect(said).toContain(
      'The docker client writes to the daemon’s socket. The daemon does not run; systemd, which holds the socket, starts it.',
    )
    expect(said).toContain('The daemon reports to systemd: it is ready (sd_notify).')
    expect(told(lines, 2, zhCN)).toContain('systemctl 请 systemd 停止 docker.service。')
  })
})
