import { describe, expect, test, vi } from 'vitest'
import { hostOf, open, run } from './machine'

vi.setConfig({ testTimeout: 60_000 })

describe('processes', () => {
  test('[KC-30] a child that nobody waits for is a zombie until its parent ends; an init that waits has none', () => {
    const desk = open()
    const script = `sh -c "sleep 1 & exec sleep 2" & exec sleep 100`
    run(desk, `docker run -d --name without busybox sh -c '${script}'`)
    run(desk, `docker run -d --name with --init busybox sh -c '${script}'`)
    run(desk, 'sleep 5')
    const zombies = (name: string) =>
      run(desk, `docker exec ${name} ps -o stat,comm`)
        .stdout.split('\n')
        .filter((line) => line.startsWith('Z')).length
    expect(zombies('without')).toBe(2)
    expect(zombies('with')).toBe(1) // the first sleep's; the other's parent is the command, which does not wait either
    run(desk, 'docker rm -f without with')
    expect(Object.values(hostOf(desk).procs).filter((p) => p.run === 'zombie')).toEqual([])
  })

  test('[KC-31] --init hands signals on and ends as the command ends', () => {
    const desk = open()
    expect(run(desk, `docker run --rm --init busybox sh -c 'exit 7'`).exit).toBe(7)
    expect(run(desk, 'docker run --rm --init busybox nosuch').stderr).toContain(
      '[FATAL tini (7)] exec nosuch failed: No such file or directory',
    )
    run(desk, 'docker run -d --name ii --init busybox sleep 1000')
    const from = desk.world.now
    run(desk, 'docker stop ii')
    expect(desk.world.now - from).toBeLessThan(2_000_000)
    expect(run(desk, `docker inspect -f '{{.State.ExitCode}}' ii`).stdout).toBe('143\n')
    run(desk, 'docker run -d --name jj busybox sleep 1000')
    const again = desk.world.now
    run(desk, 'docker stop -t 3 jj')
    expect(desk.world.now - again).toBeGreaterThan(3_000_000)
  })

  test('[KC-32] the end of a namespace’s first process ends all in it', () => {
    const desk = open()
    run(desk, `docker run -d --name kk busybox sh -c 'sleep 500 & sleep 600 & exec sleep 2'`)
    const init = hostOf(desk).procs[run(desk, `docker inspect -f '{{.State.Pid}}' kk`).stdout.trim()]!
    const space = init.ns['pid']!
    const inside = () => Object.values(hostOf(desk).procs).filter((p) => p.pids[space] !== undefined)
    expect(inside().length).toBe(3)
    run(desk, 'docker wait kk')
    expect(inside()).toEqual([])
  })

  test('[KC-33] a sealed namespace never shows an outside pid', () => {
    const desk = open()
    run(desk, 'docker run -d --name one busybox sleep 100')
    const { stdout } = run(
      desk,
      `docker run --rm busybox sh -c 'ls /proc | grep -E "^[0-9]+$" | sort -n | tr "\\n" " "; cat /proc/1/cgroup; kill -9 622; echo $?'`,
    )
    expect(stdout).toMatch(/^1 \d \d \d \d? ?\d? ?0::\/\n1\n$/)
    expect(hostOf(desk).procs['622']?.run).toBe('wait')
  })
})

describe('SIGPIPE', () => {
  test('[KC-34] who writes where nobody reads is ended, unless it catches the signal or is the first process of a container', () => {
    const desk = open()
    expect(run(desk, 'while :; do echo y; done | head -2; echo ${PIPESTATUS[@]}')).toMatchObject({
      stdout: 'y\ny\n141 0\n',
      stderr: '',
    })
    const caught = run(desk, `(trap 'echo caught >&2' PIPE; sleep 0.1; echo a; echo on >&2) | true`)
    expect(caught.stderr).toBe('bash: echo: write error: Broken pipe\ncaught\non\n')
    const first = `exec 3> >(sleep 0.1); sleep 0.5; echo a >&3; echo "goes on after $?"`
    expect(run(desk, `docker run --rm debian bash -c '${first}' 2>&1`).stdout).toContain(
      'bash: line 1: echo: write error: Broken pipe\ngoes on after 1\n',
    )
  })
})

describe('dd', () => {
  test('[KC-40] counts records and bytes', () => {
    const desk = open()
    expect(run(desk, 'dd if=/dev/zero of=/tmp/f bs=1M count=10').stderr).toMatch(
      /^10\+0 records in\n10\+0 records out\n10485760 bytes \(10 MB, 10 MiB\) copied, [\d.e-]+ s, [\d.]+ GB\/s\n$/,
    )
    expect(run(desk, 'stat -c %s /tmp/f').stdout).toBe('10485760\n')
    expect(run(desk, 'printf abcdefg | dd bs=3 2>/dev/null').stdout).toBe('abcdefg')
    expect(run(desk, 'printf abcdefg | dd of=/dev/null bs=3').stderr).toMatch(
      /^2\+1 records in\n2\+1 records out\n7 bytes copied/,
    )
    expect(run(desk, 'printf 0123456789 > /tmp/d; dd if=/tmp/d bs=2 skip=2 count=2 status=none').stdout).toBe('4567')
    expect(run(desk, 'dd nonsense')).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('unrecognized operand') as string,
    })
  })
})
