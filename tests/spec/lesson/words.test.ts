import { describe, expect, test } from 'vitest'
import { check } from '../../../src/lesson/check'
import { pausesAt } from '../../../src/lesson/pause'
import { openVoyage } from '../../../src/lesson/open-voyage'
import { resize, extend, type } from '../../../src/lesson/voyage'
import { explain } from '../../../src/lesson/words'
import { lengthOf, worldAt } from '../../../src/trace/recording'
import { terminalView } from '../../../src/trace/views'

const fresh = openVoyage({ seed: 1 })
const said = (source: string, lang: 'en' | 'zh-CN' = 'en'): string => {
  const { missing } = check(source, { world: fresh.recording.last, messages: [] })
  return missing === undefined ? '' : explain(missing, lang)
}

describe('[LE-1] what is missing is told in words', () => {
  test.each([
    ['container("web").exists', 'There is no container called web yet.'],
    ['container("web").state == "running"', 'There is no container called web yet.'],
    ['container("web").publishes(80)', 'The container web does not publish port 80 yet.'],
    ['image("you/web").exists', 'There is no image you/web on this host yet.'],
    [
      'registry("localhost:5000").repo("ubuntu").tag("latest").exists',
      'The registry localhost:5000 does not have ubuntu:latest yet.',
    ],
    ['registry("docker.io").repo("you/web").tag("v1").exists', 'Docker Hub does not have you/web:v1 yet.'],
    ['volume("data").exists', 'There is no volume called data yet.'],
    ['network("front").exists', 'There is no network called front yet.'],
    ['file("/etc/hosts").contains("whale")', 'The file /etc/hosts does not contain “whale” yet.'],
    ['typed("docker ps")', 'No command with “docker ps” has been typed and ended well yet.'],
    ['output("CACHED")', 'The last command has not printed “CACHED” yet.'],
    ['exit == 0', 'No command has ended yet.'],
    ['sent("daemon" -> "registry", "PUT *")', 'No message like PUT * has gone from the daemon to a registry yet.'],
    ['containers.count == 2', 'The number of containers is 0; it should be 2.'],
    ['noted("oom")', 'The kernel has not had to kill a process for memory yet.'],
    ['noted("copy_up")', 'The kernel has not copied a file up yet.'],
    ['cgroup("web").file("memory.max") == "67108864"', 'There is no container called web yet.'],
    ['namespace("web", "net") == 1', 'There is no container called web yet.'],
  ])('%s', (source, words) => {
    expect(said(source)).toBe(words)
    expect(said(source, 'zh-CN')).toMatch(/[\u4e00-\u9fff].*。$/)
  })
})

test('[LE-2] a pattern is matched from the beginning, and * is anything', () => {
  const put = {
    kind: 'http.request',
    conn: 'c1',
    exchange: 1,
    method: 'PUT',
    path: '/v2/a/manifests/latest',
    headers: {},
    body: '',
  } as const
  expect(pausesAt(['http.request * PUT /v2/*/manifests/*'], put)).toBe(true)
  expect(pausesAt(['PUT /v2/*'], put)).toBe(false)
  expect(pausesAt(['http.response *'], put)).toBe(false)
  expect(pausesAt([], put)).toBe(false)
})

test('[LE-3] the terminal takes another size without a fork', () => {
  const first = resize(fresh, 30, 52)
  expect(lengthOf(first.recording)).toBe(0)
  expect(terminalView(first.recording.last).cols).toBe(52)
  const typed = extend(type(first, 'stty size; echo $COLUMNS', 0), 5_000)
  expect(terminalView(typed.recording.last).blocks.at(-1)?.output).toContain('30 52')
  const later = extend(resize(typed, 24, 61))
  expect(later.branches).toEqual([])
  expect(terminalView(later.recording.last).cols).toBe(61)
  expect(worldAt(later.recording, lengthOf(typed.recording) - 1)).toEqual(
    worldAt(typed.recording, lengthOf(typed.recording) - 1),
  )
  expect(resize(later, 24, 61)).toBe(later)
})
