import { describe, expect, test } from 'vitest'
import { at, deskWith, done } from '../../desk'

const pidOf = (name: string): string => `$(docker inspect -f '{{.State.Pid}}' ${name})`

describe('by hand, on the host', () => {
  const desk = deskWith()
  const run = (line: string) => done(desk, line)
  const fails = (line: string, status: number, stderr: string) =>
    expect(at(desk, line)).toMatchObject({ exit: status, stderr })

  test('[NS-3] who may not is told so', () => {
    fails('unshare -u hostname foo', 1, 'unshare: unshare failed: Operation not permitted\n')
    fails('nsenter -t 1 -n true', 1, 'nsenter: cannot open /proc/1/ns/net: Permission denied\n')
    fails('chroot / true', 125, "chroot: cannot change root directory to '/': Operation not permitted\n")
    fails('hostname foo', 1, 'hostname: you must be root to change the host name\n')
    fails('umount /proc', 32, 'umount: /proc: must be superuser to unmount.\n')
    expect(at(desk, 'mount -t tmpfs x /mnt').stderr).toMatch(/^mount: \/mnt: must be superuser to use mount\.\n/)
    expect(run('readlink /proc/1/ns/net || true')).toBe('')
  })

  test('[NS-4] a host name of its own', () => {
    expect(run("sudo unshare --uts sh -c 'hostname inside; hostname'")).toBe('inside\n')
    expect(run('hostname')).toBe('host\n')
  })

  test('[NS-5] the first child in a new pid namespace is 1, and with its own /proc it sees nobody else', () => {
    expect(run('sudo unshare --pid --fork --mount-proc ps -e -o pid= -o comm=')).toMatch(/^ *1 ps\n$/)
    expect(run('sudo unshare --pid --fork sh -c "echo \\$\\$; ps -e | grep -c dockerd"')).toBe('1\n1\n')
  })

  test('[NS-6] when the init of a pid namespace has ended, nobody is born there any more', () => {
    const { stderr } = at(desk, "sudo unshare --pid bash -c 'ls / >/dev/null; ls /; true'")
    expect(stderr).toContain('Cannot allocate memory')
  })

  test('[NS-7] a mount in a namespace of its own is seen there only', () => {
    expect(
      run("sudo unshare --mount sh -c 'mount -t tmpfs mine /mnt; df --output 2>/dev/null; mount | grep -c mine'"),
    ).toContain('1\n')
    expect(at(desk, 'mount | grep mine').exit).toBe(1)
  })

  test('[NS-8] a user namespace makes anybody root of nothing', () => {
    expect(run('unshare -Ur id -u')).toBe('0\n')
    expect(run('unshare -U id -u')).toBe('65534\n')
    expect(run('unshare -Ur cat /proc/self/uid_map')).toBe('         0       1000          1\n')
    expect(run('unshare -Ur grep CapEff /proc/self/status')).toBe('CapEff:\t000001ffffffffff\n')
    expect(at(desk, 'unshare -Ur touch /etc/x').stderr).toContain('Permission denied')
    expect(at(desk, 'unshare -Ur hostname x').exit).toBe(1)
    expect(run("unshare -Uru sh -c 'hostname x; hostname'")).toBe('x\n')
    expect(run("unshare -Urm sh -c 'mount -t tmpfs t /mnt && stat -c %u /mnt'")).toBe('0\n')
  })

  test('[NS-9] every kind has its number, and a new one a new number', () => {
    const own = run('readlink /proc/self/ns/uts')
    expect(own).toBe('uts:[4026531838]\n')
    expect(run('sudo unshare -u readlink /proc/self/ns/uts')).toMatch(/^uts:\[40265322\d\d\]\n$/)
    expect(run('ls /proc/self/ns')).toBe(
      'cgroup\nipc\nmnt\nnet\npid\npid_for_children\ntime\ntime_for_children\nuser\nuts\n',
    )
    expect(run('sudo unshare -p readlink /proc/self/ns/pid')).toBe('pid:[4026531836]\n')
  })

  test('[NS-10] nothing of them is left when their last process has ended', () => {
    const kinds = Object.values(
      (desk.world.nodes['host'] as { namespaces: Record<string, { kind: string }> }).namespaces,
    )
    expect(kinds.map(({ kind }) => kind).sort()).toEqual(['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'])
  })
})

