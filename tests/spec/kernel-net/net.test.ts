import { expect, test } from 'vitest'
import * as net from '../../../src/sim/kernel/net/net'
import type { NetState } from '../../../src/sim/kernel/net/types'
import { errnoOf } from '../kernel-fs/cred'

const HOST = 1
const BOX = 2

const rule = (state: NetState, table: 'nat' | 'filter', chain: string, text: string) =>
  net.iptablesAppend(state, HOST, { table, chain, rule: text })

/** A host with docker0 as dockerd leaves it. */
function bridged(): NetState {
  let n = net.emptyNet(HOST)
  n = net.sysctl(n, HOST, { key: 'net.ipv4.ip_forward', value: '1' })
  n = net.linkAddBridge(n, HOST, { link: 'docker0' })
  n = net.addrAdd(n, HOST, { link: 'docker0', address: '172.17.0.1/16' })
  n = net.linkSetUp(n, HOST, { link: 'docker0' })
  n = rule(n, 'nat', 'DOCKER', '')
  n = rule(n, 'nat', 'PREROUTING', '-m addrtype --dst-type LOCAL -j DOCKER')
  n = rule(n, 'nat', 'OUTPUT', '-m addrtype --dst-type LOCAL -j DOCKER ! --dst 127.0.0.0/8')
  n = rule(n, 'nat', 'POSTROUTING', '-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE')
  return rule(n, 'nat', 'DOCKER', '-i docker0 -j RETURN')
}

function withBox(state: NetState, id = BOX, address = '172.17.0.2', veth = 'veth1a2b3c4'): NetState {
  let n = net.newNetNs(state, id)
  n = net.linkAddVeth(n, HOST, { link: veth, peer: `p${id}`, into: id, as: 'eth0', mac: '02:42:ac:11:00:02' })
  n = net.linkSetMaster(n, HOST, { link: veth, bridge: 'docker0' })
  n = net.linkSetUp(n, HOST, { link: veth })
  n = net.linkSetUp(n, id, { link: 'lo' })
  n = net.addrAdd(n, id, { link: 'eth0', address: `${address}/16` })
  n = net.linkSetUp(n, id, { link: 'eth0' })
  return net.routeAdd(n, id, { to: 'default', via: '172.17.0.1' })
}

function published(): NetState {
  let n = withBox(bridged())
  n = rule(n, 'nat', 'DOCKER', '-p tcp -d 0/0 --dport 8080 -j DNAT --to-destination 172.17.0.2:80 ! -i docker0')
  n = net.bindPort(n, HOST, { proto: 'tcp', address: '0.0.0.0', port: 8080, holder: 'dockerd' })
  n = net.bindPort(n, HOST, { proto: 'tcp', address: '::', port: 8080, holder: 'dockerd' })
  return net.listen(n, BOX, 'tcp', '0.0.0.0', 80, { pid: 42, fd: 3 })
}

test('[KN-10] rules are printed as iptables -t nat -S prints them', () => {
  expect(net.natRules(published(), HOST)).toEqual([
    '-P PREROUTING ACCEPT',
    '-P INPUT ACCEPT',
    '-P OUTPUT ACCEPT',
    '-P POSTROUTING ACCEPT',
    '-N DOCKER',
    '-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER',
    '-A OUTPUT ! -d 127.0.0.0/8 -m addrtype --dst-type LOCAL -j DOCKER',
    '-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE',
    '-A DOCKER -i docker0 -j RETURN',
    '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80',
  ])
})

test('[KN-20] a published port is reached from the host by its own address through DNAT, bridge and veth', () => {
  expect(net.connect(published(), HOST, 'tcp', '10.0.2.15', 8080, 40000)).toEqual({
    kind: 'listener',
    owner: { pid: 42, fd: 3 },
    netns: BOX,
    source: '10.0.2.15:40000',
    dest: '172.17.0.2:80',
    path: ['lo', 'nat OUTPUT → DOCKER', 'DNAT → 172.17.0.2:80', 'docker0', 'veth1a2b3c4', 'eth0'],
  })
})

