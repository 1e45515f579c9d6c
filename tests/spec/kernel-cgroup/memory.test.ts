import { describe, expect, test, vi } from 'vitest'
import { anonOf } from '../../../src/sim/kernel/memory/groups'
import { group, hostOf, open, run, table } from './machine'

vi.setConfig({ testTimeout: 60_000 })

const image = 'polinux/stress'

describe('memory', () => {
  test('[KC-10] over the limit: charge, over, victim, SIGKILL, exit, oom, die, in that order', () => {
    const desk = open(true)
    const row = run(desk, `docker run --name big -m 64m ${image} stress --vm 1 --vm-bytes 128m`)
    expect(row.exit).toBe(137)
    expect(run(desk, `docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' big`).stdout).toBe('true 137\n')
    const said = desk.trace.flatMap(({ payload: p, to }) => {
      if (p.kind === 'kernel' && p.path?.includes('docker-') && ['charge', 'over', 'oom'].includes(p.what))
        return [p.what === 'oom' ? 'victim' : p.what]
      if (p.kind === 'signal' && p.signal === 'SIGKILL') return ['SIGKILL']
      if (p.kind === 'exit' && p.status === 137) return [`exit ${p.oomKilled}`]
      return p.kind === 'event' && to === 'dockerd' && /oom|exit/.test(p.topic) ? [p.topic] : []
    })
    const told = said.filter((word, i) => word !== said[i - 1])
    expect(told).toEqual(['charge', 'over', 'victim', 'SIGKILL', 'exit true', '/tasks/oom', '/tasks/exit'])
    const events = run(
      desk,
      `docker events --since 60s --until 0s --filter container=big --format '{{.Action}}'`,
    ).stdout
    expect(
      events
        .trim()
        .split('\n')
        .filter((word) => /oom|die/.test(word)),
    ).toEqual(['oom', 'die'])
  })

  test('[KC-11] the group never holds more than its limit', () => {
    const desk = open()
    const { stdout } = run(
      desk,
      `docker run --name two -m 32m ${image} sh -c 'stress --vm 2 --vm-bytes 40m -q; cat /sys/fs/cgroup/memory.peak /sys/fs/cgroup/memory.events'`,
    )
    expect(Number(stdout.match(/^\d+$/m)?.[0])).toBe(32 << 20)
    expect(stdout).toContain('oom_kill 1\n')
    expect(run(desk, `docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' two`).stdout).toBe('true 0\n')
  })

  test('[KC-12] file pages are given up before anyone is killed', () => {
    const desk = open()
    const { stdout, exit } = run(
      desk,
      `docker run --rm -m 64m busybox sh -c 'dd if=/dev/zero of=/f bs=1M count=200; cat /sys/fs/cgroup/memory.current /sys/fs/cgroup/memory.events'`,
    )
    expect(exit).toBe(0)
    expect(Number(stdout.split('\n')[0])).toBeLessThanOrEqual(64 << 20)
    expect(table(stdout.split('\n').slice(1).join('\n'))['oom_kill']).toBe(0)
  })

  test('[KC-13] oom_score_adj moves the choice', () => {
    const desk = open()
    const script =
      'sleep 100 & echo 1000 > /proc/$!/oom_score_adj; stress --vm 2 --vm-bytes 60m -q -t 1; jobs; cat /sys/fs/cgroup/memory.events'
    const { stdout } = run(desk, `docker run --rm -m 64m ${image} sh -c '${script}'`)
    expect(stdout).toContain('oom_kill')
    expect(run(desk, 'docker run --rm --oom-score-adj 300 busybox cat /proc/self/oom_score_adj').stdout).toBe('300\n')
  })

  test('[KC-14] every charge is released', () => {
    const desk = open()
    run(desk, `docker run -d --name xx ${image} stress --vm 1 --vm-bytes 50m`)
    run(desk, 'sleep 1')
    const path = group(desk, 'xx')
    expect(Number(run(desk, `cat ${path}/memory.current`).stdout)).toBeGreaterThan(50 << 20)
    const rest = () => anonOf(hostOf(desk), 'system.slice')
    const with50 = rest()
    run(desk, 'docker rm -f xx')
    run(desk, 'sleep 1')
    expect(with50 - rest()).toBeGreaterThan(50 << 20)
    expect(Object.keys(hostOf(desk).memory.groups).filter((at) => at.includes('docker-'))).toEqual([])
    expect(Object.keys(hostOf(desk).cpu.groups).filter((at) => at.includes('docker-'))).toEqual([])
  })

  test('[KC-11] a limit lowered below what is in use takes effect at once', () => {
    const desk = open()
    run(desk, `docker run -d --name ww -m 100m ${image} stress --vm 1 --vm-bytes 60m`)
    run(desk, 'sleep 1')
    expect(run(desk, 'docker update -m 30m --memory-swap 60m ww').exit).toBe(0)
    run(desk, 'sleep 1')
    expect(run(desk, `docker inspect -f '{{.State.Status}} {{.State.OOMKilled}}' ww`).stdout).toBe('exited true\n')
  })

  test('[KC-15] a machine without that much memory says so', () => {
    const desk = open()
    const row = run(desk, 'stress --vm 1 --vm-bytes 20G -t 5')
    expect([row.exit, row.stderr]).toEqual([1, expect.stringContaining('hogvm malloc failed: Cannot allocate memory')])
    expect(run(desk, 'stress --vm 1 --vm-bytes 7900M -t 60').exit).toBe(137)
    expect(run(desk, 'echo alive').stdout).toBe('alive\n')
  })

  test('[KC-16] /proc/meminfo and free tell what is in use', () => {
    const desk = open()
    const available = () => Number(/MemAvailable: +(\d+)/.exec(run(desk, 'cat /proc/meminfo').stdout)?.[1])
    const before = available()
    run(desk, `docker run -d --name xx ${image} stress --vm 1 --vm-bytes 1G`)
    run(desk, 'sleep 3')
    expect(before - available()).toBeGreaterThan(1024 * 1024)
  })
})