describe('of containers', () => {
  const desk = deskWith()
  const run = (line: string) => done(desk, line)
  const docker = (line: string) => run(`docker run --rm ${line}`)
  run('docker run -d --name web --hostname web alpine sleep 1000')

  test('[NS-11] lsns shows what docker made, and nsenter goes there', () => {
    const rows = run(`sudo lsns -n -p ${pidOf('web')}`)
      .trim()
      .split('\n')
      .map((row) => row.trim().split(/ +/))
    expect(
      rows
        .filter((row) => row[5] === 'sleep')
        .map((row) => row[1])
        .sort(),
    ).toEqual(['cgroup', 'ipc', 'mnt', 'net', 'pid', 'uts'])
    expect(run(`sudo nsenter -t ${pidOf('web')} -n ip addr`)).toContain('inet 172.17.0.2/16')
    expect(run(`sudo nsenter -t ${pidOf('web')} -u hostname`)).toBe('web\n')
    expect(run(`sudo nsenter -t ${pidOf('web')} -m cat /etc/os-release`)).toContain('Alpine')
    expect(run(`sudo nsenter -t ${pidOf('web')} -a ps`)).toMatch(/1 root +0:00 sleep 1000\n/)
    expect(run(`sudo ls /proc/${pidOf('web')}/root/etc/alpine-release`)).toContain('alpine-release')
  })

  test('[NS-12] --pid', () => {
    expect(docker('--pid host alpine ps')).toContain('/usr/bin/dockerd')
    expect(docker('--pid container:web alpine ps')).toContain('sleep 1000')
    expect(docker('alpine ps')).not.toContain('sleep 1000')
    expect(at(desk, 'docker run --rm --pid container:nosuch alpine true').stderr).toContain('No such container: nosuch')
  })

  test('[NS-13] --network', () => {
    expect(docker('--network container:web alpine ip -4 addr')).toContain('172.17.0.2/16')
    expect(docker('--network none alpine ip addr')).not.toContain('eth0')
    expect(docker('--network host alpine ip addr')).toContain('docker0')
  })

  test('[NS-14] --ipc', () => {
    run('docker run -d --name donor --ipc shareable alpine sh -c "echo hi > /dev/shm/x; sleep 1000"')
    expect(docker('--ipc container:donor alpine cat /dev/shm/x')).toBe('hi\n')
    expect(at(desk, 'docker run --rm --ipc container:web alpine true').stderr).toMatch(
      /failed to join IPC namespace: container [0-9a-f]{64}: non-shareable IPC \(hint: use IpcMode:shareable for the donor container\)/,
    )
    expect(run('docker rm -f donor && mount | grep -c mounts/shm || true')).toBe('donor\n0\n')
  })

  test('[NS-15] --uts, --hostname, --cgroupns', () => {
    expect(docker('--uts host alpine hostname')).toBe('host\n')
    expect(docker('--hostname h alpine hostname')).toBe('h\n')
    expect(docker('alpine cat /proc/self/cgroup')).toBe('0::/\n')
    expect(docker('--cgroupns host alpine cat /proc/self/cgroup')).toMatch(
      /^0::\/system\.slice\/docker-[0-9a-f]{64}\.scope\n$/,
    )
    expect(at(desk, 'docker run --rm --uts host --hostname h alpine true').stderr).toContain(
      'conflicting options: hostname and the UTS mode',
    )
  })

  test('[NS-16] capabilities and what they are for', () => {
    expect(docker('alpine grep CapEff /proc/self/status')).toBe('CapEff:\t00000000a80425fb\n')
    expect(docker('--privileged alpine grep CapEff /proc/self/status')).toBe('CapEff:\t000001ffffffffff\n')
    expect(docker('--cap-drop ALL --cap-add CHOWN alpine grep CapEff /proc/self/status')).toBe(
      'CapEff:\t0000000000000001\n',
    )
    expect(docker('--user 1000 alpine grep CapEff /proc/self/status')).toBe('CapEff:\t0000000000000000\n')
    expect(at(desk, 'docker run --rm alpine hostname x').stderr).toBe(
      'hostname: sethostname: Operation not permitted\n',
    )
    expect(docker("--cap-add SYS_ADMIN alpine sh -c 'hostname x; hostname'")).toBe('x\n')
    expect(at(desk, 'docker run --rm --cap-drop CHOWN alpine chown 1 /etc/motd').stderr).toContain(
      'Operation not permitted',
    )
  })

  test('[NS-17] the filter', () => {
    expect(docker('alpine grep Seccomp: /proc/self/status')).toBe('Seccomp:\t2\n')
    expect(at(desk, 'docker run --rm alpine unshare -U id').stderr).toContain('Operation not permitted')
    expect(docker('--security-opt seccomp=unconfined alpine unshare -Ur id -u')).toBe('0\n')
    expect(docker('--security-opt no-new-privileges alpine grep NoNew /proc/self/status')).toBe('NoNewPrivs:\t1\n')
    expect(at(desk, 'docker run --rm --security-opt foo=bar alpine true').stderr).toContain(
      'invalid --security-opt 2: "foo=bar"',
    )
  })

  test('[NS-18] what may not be written or seen', () => {
    expect(at(desk, 'docker run --rm --read-only alpine touch /x').stderr).toBe('touch: /x: Read-only file system\n')
    expect(at(desk, 'docker run --rm --read-only --tmpfs /t alpine touch /t/x').exit).toBe(0)
    expect(at(desk, "docker run --rm alpine sh -c 'echo 1 > /proc/sys/net/ipv4/ip_forward'").stderr).toContain(
      'Read-only file system',
    )
    expect(docker('alpine wc -c /proc/keys')).toBe('0 /proc/keys\n')
    expect(docker('--privileged alpine cat /proc/keys')).toContain('keyring')
  })

  test('[NS-19] limits, parameters, devices, the terminal', () => {
    expect(docker('--ulimit nofile=100:200 alpine grep "open files" /proc/self/limits')).toMatch(/100 +200 +files/)
    expect(docker('--sysctl net.core.somaxconn=77 alpine sysctl -n net.core.somaxconn')).toBe('77\n')
    expect(docker('--device /dev/kmsg:/dev/x alpine ls -l /dev/x')).toMatch(/^crw-r--r-- .* 1, +11 .* \/dev\/x\n$/)
    expect(docker('-t alpine tty')).toBe('/dev/pts/0\r\n')
  })
})
