import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

const desk = openDesk({ seed: 1, files: [], trace: false })
const run = (cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 120e6 })[0]

describe('programs in containers', () => {
  it("[PG-2] BusyBox's programs speak BusyBox's words", () => {
    run('docker pull -q alpine')
    expect(run('docker run --rm alpine ls nosuch').stderr).toBe('ls: nosuch: No such file or directory\n')
    expect(run('docker run --rm alpine cat /etc').stderr).toBe('cat: read error: Is a directory\n')
    expect(run('docker run --rm alpine ps').stdout).toBe('PID   USER     TIME  COMMAND\n    1 root      0:00 ps\n')
    expect(run('docker run --rm alpine busybox echo hi').stdout).toBe('hi\n')
  })
  it('[PG-3] what is there but not simulated says so and fails', () => {
    expect(run('strace x')).toMatchObject({
      exit: 1,
      stderr: 'glasswhale: strace is not simulated: the trace of this page shows what processes ask of the kernel\n',
    })
  })
  it('[PG-4] nginx serves its page, logs, and ends with 0 on SIGQUIT', () => {
    run('docker run -d --name web -p 8080:80 nginx; sleep 1')
    expect(run('curl -s localhost:8080').stdout).toContain('<h1>Welcome to nginx!</h1>')
    expect(run('curl -s -o /dev/null -w "%{http_code}" localhost:8080/nope').stdout).toBe('404')
    expect(run('docker logs web 2>/dev/null | tail -1').stdout).toMatch(/"GET \/nope HTTP\/1\.1" 404 153 "-" "curl/)
    expect(run("docker stop web; docker inspect -f '{{.State.ExitCode}}' web").stdout).toBe('web\n0\n')
  })
  it('[PG-5] curl tells a closed port from an unknown name', () => {
    expect(run('curl -s localhost:9999').exit).toBe(7)
    expect(run('curl -sS http://nosuch.example')).toMatchObject({
      exit: 6,
      stderr: 'curl: (6) Could not resolve host: nosuch.example\n',
    })
  })
  it('[PG-6] a package manager installs what it knows and refuses what it does not', () => {
    expect(run('docker run --rm alpine sh -c "apk add -q curl && curl -V | head -c 4"').stdout).toBe('curl')
    expect(run('docker run --rm alpine apk add nosuch').exit).toBe(1)
    expect(run('docker run --rm ubuntu apt-get install -y curl')).toMatchObject({
      exit: 100,
      stderr: expect.stringContaining('E: Unable to locate package curl\n'),
    })
  })
  it('[PG-7] a recognised little node server answers with its text', () => {
    run(
      `mkdir -p app; echo 'require("http").createServer((q, r) => r.end("hi from " + require("os").hostname())).listen(3000)' > app/server.js`,
    )
    run('docker run -d --name app -h box -p 3000:3000 -v $PWD/app:/app -w /app node:20-alpine node server.js; sleep 1')
    expect(run('curl -s localhost:3000').stdout).toMatch(/^hi from /)
  })
  it('[PG-10] systemctl asks systemd, and ss and jq see what docker made', () => {
    expect(run('systemctl is-active docker').stdout).toBe('active\n')
    expect(run('sudo systemctl stop containerd')).toMatchObject({
      exit: 1,
      stderr: 'glasswhale: systemctl stop containerd is not simulated\n',
    })
    expect(run('sudo ss -tlnp').stdout).toMatch(/LISTEN.*0\.0\.0\.0:3000 .*"docker-proxy"/)
    expect(run("docker inspect app | jq -r '.[0].State.Status, (.[0].NetworkSettings.Ports | keys[])'").stdout).toBe(
      'running\n3000/tcp\n',
    )
  })
  it("[PG-2] BusyBox's awk refuses in its own words", () => {
    expect(run("docker run --rm alpine awk 'BEGIN{print 1/0}'")).toMatchObject({
      exit: 1,
      stderr: 'awk: cmd. line:1: Division by zero\n',
    })
  })
})
