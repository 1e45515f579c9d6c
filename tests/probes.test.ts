import { describe, expect, test } from 'vitest'
import { digestOf } from '../src/base/digest'
import type { HubState } from '../src/sim/registry/hub'
import type { HttpRequest, HttpResponse } from '../src/sim/wire/http'
import type { Message } from '../src/sim/world/message'
import { at, daemonOf, deskWith, done, traced } from './desk'

/** Five things that simulators of Docker get wrong when they play a film instead of a machine. */
const dockerfile = 'FROM alpine\nRUN mkdir /app\nCOPY page.txt /app/page.txt\nRUN wc -c /app/page.txt > /app/size\n'
const files = {
  'web/Dockerfile': dockerfile,
  'web/page.txt': 'one\n',
  'other/Dockerfile': dockerfile.replace('/app/size', '/app/length'),
  'other/page.txt': 'one\n',
}

const layersOf = (desk: ReturnType<typeof deskWith>, image: string): readonly string[] =>
  JSON.parse(done(desk, `docker inspect -f '{{json .RootFS.Layers}}' ${image}`)) as string[]

describe('[P-1] an image that does not exist', () => {
  const desk = deskWith()
  test('is refused in the words of Docker Hub and the engine', () => {
    expect(at(desk, 'docker pull no/such-image')).toMatchObject({
      exit: 1,
      stdout: 'Using default tag: latest\n',
      stderr:
        "Error response from daemon: pull access denied for no/such-image, repository does not exist or may require 'docker login': denied: requested access to the resource is denied\n",
    })
  })
  test('a tag that does not exist is not found', () => {
    expect(at(desk, 'docker pull alpine:0.1')).toMatchObject({
      exit: 1,
      stderr: 'Error response from daemon: manifest for alpine:0.1 not found: manifest unknown: manifest unknown\n',
    })
  })
  test('leaves nothing behind', () => expect(done(desk, 'docker images -aq')).toBe(''))
})

describe('[P-2] [P-3] building', () => {
  const desk = deskWith(files)
  done(desk, 'docker build -q -t web web')
  const first = layersOf(desk, 'web')

  test('[P-2] two different Dockerfiles build different layers on the same base', () => {
    done(desk, 'docker build -q -t other other')
    const second = layersOf(desk, 'other')
    expect(second.slice(0, 3)).toEqual(first.slice(0, 3))
    expect(second[3]).not.toBe(first[3])
  })

  test('[P-3] an unchanged rebuild is all CACHED, with the same ID', () => {
    const id = done(desk, 'docker images -q --no-trunc web')
    const output = done(desk, 'docker build --progress=plain -t web web')
    expect(cached(output)).toEqual([
      '[2/4] RUN mkdir /app',
      '[3/4] COPY page.txt /app/page.txt',
      '[4/4] RUN wc -c /app/page.txt > /app/size',
    ])
    expect(done(desk, 'docker images -q --no-trunc web')).toBe(id)
  })

  test('[P-3] touching the copied file invalidates the COPY and what follows, and nothing else', () => {
    done(desk, 'echo two and three > web/page.txt')
    expect(cached(done(desk, 'docker build --progress=plain -t web web'))).toEqual(['[2/4] RUN mkdir /app'])
    const now = layersOf(desk, 'web')
    expect(now.slice(0, 2)).toEqual(first.slice(0, 2))
    expect(now[2]).not.toBe(first[2])
    expect(now[3]).not.toBe(first[3])
  })

  test('[P-3] a new time stamp without a new content invalidates nothing', () => {
    done(desk, 'touch web/page.txt')
    expect(cached(done(desk, 'docker build --progress=plain -t web web'))).toHaveLength(3)
  })
})

