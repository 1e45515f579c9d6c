import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

const opened = () => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  return (cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 120e6 })[0]!
}

const names = "docker ps --format '{{.Names}}' | sort"
const runs = 'docker run -d --name'

describe('the docker service', () => {
  it('[SYD-1] [SYD-2] a stop ends containers, then dockerd; the next client starts it again', () => {
    const run = opened()
    run('docker pull -q alpine; docker pull -q nginx')
    run(`${runs} deaf alpine sleep 1000; ${runs} heard nginx`)
    const began = Number(run('date +%s').stdout)
    expect(run('sudo systemctl stop docker')).toMatchObject({
      exit: 0,
      stderr: "Stopping 'docker.service', but its triggering units are still active:\ndocker.socket\n",
    })
    expect(Number(run('date +%s').stdout) - began).toBe(10)
    expect(run('pidof dockerd nginx sleep containerd-shim-runc-v2')).toMatchObject({ exit: 1, stdout: '' })
    expect(run('systemctl is-active docker docker.socket')).toMatchObject({ exit: 3, stdout: 'inactive\nactive\n' })
    expect(run("docker ps -a --format '{{.Names}} {{.Status}}' | sort").stdout).toMatch(
      /^deaf Exited \(137\) .*\nheard Exited \(0\) .*\n$/,
    )
    expect(run('systemctl is-active docker').stdout).toBe('active\n')
  })
  it('[SYD-3] without its socket nobody answers', () => {
    const run = opened()
    expect(run('sudo systemctl stop docker.socket docker')).toMatchObject({ exit: 0, stderr: '' })
    expect(run('docker ps')).toMatchObject({
      exit: 1,
      stderr: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
    })
    expect(run('sudo service docker start; docker ps -q')).toMatchObject({ exit: 0, stdout: '' })
  })
  it('[SYD-4] a start restores containers by their restart policies, and rules', () => {
    const run = opened()
    run('docker pull -q nginx; docker volume create data; docker network create own')
    for (const policy of ['no', 'always', 'unless-stopped']) run(`${runs} ${policy} --restart ${policy} nginx`)
    run(`${runs} halted --restart unless-stopped --network own nginx; docker stop halted`)
    run(`${runs} revived --restart always -p 8080:80 --network own nginx; docker stop revived`)
    const rules = 'sudo iptables -t nat -S; sudo iptables -S'
    run('docker start revived')
    const before = run(`${rules}`).stdout
    run('sudo iptables -F; sudo iptables -t nat -F')
    run('sudo systemctl restart docker')
    expect(run(names).stdout).toBe('always\nrevived\nunless-stopped\n')
    expect(run('curl -s localhost:8080').stdout).toContain('Welcome to nginx')
    const lines = (text: string) => text.split('\n').sort()
    expect(lines(run(rules).stdout).map(plain)).toEqual(lines(before).map(plain))
    expect(run('docker network ls -q --filter name=own | wc -l; docker volume ls -q').stdout).toBe('1\ndata\n')
  })
  it('[SYD-5] killed, it is back after two seconds', () => {
    const run = opened()
    run(`${runs} one --restart always nginx 2>/dev/null; ${runs} two nginx`)
    run('sudo kill -9 $(pidof dockerd); sleep 1')
    expect(run('systemctl is-active docker').stdout).toBe('activating\n')
    expect(run(`sleep 2; ${names}`).stdout).toBe('one\n')
    expect(run("docker inspect -f '{{.State.ExitCode}}' two").stdout).toBe('0\n')
  })
  it('[SYD-6] a configuration that is wrong stops the start', () => {
    const run = opened()
    run(`echo '{"foo": 1}' | sudo tee /etc/docker/daemon.json`)
    expect(run('sudo systemctl restart docker')).toMatchObject({
      exit: 1,
      stderr:
        'Job for docker.service failed because the control process exited with error code.\nSee "systemctl status docker.service" and "journalctl -xeu docker.service" for details.\n',
    })
    expect(run('journalctl -u docker | grep directives').stdout).toContain(
      "unable to configure the Docker daemon with file /etc/docker/daemon.json: the following directives don't match any configuration option: foo",
    )
    run('sleep 10')
    expect(run('systemctl is-active docker').stdout).toBe('failed\n')
    expect(run('docker ps').exit).toBe(1)
    run("echo '{}' | sudo tee /etc/docker/daemon.json; sudo systemctl reset-failed docker; sudo systemctl start docker")
    expect(run('docker ps').exit).toBe(0)
  })
  it('[SYD-7] clients see the end of their connection', () => {
    const run = opened()
    run('docker pull -q nginx')
    run('(docker run --rm nginx >/dev/null; echo $? >/tmp/run) 2>/tmp/run.err &')
    run('(docker events; echo $? >/tmp/events) >/dev/null 2>/tmp/events.err & sleep 1; sudo systemctl stop docker')
    expect(run('sleep 1; cat /tmp/run /tmp/events /tmp/events.err').stdout).toBe('0\n1\nunexpected EOF\n')
    run('(docker run --name cut nginx >/dev/null; echo $? >/tmp/run) 2>/tmp/run.err & sleep 1')
    run('sudo kill -9 $(pidof dockerd); sleep 1')
    expect(run('cat /tmp/run; tail -1 /tmp/run.err').stdout).toMatch(
      /^125\ntime="\S+" level=error msg="error waiting for container: unexpected EOF"\n$/,
    )
    expect(run("sleep 10; docker ps -a --format '{{.Names}} {{.Status}}'").stdout).toMatch(/^cut Exited \(0\) .*\n$/)
  })
  it('[SYD-9] a reload reads daemon.json again and says so', () => {
    const run = opened()
    run('docker events > /tmp/events & sleep 1')
    run(`echo '{"debug": true, "insecure-registries": ["reg.local:5000"]}' | sudo tee /etc/docker/daemon.json`)
    expect(run('sudo systemctl reload docker; sleep 1; cat /tmp/events').stdout).toMatch(
      /^\S+ daemon reload \S+ \(debug=true, insecure-registries=\["reg\.local:5000"\], .*name=host.*\)\n$/,
    )
    expect(run('docker info | grep -A1 -e Debug.Mode:.true -e Insecure').stdout).toContain('reg.local:5000')
    expect(run('pidof dockerd').stdout).toBe('622\n')
  })
  it('[SYD-11] dockerd typed by hand tells its version, who may run it, and that it runs', () => {
    const run = opened()
    expect(run('dockerd --version').stdout).toBe(
      run("docker version -f 'Docker version {{.Server.Version}}, build {{.Server.GitCommit}}'").stdout,
    )
    expect(run('dockerd')).toMatchObject({
      exit: 1,
      stderr: expect.stringMatching(/^dockerd needs to be started with root privileges\. /) as string,
    })
    run('sudo systemctl restart docker')
    expect(run('sudo dockerd').stderr).toBe(
      `failed to start daemon, ensure docker is not running or delete /var/run/docker.pid: process with PID ${run('pidof dockerd').stdout.trim()} is still running\n`,
    )
  })
  it('[SYD-8] any number of stops and starts keeps what there is', () => {
    const run = opened()
    run(`docker volume create kept; ${runs} web --restart always -p 8080:80 -v kept:/usr/share/nginx/html nginx`)
    const what = "docker images -q; docker volume ls -q; docker ps --format '{{.ID}} {{.Names}} {{.Ports}}'"
    const before = run(what).stdout
    for (const verb of ['restart', 'stop', 'restart', 'restart']) {
      run(`sudo systemctl ${verb} docker; sleep 61`)
      expect(run(what).stdout).toBe(before)
    }
    expect(run('curl -s localhost:8080').stdout).toContain('Welcome to nginx')
  })
})

/** Addresses are given anew at every start. */
const plain = (rule: string): string => rule.replace(/172\.\d+\.0\.\d+(?=\/32|:)/g, 'ADDRESS')
