import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { at, deskWith, done } from '../../desk'

/** The same line in the machine's own bash. */
const real = (line: string): string =>
  spawnSync('/bin/bash', ['-c', line], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).stdout

describe('names of descriptors', () => {
  test.each([
    '[ -p /dev/fd/63 ] < <(echo); echo $?',
    'f() { [ -p "$1" ]; test -e "$1" && cat "$1"; stat -L -c %F "$1"; }; f <(echo x)',
    'g() { cat $1; cat $2; }; g <(echo 1) <(echo 2); test -e /dev/fd/63; echo $?',
    'echo | test -p /dev/stdin; echo $?',
    'echo | { test -r /dev/stdin; echo $?; test -x /dev/stdin; echo $?; }',
    'echo hi | cat /proc/self/fd/0',
    'echo | stat -L -c "%F %A" /dev/fd/0',
    `echo | ls -l /proc/self/fd/ | grep ' 0 ->' | cut -c1-10`,
    'echo one > f.tmp; { [ -f /dev/fd/5 ]; echo $?; } 5< f.tmp; rm f.tmp',
    'exec 3>&1; (readlink /proc/self/fd/3; readlink /proc/self/fd/1) | uniq | wc -l',
  ])('[FS-30] a name of a descriptor leads to what it is open on: %s', (line) => {
    expect(at(deskWith(), line).stdout).toBe(real(`cd "$(mktemp -d)"; ${line}`))
  })

  test('[FS-31] another process’s descriptors are reached by /proc/PID/fd, by whoever may look into it', () => {
    const desk = deskWith()
    done(desk, `docker run -d -i --name box alpine sh -c 'while read x; do echo "got $x"; done'`)
    done(desk, `docker exec box sh -c 'echo from outside > /proc/1/fd/1; echo a line > /proc/1/fd/0'`)
    expect(at(desk, `docker exec -u 1000 box sh -c 'echo refused > /proc/1/fd/1'`).stderr).toContain(
      'Permission denied',
    )
    done(desk, 'sleep 1')
    expect(done(desk, 'docker logs box')).toBe('from outside\ngot a line\n')
  })
})