test('[KN-21] by 127.0.0.1 it is docker-proxy that answers and goes on', () => {
  expect(net.connect(published(), HOST, 'tcp', '127.0.0.1', 8080, 40000)).toMatchObject({
    kind: 'listener',
    source: '172.17.0.1:40001',
    path: ['lo', 'docker-proxy', 'docker0', 'veth1a2b3c4', 'eth0'],
  })
})

test('[KN-22] a container reaches another over the bridge alone, and a published port by the gateway', () => {
  const n = withBox(published(), 3, '172.17.0.3', 'veth9')
  expect(net.connect(n, 3, 'tcp', '172.17.0.2', 80)).toMatchObject({
    kind: 'listener',
    source: '172.17.0.3:32768',
    path: ['eth0', 'veth9', 'docker0', 'veth1a2b3c4', 'eth0'],
  })
  expect(net.connect(n, 3, 'tcp', '172.17.0.1', 8080)).toMatchObject({
    kind: 'listener',
    path: ['eth0', 'veth9', 'docker0', 'docker-proxy', 'docker0', 'veth1a2b3c4', 'eth0'],
  })
})

test('[KN-23] what leaves the host takes its address', () => {
  expect(net.connect(published(), BOX, 'tcp', '203.0.113.15', 443)).toEqual({
    kind: 'outside',
    node: 'hub',
    source: '10.0.2.15:32768',
    dest: '203.0.113.15:443',
    path: ['eth0', 'veth1a2b3c4', 'docker0', 'nat POSTROUTING', 'MASQUERADE → 10.0.2.15', 'eth0'],
  })
})

test('[KN-24] nobody listens: refused; no such neighbour: no route; no way out: unreachable', () => {
  const n = published()
  const errno = (ns: number, address: string, port: number) => {
    const got = net.connect(n, ns, 'tcp', address, port)
    return got.kind === 'error' ? got.errno : got.kind
  }
  expect(errno(HOST, '127.0.0.1', 81)).toBe('ECONNREFUSED')
  expect(errno(HOST, '172.17.0.2', 81)).toBe('ECONNREFUSED')
  expect(errno(HOST, '172.17.0.9', 80)).toBe('EHOSTUNREACH')
  expect(errno(BOX, '172.17.0.9', 80)).toBe('EHOSTUNREACH')
  expect(errno(HOST, '198.51.100.80', 80)).toBe('ETIMEDOUT')
  const bare = net.newNetNs(n, 9)
  expect(net.connect(bare, 9, 'tcp', '127.0.0.1', 1)).toMatchObject({ kind: 'error', errno: 'ENETUNREACH' })
})

test('[KN-25] FORWARD drops between networks', () => {
  let n = published()
  n = net.linkAddBridge(n, HOST, { link: 'br-1' })
  n = net.addrAdd(n, HOST, { link: 'br-1', address: '172.18.0.1/16' })
  n = net.linkSetUp(n, HOST, { link: 'br-1' })
  n = rule(n, 'filter', 'STAGE-2', '-o docker0 -j DROP')
  n = rule(n, 'filter', 'STAGE-1', '-i br-1 ! -o br-1 -j STAGE-2')
  n = rule(n, 'filter', 'FORWARD', '-j STAGE-1')
  n = net.newNetNs(n, 4)
  n = net.linkAddVeth(n, HOST, { link: 'veth4', peer: 'p4', into: 4, as: 'eth0', mac: '02:42:ac:12:00:02' })
  n = net.linkSetMaster(n, HOST, { link: 'veth4', bridge: 'br-1' })
  n = net.linkSetUp(net.linkSetUp(n, HOST, { link: 'veth4' }), 4, { link: 'eth0' })
  n = net.addrAdd(n, 4, { link: 'eth0', address: '172.18.0.2/16' })
  n = net.routeAdd(n, 4, { to: 'default', via: '172.18.0.1' })
  expect(net.connect(n, 4, 'tcp', '172.17.0.2', 80)).toEqual({
    kind: 'error',
    errno: 'ETIMEDOUT',
    path: ['eth0', 'veth4', 'br-1', 'filter FORWARD → STAGE-1 → STAGE-2', 'DROP'],
  })
})