/** The names of the steps that were CACHED, in the order of their numbers. */
function cached(output: string): readonly string[] {
  const names = new Map([...output.matchAll(/^#(\d+) (\[\d.*)$/gm)].map(([, number, name]) => [number, name!] as const))
  return [...output.matchAll(/^#(\d+) CACHED$/gm)].flatMap(([, number]) => names.get(number) ?? []).sort()
}

describe('[P-4] push', () => {
  const desk = deskWith(files, true)
  done(desk, 'docker run -d -p 5000:5000 --name registry registry:2')
  done(desk, 'docker pull -q alpine')
  done(desk, 'docker tag alpine localhost:5000/base')
  done(desk, 'docker push -q localhost:5000/base')
  done(desk, 'docker build -q -t localhost:5000/base:mine web')

  test('uploads only what the registry lacks: for the rest a HEAD was answered with 200', () => {
    const messages = traced(desk, 'docker push localhost:5000/base:mine')
    const uploaded = answers(messages, 'PUT', /\/blobs\/uploads\//)
    // Three new layers and the image's configuration.
    expect(uploaded.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    const sent = new Set(uploaded.map(({ path }) => decodeURIComponent(path.split('digest=')[1]!)))
    const asked = answers(messages, 'HEAD', /\/blobs\//).map(({ path, status }) => ({
      digest: path.split('/').at(-1)!,
      status,
    }))
    // One layer, that of the base, is there already and is not sent.
    expect(asked.filter(({ digest, status }) => status === 200 && !sent.has(digest))).toHaveLength(1)
    // What is sent was not there before: the first time that it is, is after its upload.
    const story = messages.flatMap(({ payload, from }) =>
      payload.kind === 'http.request' && from === 'dockerd'
        ? [`${payload.method} ${decodeURIComponent(payload.path)}`]
        : [],
    )
    for (const digest of sent) {
      const uploadedAt = story.findIndex((line) => line.startsWith('PUT') && line.endsWith(digest))
      const before = story
        .slice(0, uploadedAt)
        .filter((line) => line.startsWith('HEAD') && line.endsWith(digest)).length
      const statuses = asked.filter((one) => one.digest === digest).map(({ status }) => status)
      expect(statuses.slice(0, before)).not.toContain(200)
      expect(statuses.at(-1)).toBe(200)
    }
  })

  test('a second push uploads nothing and says so', () => {
    const before = desk.trace.length
    const output = done(desk, 'docker push localhost:5000/base:mine')
    expect(output.match(/Layer already exists/g)).toHaveLength(4)
    expect(answers(desk.trace.slice(before), 'PUT', /\/blobs\/uploads\//)).toEqual([])
  })
})

/** Requests of a method to a path, with what was answered on the same connection. */
function answers(
  messages: readonly Message[],
  method: string,
  path: RegExp,
): readonly { readonly path: string; readonly status: number }[] {
  const requests = messages.flatMap(({ from, payload }) =>
    payload.kind === 'http.request' && from === 'dockerd' ? [payload] : [],
  )
  const responses = messages.flatMap(({ to, payload }) =>
    payload.kind === 'http.response' && to === 'dockerd' ? [payload] : [],
  )
  const answerTo = (request: HttpRequest): HttpResponse | undefined =>
    responses.find((r) => r.conn === request.conn && r.exchange === request.exchange)
  return requests
    .filter((r) => r.method === method && path.test(r.path))
    .map((request) => ({ path: request.path, status: answerTo(request)?.status ?? 0 }))
}

describe('[P-5] tag', () => {
  const desk = deskWith()
  done(desk, 'docker pull -q alpine')
  const before = daemonOf(desk)
  done(desk, 'docker tag alpine mine:v1')
  const after = daemonOf(desk)

  test('gives a second name to one ID, and copies nothing', () => {
    expect(new Set(done(desk, 'docker images -q --no-trunc').trim().split('\n')).size).toBe(1)
    expect(done(desk, 'docker images -q').trim().split('\n')).toHaveLength(2)
    expect(after.layers).toBe(before.layers)
    expect(Object.keys(after.images)).toEqual(Object.keys(before.images))
  })
  test('a removed name leaves the other', () => {
    expect(done(desk, 'docker rmi alpine')).toMatch(
      /^Untagged: alpine:latest\n(Untagged: alpine@sha256:[0-9a-f]{64}\n)?$/,
    )
    expect(done(desk, 'docker images -q')).not.toBe('')
  })
})

describe('[P-6] every digest is the sha-256 of bytes that are there', () => {
  const desk = deskWith(files, true)
  for (const line of [
    'docker pull -q nginx:alpine',
    'docker build -q -t you/web web',
    'echo glasswhale | docker login -u you --password-stdin',
    'docker push -q you/web',
  ])
    done(desk, line)

  test('in the daemon: images, manifests, layers', () => {
    const { images, layers } = daemonOf(desk)
    for (const [id, image] of Object.entries(images)) {
      expect(digestOf(image.config)).toBe(id)
      for (const [digest, manifest] of Object.entries(image.manifests)) expect(digestOf(manifest)).toBe(digest)
    }
    for (const { blob, tar, diffId } of Object.values(layers)) {
      if (blob !== undefined) expect(digestOf(blob.bytes)).toBe(blob.digest)
      if (tar !== undefined) expect(digestOf(tar)).toBe(diffId)
      expect(blob ?? tar).toBeDefined()
    }
  })

  test('at the registry: every blob, and every link leads to one', () => {
    const { files: shelf } = desk.world.nodes['hub'] as HubState
    const blobs = Object.entries(shelf).flatMap(([path, data]) => {
      const hex = /^blobs\/sha256\/..\/([0-9a-f]{64})\/data$/.exec(path)?.[1]
      return hex === undefined ? [] : [[`sha256:${hex}`, data] as const]
    })
    expect(blobs.length).toBeGreaterThan(5)
    for (const [digest, data] of blobs) expect(digestOf(data)).toBe(digest)
    const known = new Set(blobs.map(([digest]) => digest))
    for (const [path, data] of Object.entries(shelf))
      if (/\/_layers\/.*\/link$/.test(path)) expect(known).toContain(data)
  })

  test('whatever is printed has 64 digits, and is known to the daemon or the registry', () => {
    const { files: shelf } = desk.world.nodes['hub'] as HubState
    const known = JSON.stringify([daemonOf(desk), shelf])
    const printed = ['docker images --digests --no-trunc', 'docker inspect you/web', 'docker pull you/web']
      .map((line) => done(desk, line))
      .join('')
    const digests = [...printed.matchAll(/sha256:([0-9a-f]+)/g)].map(([, hex]) => hex!)
    expect(digests.length).toBeGreaterThan(8)
    for (const hex of digests) {
      expect(hex).toHaveLength(64)
      expect(known).toContain(hex)
    }
  })
})
