import { expect, test } from 'vitest'
import { at, deskWith, done } from '../../desk'

/** An exec that begins so many milliseconds after a container that lives for 300. */
function execAfter(ms: number) {
  const desk = deskWith()
  done(desk, 'docker pull -q alpine')
  const id = done(desk, 'docker run -d --name brief alpine sleep 0.3').trim()
  return { id, row: at(desk, `sleep ${ms / 1000}; docker exec brief echo hi`) }
}

test('[DC-21] an exec is answered whenever the container ends: it ran, came too late for runc, or is told that nothing runs', () => {
  const rows = Array.from({ length: 20 }, (_, i) => execAfter(262 + i * 4))
  const outcomes = rows.map(({ id, row }) => {
    if (row.exit === 0) return row.stdout === 'hi\n' ? 'ran' : row.stdout
    if (row.stderr === `Error response from daemon: container ${id} is not running\n`) return `refused ${row.exit}`
    return row.stdout.startsWith('OCI runtime exec failed: exec failed: ') ? 'too late' : row.stdout + row.stderr
  })
  expect([...new Set(outcomes)]).toEqual(['ran', 'too late', 'refused 1'])
})

test('[DC-21] right after a container whose program ends at once, exec says that it is not running', () => {
  const desk = deskWith()
  done(desk, 'docker pull -q alpine')
  const id = done(desk, 'docker run -d --name brief alpine false').trim()
  expect(at(desk, 'docker exec brief echo hi')).toMatchObject({
    exit: 1,
    stderr: `Error response from daemon: container ${id} is not running\n`,
  })
})

test('[DC-23] an exec is over once nobody holds its output any more, or two seconds after its process', () => {
  const desk = deskWith()
  done(desk, 'docker run -d --name box alpine sleep 100')
  const from = desk.world.now
  expect(done(desk, `docker exec box sh -c '(sleep 1; echo late) & echo now'`)).toBe('now\nlate\n')
  expect(done(desk, `docker exec box sh -c '(sleep 4; echo too late) & echo now; exit 0'`)).toBe('now\n')
  expect((desk.world.now - from) / 1e6).toBeCloseTo(3, 0)
  const quick = desk.world.now
  expect(done(desk, `docker exec box sh -c 'sleep 50 > /dev/null 2>&1 & echo now'`)).toBe('now\n')
  expect(desk.world.now - quick).toBeLessThan(500_000)
})