describe('refusals and files', () => {
  test('[KC-17] Docker’s own words for values out of range', () => {
    const desk = open()
    run(desk, 'docker pull -q busybox')
    const said = (flags: string) => run(desk, `docker run --rm ${flags} busybox true`).stderr.split('\n')[0]
    expect(said('-m 4m')).toBe('docker: Error response from daemon: Minimum memory limit allowed is 6MB')
    expect(said('--cpus 3')).toBe(
      'docker: Error response from daemon: range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available',
    )
    expect(said('--device-read-bps /dev/nope:1mb')).toBe(
      'docker: Error response from daemon: stat /dev/nope: no such file or directory',
    )
    expect(said('--health-interval 1us --health-cmd x')).toBe(
      'docker: Error response from daemon: Interval in Healthcheck cannot be less than 1ms',
    )
  })

  test('[KC-18] flags reach the files', () => {
    const desk = open()
    const flags =
      '--device-read-bps /dev/vda:1mb --cpu-shares 512 --cpu-period 50000 --cpu-quota 25000 --cpuset-cpus 1 -m 100m --memory-reservation 50m --memory-swap 200m --pids-limit 20'
    const { stdout } = run(
      desk,
      `docker run --rm ${flags} busybox sh -c 'cd /sys/fs/cgroup; for f in io.max cpu.weight cpu.max cpuset.cpus.effective memory.max memory.low memory.swap.max pids.max; do cat $f; done'`,
    )
    expect(stdout).toBe(
      '254:0 rbps=1048576 wbps=max riops=max wiops=max\n20\n25000 50000\n1\n104857600\n52428800\n104857600\n20\n',
    )
  })

  test('[KC-19] a full pids group refuses the fork', () => {
    const row = run(open(), `docker run --rm --pids-limit 3 busybox sh -c 'sleep 1 & sleep 1 & sleep 1 & wait'`)
    expect(row.stderr).toContain("can't fork: Resource temporarily unavailable")
    expect(row.exit).toBe(2)
  })
})
