import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

const desk = openDesk({ seed: 1, files: [], trace: false })
const run = (cmd: string) => perform(desk, [{ cmd, plain: false }], { tty: false, maxMicros: 200e6 })[0]
const output = (cmd: string): string => run(cmd).stdout

run('docker run -d --name web -p 8080:80 nginx:alpine')
run(
  "docker run -d --name peer --network container:web alpine sh -c 'nc -l -p 9000 & sleep 1; sleep 1d | nc 127.0.0.1 9000'",
)
run('sleep 3')

describe('[PG-18] traceroute tells each router on the simulated way', () => {
  it('goes from a container over the bridge and the gateway', () => {
    const hops = output('docker run --rm alpine traceroute -m 3 -w 1 hub.docker.com').split('\n')
    expect(hops[0]).toMatch(/^traceroute to hub\.docker\.com \([\d.]+\), 3 hops max, 46 byte packets$/)
    expect(hops[1]).toMatch(/^ 1 {2}172\.17\.0\.1 \(172\.17\.0\.1\) {2}[\d.]+ ms {2}[\d.]+ ms {2}[\d.]+ ms$/)
    expect(hops[2]).toMatch(/^ 2 {2}10\.0\.2\.2 /)
    expect(hops[3]).toBe(' 3  * * *')
  })
  it('is there at once on the same bridge', () => expect(output('traceroute 172.17.0.2').split('\n')).toHaveLength(3))
  it('a ping whose time to live is over says who ended it', () =>
    expect(output('ping -c 1 -t 1 hub.docker.com')).toContain('From 10.0.2.2 icmp_seq=1 Time to live exceeded'))
})

describe('[PG-19] sockets are shown with who holds them as the asker numbers processes', () => {
  it('nginx listens where its configuration says, once for `80` and `[::]:80`', () =>
    expect(
      output('docker exec web netstat -ltn')
        .match(/:\d+ .*LISTEN/g)
        ?.map((row) => parseInt(row.slice(1))),
    ).toEqual([80, 9000]))
  it('netstat in the container: its own pids, listening and connected', () => {
    const rows = output('docker exec peer netstat -tanp')
    expect(rows).toMatch(/0\.0\.0\.0:9000 +0\.0\.0\.0:\* +LISTEN +(\d)\/nc/)
    expect(rows).toMatch(/127\.0\.0\.1:\d+ +127\.0\.0\.1:9000 +ESTABLISHED \d\/nc/)
  })
  it('the host sees docker-proxy, and only root sees it', () => {
    expect(output('sudo ss -tlnp')).toMatch(/0\.0\.0\.0:8080 +0\.0\.0\.0:\* users:\(\("docker-proxy",pid=\d+,fd=7\)\)/)
    expect(output('ss -tlnp')).not.toContain('docker-proxy')
    expect(output('sudo lsof -i :8080')).toMatch(/docker-pr +\d+ root +7u +IPv4 +\d+ +0t0 +TCP \*:8080 \(LISTEN\)/)
    expect(run('lsof -i :8080').exit).toBe(1)
  })
})

describe('[PG-5] telnet tells who answers from who does not', () => {
  it('nobody listens', () => expect(run('telnet localhost 8081').stderr).toContain('Connection refused'))
  it('a name that is not', () => expect(run('telnet nosuch 80').stderr).toContain('Name or service not known'))
  it('nc -z', () => expect([run('nc -z localhost 8080').exit, run('nc -z localhost 8081').exit]).toEqual([0, 1]))
})
