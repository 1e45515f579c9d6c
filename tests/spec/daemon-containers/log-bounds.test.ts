import { describe, expect, test } from 'vitest'
import { at, daemonOf, deskWith, done } from '../../desk'

/** The rows that the daemon keeps of a container that printed for two simulated seconds. */
function rowsOf(command: string) {
  const desk = deskWith()
  done(desk, `docker run -d --name noisy alpine ${command}`)
  at(desk, 'sleep 2')
  const { logs } = Object.values(daemonOf(desk).containers)[0]!
  const file = done(desk, 'sudo sh -c "wc -l < $(docker inspect -f {{.LogPath}} noisy)"')
  return { logs, file: Number(file), last: done(desk, 'docker logs --tail 1 noisy') }
}

describe('logs of containers that print without end', () => {
  test('[DC-22] rows are at most 20,000, and the file says the same', () => {
    const { logs, file, last } = rowsOf('yes')
    expect(logs.length).toBeGreaterThan(5_000)
    expect(logs.length).toBeLessThanOrEqual(20_000)
    expect(file).toBeLessThanOrEqual(20_000)
    expect(last).toBe('y\n')
  })

  test('[DC-22] a line without end becomes rows of 16 KiB', () => {
    const { logs } = rowsOf('cat /dev/zero')
    expect(logs.length).toBeGreaterThan(10)
    expect(new Set(logs.map(({ log }) => log.length))).toEqual(new Set([16_384]))
  })
})