test('[KN-30] a port is taken once: by a listener or by docker-proxy', () => {
  const n = published()
  expect(errnoOf(() => net.listen(n, HOST, 'tcp', '127.0.0.1', 8080, { pid: 1, fd: 1 }))).toBe('EADDRINUSE')
  expect(errnoOf(() => net.bindPort(n, HOST, { proto: 'tcp', address: '127.0.0.1', port: 8080, holder: 'x' }))).toBe(
    'EADDRINUSE',
  )
  expect(errnoOf(() => net.listen(n, BOX, 'tcp', '0.0.0.0', 80, { pid: 1, fd: 1 }))).toBe('EADDRINUSE')
  expect(errnoOf(() => net.listen(n, HOST, 'udp', '0.0.0.0', 8080, { pid: 1, fd: 1 }))).toBeUndefined()
  const freed = net.unbindPort(net.unbindPort(n, HOST, { proto: 'tcp', address: '0.0.0.0', port: 8080 }), HOST, {
    proto: 'tcp',
    address: '::',
    port: 8080,
  })
  expect(errnoOf(() => net.listen(freed, HOST, 'tcp', '::', 8080, { pid: 1, fd: 1 }))).toBeUndefined()
  expect(net.connect(net.unlisten(n, { pid: 42 }), HOST, 'tcp', '172.17.0.2', 80)).toMatchObject({
    kind: 'error',
    errno: 'ECONNREFUSED',
  })
})

test('[KN-31] a namespace that goes takes both ends of its veths; a rule that is deleted is gone', () => {
  const n = net.dropNetNs(published(), BOX)
  expect(net.links(n, HOST).map((link) => link.name)).toEqual(['lo', 'eth0', 'docker0'])
  const less = net.iptablesDelete(n, HOST, {
    table: 'nat',
    chain: 'DOCKER',
    rule: '-p tcp -d 0/0 --dport 8080 -j DNAT --to-destination 172.17.0.2:80 ! -i docker0',
  })
  expect(net.natRules(less, HOST).at(-1)).toBe('-A DOCKER -i docker0 -j RETURN')
  expect(
    errnoOf(() => net.iptablesDelete(less, HOST, { table: 'nat', chain: 'DOCKER', rule: '-i eth9 -j RETURN' })),
  ).toBe('ENOENT')
  expect(JSON.parse(JSON.stringify(n))).toEqual(n)
})

test('[KN-40] ping tells the way and what it took off the time to live', () => {
  const n = withBox(published(), 3, '172.17.0.3', 'veth9')
  expect(net.ping(n, HOST, '172.17.0.2')).toMatchObject({ kind: 'pong', ttl: 64 })
  expect(net.ping(n, 3, '172.17.0.2')).toMatchObject({ kind: 'pong', ttl: 64 })
  expect(net.ping(n, 3, '203.0.113.15')).toMatchObject({ kind: 'pong', ttl: 55 })
  expect(net.ping(n, 3, '172.17.0.9')).toMatchObject({ kind: 'lost', errno: 'EHOSTUNREACH' })
  expect(net.ping(n, 3, '198.51.100.80')).toMatchObject({ kind: 'lost' })
})

test('[KN-41] names outside', () => {
  const n = net.emptyNet(HOST)
  expect(net.resolveOutside(n, 'localhost')).toEqual(['127.0.0.1'])
  expect(net.resolveOutside(n, '10.1.2.3')).toEqual(['10.1.2.3'])
  expect(net.resolveOutside(n, 'registry-1.docker.io')).toHaveLength(1)
  expect(net.resolveOutside(n, 'constructor')).toEqual([])
})
