import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../src/base/digest'
import { step } from '../../../src/sim/world/step'
import { inject } from '../../../src/sim/world/step'
import type { World } from '../../../src/sim/world/world'
import {
  answered,
  behaviours,
  call,
  client,
  containerdOf,
  daemonOf,
  hostOf,
  hubOf,
  request,
  settle,
  start,
  withHost,
} from './world'

const create = (image: string, tag: string) =>
  `/v1.50/images/create?fromImage=${encodeURIComponent(image)}&tag=${encodeURIComponent(tag)}`
const pull = (world: World, image: string, tag = 'latest') => call(world, 'POST', create(image, tag))
const push = (world: World, name: string, tag = 'latest') =>
  call(world, 'POST', `/v1.50/images/${name}/push?tag=${tag}`)
const tag = (world: World, name: string, repo: string, t = 'latest') =>
  call(world, 'POST', `/v1.50/images/${name}/tag?repo=${encodeURIComponent(repo)}&tag=${t}`).world
const remove = (world: World, name: string, query = '') => call(world, 'DELETE', `/v1.50/images/${name}${query}`)

describe('docker pull', () => {
  it('[IMG-1] fetches manifest, config and layers, and every digest is the sha-256 of what is kept', () => {
    const { world, lines, status } = pull(start(), 'alpine')
    const d = daemonOf(world)
    const [id] = Object.keys(d.images)
    const image = d.images[id!]!
    expect(status).toBe(200)
    expect(lines[0]).toBe('latest: Pulling from library/alpine')
    expect(lines.at(-1)).toBe('Status: Downloaded newer image for alpine:latest')
    expect(digestOf(image.config)).toBe(id)
    for (const [digest, bytes] of Object.entries(image.manifests)) expect(digestOf(bytes)).toBe(digest)
    for (const layer of Object.values(d.layers)) expect(digestOf(layer.blob!.bytes)).toBe(layer.blob!.digest)
    expect(d.references['docker.io/library/alpine:latest']).toBe(id)
    expect(Object.keys(containerdOf(world).snapshots)).toEqual(image.layers.map(({ chainId }) => chainId))
  })

  it('[IMG-2] shows a layer in the words of moby', () => {
    const layer = pull(start(), 'alpine')
      .lines.filter((l) => /^[0-9a-f]{12}: /.test(l))
      .map((l) => l.slice(14))
    expect(layer).toEqual(['Pulling fs layer', 'Verifying Checksum', 'Download complete', 'Pull complete'])
  })

  it('[IMG-3] downloads three layers at a time and unpacks them in order', () => {
    let world = request(start(), 'POST', create('nginx', 'latest'))
    let most = 0
    const order: string[] = []
    for (; world.queue.length > 0; world = step(world, behaviours)) {
      for (const { parts } of Object.values(daemonOf(world).operations)) {
        most = Math.max(most, parts.filter(({ life }) => life.value === 'downloading').length)
        for (const { id, life } of parts) if (life.value === 'complete' && !order.includes(id)) order.push(id)
      }
    }
    const { lines } = answered(world)
    const [image] = Object.values(daemonOf(world).images)
    expect(image!.layers.length).toBeGreaterThan(3)
    expect(most).toBe(3)
    expect(lines.some((l) => l.endsWith(': Waiting'))).toBe(true)
    expect(order).toEqual(lines.filter((l) => l.endsWith('Pulling fs layer')).map((l) => l.slice(0, 12)))
  })

  it('[IMG-4] fetches nothing when the name still stands for the same digest', () => {
    const first = pull(start(), 'alpine')
    const again = pull(first.world, 'alpine')
    expect(again.lines.slice(-1)).toEqual(['Status: Image is up to date for alpine:latest'])
    expect(again.lines).toHaveLength(3)
  })

  it('[IMG-5] does not fetch a layer that is here already', () => {
    const ubuntu = pull(start(), 'debian', 'bookworm-slim')
    const nginx = pull(ubuntu.world, 'nginx')
    expect([ubuntu.status, nginx.status]).toEqual([200, 200])
    expect(nginx.lines.filter((l) => l.endsWith('Already exists'))).toHaveLength(1)
  })

  it('[IMG-6] refuses a repository that Docker Hub does not have', () => {
    const { status, json, world } = pull(start(), 'nosuch')
    expect(status).toBe(404)
    expect(json.message).toBe(
      "pull access denied for nosuch, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    )
    expect(daemonOf(world).conns).toEqual({})
  })

  it('[IMG-7] refuses a tag that the repository does not have', () => {
    const { status, json } = pull(start(), 'alpine', 'nosuch')
    expect([status, json.message]).toEqual([
      404,
      'manifest for alpine:nosuch not found: manifest unknown: manifest unknown',
    ])
    const local = pull(start(), 'localhost:5000/nosuch')
    expect(local.json.message).toBe(
      'manifest for localhost:5000/nosuch:latest not found: manifest unknown: manifest unknown',
    )
  })

  it('[IMG-8] says why a registry cannot be reached', () => {
    expect(pull(start(), '127.0.0.1:5999/x', '1').json.message).toBe(
      'Get "http://127.0.0.1:5999/v2/": dial tcp 127.0.0.1:5999: connect: connection refused',
    )
    const stopped = withHost(start(), { listening: false })
    expect(pull(stopped, 'localhost:5000/x').json.message).toBe(
      'Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused',
    )
    expect(pull(start(), 'nosuch.test/x').json.message).toBe(
      'Get "https://nosuch.test/v2/": dial tcp: lookup nosuch.test on 127.0.0.53:53: no such host',
    )
  })

  it('[IMG-9] leaves nothing behind when the client goes away in the middle', () => {
    const begun = request(start(), 'POST', create('nginx', 'latest'))
    const half = settle(begun, (w) => Object.keys(daemonOf(w).layers).length === 2)
    const conn = Object.keys(daemonOf(half).conns).find(
      (c) => daemonOf(half).conns[c]!.handler === 'images.pull/client',
    )!
    const world = settle(inject(half, client, { to: 'dockerd', payload: { kind: 'conn.closed', conn, reset: false } }))
    const d = daemonOf(world)
    expect([d.images, d.layers, d.pulls, d.conns, d.calls, d.references]).toEqual([{}, {}, {}, {}, {}, {}])
    expect(containerdOf(world).snapshots).toEqual({})
    expect(hubOf(world).transfers).toEqual({})
    expect(Object.values(d.operations)[0]!.life.value).toBe('cancelled')
    expect(pull(world, 'nginx').lines.at(-1)).toBe('Status: Downloaded newer image for nginx:latest')
  })

  it('[IMG-10] refuses a blob whose bytes are not those of its digest', () => {
    const pushed = push(tag(pull(start(), 'alpine').world, 'alpine', 'localhost:5000/a'), 'localhost:5000/a').world
    const gone = remove(remove(pushed, 'alpine').world, 'localhost:5000/a').world
    const { files } = hostOf(gone)
    const blob = Object.keys(files).find((path) => path.endsWith('/data') && files[path]!.startsWith('\x1f\x8b'))!
    const damaged = withHost(gone, {
      files: { ...files, [blob]: files[blob]!.slice(0, -9) + 'x' + files[blob]!.slice(-8) },
    })
    const { lines, world } = pull(damaged, 'localhost:5000/a')
    expect(lines.at(-1)).toMatch(/^filesystem layer verification failed for digest sha256:/)
    expect([daemonOf(world).images, daemonOf(world).layers]).toEqual([{}, {}])
  })

  it('[IMG-11] pulls by digest', () => {
    const { world } = pull(start(), 'alpine')
    const digest = Object.keys(daemonOf(world).digestReferences)[0]!.split('@')[1]!
    const other = pull(start(), 'alpine', digest)
    expect(other.lines.at(-1)).toBe(`Status: Downloaded newer image for alpine@${digest}`)
    expect(daemonOf(other.world).references).toEqual({})
  })

  it('[IMG-12] is the same for the same seed, and any world on the way survives JSON', () => {
    const one = settle(request(start(), 'POST', create('alpine', 'latest')), (w) => w.step === 25)
    const copied = settle(JSON.parse(JSON.stringify(one)) as World)
    expect(JSON.stringify(copied)).toBe(JSON.stringify(settle(one)))
    expect(structuredClone(one)).toEqual(one)
  })
})

describe('docker push', () => {
  const tagged = () => tag(pull(start(), 'alpine').world, 'alpine', 'localhost:5000/my-alpine')

  it('[IMG-20] uploads what the registry lacks: layers, configuration, then the manifest', () => {
    const { lines, world } = push(tagged(), 'localhost:5000/my-alpine')
    const layer = daemonOf(world).images[Object.keys(daemonOf(world).images)[0]!]!.layers[0]!.diffId.slice(7, 19)
    expect(lines.slice(0, 3)).toEqual([
      'The push refers to repository [localhost:5000/my-alpine]',
      `${layer}: Preparing`,
      `${layer}: Pushed`,
    ])
    expect(lines[3]).toMatch(/^latest: digest: sha256:[0-9a-f]{64} size: \d+$/)
    expect(
      hostOf(world).asked.map((line) =>
        line.replace(/sha256(:|%3A)[0-9a-f]{64}/, 'DIGEST').replace(/[0-9a-f-]{36}/, 'UUID'),
      ),
    ).toEqual([
      'GET /v2/ 200',
      'HEAD /v2/my-alpine/blobs/DIGEST 404',
      'POST /v2/my-alpine/blobs/uploads/ 202',
      'PATCH /v2/my-alpine/blobs/uploads/UUID 202',
      'PUT /v2/my-alpine/blobs/uploads/UUID&digest=DIGEST 201',
      'HEAD /v2/my-alpine/blobs/DIGEST 200',
      'HEAD /v2/my-alpine/blobs/DIGEST 404',
      'POST /v2/my-alpine/blobs/uploads/ 202',
      'PATCH /v2/my-alpine/blobs/uploads/UUID 202',
      'PUT /v2/my-alpine/blobs/uploads/UUID&digest=DIGEST 201',
      'HEAD /v2/my-alpine/blobs/DIGEST 200',
      'PUT /v2/my-alpine/manifests/latest 201',
    ])
  })

  it('[IMG-21] says "Layer already exists" because a HEAD said 200, and uploads nothing', () => {
    const first = push(tagged(), 'localhost:5000/my-alpine')
    const again = push(first.world, 'localhost:5000/my-alpine')
    expect(again.lines[2]).toMatch(/: Layer already exists$/)
    expect(again.lines[3]).toBe(first.lines[3])
    expect(hostOf(again.world).asked.map((line) => line.split(' ')[0])).toEqual(['GET', 'HEAD', 'HEAD', 'PUT'])
  })

  it('[IMG-22] mounts a blob that another repository of the registry has', () => {
    const first = push(tagged(), 'localhost:5000/my-alpine').world
    const { lines, world } = push(tag(first, 'alpine', 'localhost:5000/b/alpine'), 'localhost:5000/b/alpine')
    expect(lines[2]).toMatch(/: Mounted from my-alpine$/)
    expect(hostOf(world).asked[2]).toMatch(
      /^POST \/v2\/b\/alpine\/blobs\/uploads\/\?from=my-alpine&mount=sha256%3A[0-9a-f]{64} 201$/,
    )
  })

  it('[IMG-23] says which tag or repository is not here', () => {
    const world = tagged()
    expect(push(world, 'localhost:5000/my-alpine', 'nope').lines).toEqual([
      'The push refers to repository [localhost:5000/my-alpine]',
      'tag does not exist: localhost:5000/my-alpine:nope',
    ])
    expect(push(world, 'localhost:5000/never').lines.at(-1)).toBe(
      'An image does not exist locally with the tag: localhost:5000/never',
    )
  })

  it('[IMG-24] says that the registry does not answer', () => {
    const { lines } = push(withHost(tagged(), { listening: false }), 'localhost:5000/my-alpine')
    expect(lines.at(-1)).toBe('Get "http://localhost:5000/v2/": dial tcp 127.0.0.1:5000: connect: connection refused')
  })

  it('[IMG-25] is denied by Docker Hub without a login, and works with one', () => {
    const world = tag(tag(pull(start(), 'alpine').world, 'alpine', 'you/app'), 'alpine', 'mine')
    expect(push(world, 'you/app').lines.at(-1)).toBe('denied: requested access to the resource is denied')
    const auth = { 'X-Registry-Auth': btoa(JSON.stringify({ username: 'you', password: 'glasswhale' })) }
    const pushed = call(world, 'POST', '/v1.50/images/you/app/push?tag=latest', '', auth)
    expect(pushed.lines.at(-1)).toMatch(/^latest: digest: sha256:/)
    expect(Object.keys(hubOf(pushed.world).repositories['you/app']!.tags)).toEqual(['latest'])
    expect(call(world, 'POST', '/v1.50/images/mine/push?tag=latest', '', auth).lines.at(-1)).toBe(
      'denied: requested access to the resource is denied',
    )
  })

  it('[IMG-26] what was pushed comes back with the same ID and digest', () => {
    const pushed = push(tagged(), 'localhost:5000/my-alpine')
    const ids = Object.keys(daemonOf(pushed.world).images)
    const empty = remove(remove(pushed.world, 'alpine').world, 'localhost:5000/my-alpine').world
    expect(daemonOf(empty).images).toEqual({})
    const back = pull(empty, 'localhost:5000/my-alpine')
    expect(Object.keys(daemonOf(back.world).images)).toEqual(ids)
    expect(pushed.lines[3]).toContain(back.lines.at(-2)!.replace('Digest: ', ''))
  })

  it('[IMG-27] pushes all tags, one after the other', () => {
    const world = tag(tagged(), 'alpine', 'localhost:5000/my-alpine', '2')
    const { lines } = call(world, 'POST', '/v1.50/images/localhost:5000/my-alpine/push')
    expect(lines.filter((l) => l.includes('digest:')).map((l) => l.split(':')[0])).toEqual(['2', 'latest'])
    const all = call(world, 'POST', '/v1.50/images/localhost:5000/my-alpine/push').world
    const pulled = call(all, 'POST', '/v1.50/images/create?fromImage=localhost:5000/my-alpine')
    expect(pulled.lines.at(-1)).toBe('Status: Image is up to date for localhost:5000/my-alpine')
  })
})

describe('docker rmi', () => {
  it('[IMG-30] takes names away first, the image with the last of them', () => {
    const world = tag(pull(start(), 'alpine').world, 'alpine', 'x', '1')
    const [id] = Object.keys(daemonOf(world).images)
    const one = remove(world, 'x:1')
    expect(one.json).toEqual([{ Untagged: 'x:1' }])
    const { json } = remove(one.world, 'alpine')
    const digest = Object.keys(daemonOf(world).digestReferences)[0]!.split('@')[1]
    expect(json.slice(0, 3)).toEqual([{ Untagged: 'alpine:latest' }, { Untagged: `alpine@${digest}` }, { Deleted: id }])
    expect(json).toHaveLength(4)
  })

  it('[IMG-31] refuses to delete by ID what several repositories name, unless forced', () => {
    const world = tag(pull(start(), 'alpine').world, 'alpine', 'x', '1')
    const id = Object.keys(daemonOf(world).images)[0]!.slice(7, 19)
    const refused = remove(world, id)
    expect([refused.status, refused.json.message]).toEqual([
      409,
      `conflict: unable to delete ${id} (must be forced) - image is referenced in multiple repositories`,
    ])
    expect(remove(world, id, '?force=1').json.map((r: object) => Object.keys(r)[0])).toEqual([
      'Untagged',
      'Untagged',
      'Untagged',
      'Deleted',
      'Deleted',
    ])
  })

  it('[IMG-32] says that there is no such image', () => {
    expect(remove(start(), 'nosuch').json).toEqual({ message: 'No such image: nosuch:latest' })
  })
})

describe('docker search and login', () => {
  it('[IMG-40] asks Docker Hub', () => {
    const { json } = call(start(), 'GET', '/v1.50/images/search?term=nginx')
    expect(json[0]).toMatchObject({ name: 'nginx', is_official: true })
  })

  it('[IMG-41] takes the right password only', () => {
    const login = (password: string, serveraddress: string) =>
      call(start(), 'POST', '/v1.50/auth', JSON.stringify({ username: 'you', password, serveraddress }))
    expect(login('glasswhale', 'https://index.docker.io/v1/').json).toEqual({
      IdentityToken: '',
      Status: 'Login Succeeded',
    })
    expect(login('wrong', 'https://index.docker.io/v1/').json.message).toBe(
      'Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password',
    )
    expect(login('any', 'localhost:5000').json.Status).toBe('Login Succeeded')
  })
})
