import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../src/base/digest'
import { seeded } from '../../../src/base/random'
import { hubSource } from '../../../src/sim/hub/source'
import type { Sessions } from '../../../src/sim/registry/exchange'
import { makeHub, newHub, type HubState } from '../../../src/sim/registry/hub'
import { noSessions, serveRequest } from '../../../src/sim/registry/serve'
import { recordStorage } from '../../../src/sim/registry/storage'
import type { HttpRequest } from '../../../src/sim/wire/http'
import { epoch } from '../../../src/sim/world/world'

/** A registry and its client in one: each call is a request. */
function registry(options: { deletes?: boolean } = {}) {
  const storage = recordStorage({})
  let sessions: Sessions = noSessions
  let rng = 3
  const call = (method: string, path: string, body = '', headers: Record<string, string> = {}) => {
    const request: HttpRequest = {
      kind: 'http.request',
      conn: 'c',
      exchange: 1,
      method,
      path: path.replace(/^http:\/\/[^/]+/, ''),
      headers: { Host: 'localhost:5000', ...headers },
      body,
    }
    const served = serveRequest(storage, sessions, request, epoch, rng, options)
    sessions = served.sessions
    rng = served.rng
    const { status, headers: h, body: b } = served.response
    return { status, headers: h, body: b, json: () => JSON.parse(b), code: () => JSON.parse(b).errors[0].code }
  }
  const location = (path: string) => call('POST', path).headers['Location']!
  const blob = (name: string, content: string) => {
    call('PUT', `${location(`/v2/${name}/blobs/uploads/`)}&digest=${digestOf(content)}`, content)
    return digestOf(content)
  }
  const image = (name: string, tag: string) => {
    const config = blob(name, '{"config":1}')
    const layer = blob(name, 'layer')
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { mediaType: 'c', size: 12, digest: config },
      layers: [{ mediaType: 'l', size: 5, digest: layer }],
    })
    return {
      manifest,
      digest: digestOf(manifest),
      put: call('PUT', `/v2/${name}/manifests/${tag}`, manifest, { 'Content-Type': mediaType }),
    }
  }
  return { call, location, blob, image, storage, restart: () => (sessions = noSessions) }
}

const mediaType = 'application/vnd.docker.distribution.manifest.v2+json'

describe('the distribution API', () => {
  it('[REG-1] says what it is', () => {
    const { status, headers, body } = registry().call('GET', '/v2/')
    expect([status, body, headers['Docker-Distribution-Api-Version'], headers['Content-Length']]).toEqual([
      200,
      '{}',
      'registry/2.0',
      '2',
    ])
  })

  it('[REG-2] takes a blob only under its own digest', () => {
    const r = registry()
    const patched = r.call('PATCH', r.location('/v2/a/b/blobs/uploads/'), 'hello')
    expect([patched.status, patched.headers['Range']]).toEqual([202, '0-4'])
    const wrong = r.call('PUT', `${patched.headers['Location']}&digest=${digestOf('other')}`)
    expect([wrong.status, wrong.code()]).toEqual([400, 'DIGEST_INVALID'])
    expect(r.call('PATCH', patched.headers['Location']!, 'x').status).toBe(404)
    const right = r.call(
      'PUT',
      `${r.call('PATCH', r.location('/v2/a/b/blobs/uploads/'), 'hel').headers['Location']}&digest=${digestOf('hello')}`,
      'lo',
    )
    expect([right.status, right.headers['Docker-Content-Digest']]).toEqual([201, digestOf('hello')])
    expect(r.call('GET', `/v2/a/b/blobs/${digestOf('hello')}`).body).toBe('hello')
  })

  it('[REG-3] takes a blob in one request', () => {
    expect(registry().call('POST', `/v2/a/blobs/uploads/?digest=${digestOf('x')}`, 'x').status).toBe(201)
  })

  it('[REG-4] mounts from another repository', () => {
    const r = registry()
    const digest = r.blob('a', 'shared')
    const before = Object.keys(r.storage.files()).length
    expect(r.call('POST', `/v2/b/blobs/uploads/?mount=${digest}&from=a`).status).toBe(201)
    expect(Object.keys(r.storage.files()).length).toBe(before + 1)
    expect(r.call('POST', `/v2/c/blobs/uploads/?mount=${digestOf('none')}&from=a`).status).toBe(202)
  })

  it('[REG-5] wants parts in order', () => {
    const r = registry()
    const next = r.call('PATCH', r.location('/v2/a/blobs/uploads/'), 'abc', { 'Content-Range': '0-2' }).headers[
      'Location'
    ]!
    const bad = r.call('PATCH', next, 'x', { 'Content-Range': '7-7' })
    expect([bad.status, bad.headers['Range']]).toEqual([416, '0-2'])
    expect(r.call('GET', next).headers['Range']).toBe('0-2')
    expect(r.call('DELETE', next).status).toBe(204)
    expect(r.call('GET', next).code()).toBe('BLOB_UPLOAD_UNKNOWN')
  })

  it('[REG-6] gives a blob only to the repository that has it', () => {
    const r = registry()
    const digest = r.blob('a', 'mine')
    expect(r.call('HEAD', `/v2/a/blobs/${digest}`)).toMatchObject({ status: 200, body: '' })
    expect(r.call('GET', `/v2/b/blobs/${digest}`).code()).toBe('BLOB_UNKNOWN')
    expect(r.call('HEAD', `/v2/b/blobs/${digest}`).headers['Content-Length']).toBe('157')
    expect(r.call('GET', `/v2/a/blobs/${digest}`, '', { Range: 'bytes=1-2' })).toMatchObject({
      status: 206,
      body: 'in',
    })
  })

  it('[REG-7] refuses a manifest that names what is not there', () => {
    const r = registry()
    const { manifest } = registry().image('x', '1')
    const refused = r.call('PUT', '/v2/x/manifests/1', manifest, { 'Content-Type': mediaType })
    expect([refused.status, refused.json().errors.map((e: { code: string }) => e.code)]).toEqual([
      400,
      ['MANIFEST_BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN'],
    ])
    expect(r.call('PUT', '/v2/x/manifests/1', '{}').code()).toBe('MANIFEST_INVALID')
  })

  it('[REG-8] gives a manifest back byte for byte', () => {
    const r = registry()
    const { manifest, digest, put } = r.image('team/app', '1.0')
    expect([put.status, put.headers['Location']]).toEqual([
      201,
      `http://localhost:5000/v2/team/app/manifests/${digest}`,
    ])
    expect(r.call('GET', '/v2/team/app/manifests/1.0').body).toBe(manifest)
    expect(r.call('GET', `/v2/team/app/manifests/${digest}`).headers['Docker-Content-Digest']).toBe(digest)
    expect(r.call('HEAD', '/v2/team/app/manifests/1.0')).toMatchObject({
      body: '',
      headers: { 'Content-Length': String(manifest.length) },
    })
  })

  it('[REG-9] minds what the client accepts', () => {
    const r = registry()
    const { digest } = r.image('a', '1')
    const list = 'application/vnd.docker.distribution.manifest.list.v2+json'
    const index = JSON.stringify({
      schemaVersion: 2,
      mediaType: list,
      manifests: [{ mediaType, size: 1, digest, platform: { architecture: 'amd64', os: 'linux' } }],
    })
    expect(r.call('PUT', '/v2/a/manifests/multi', index, { 'Content-Type': list }).status).toBe(201)
    expect(
      r.call('GET', '/v2/a/manifests/multi', '', { Accept: `${mediaType}, ${list}` }).headers['Content-Type'],
    ).toBe(list)
    expect(r.call('GET', '/v2/a/manifests/multi', '', { Accept: mediaType }).headers['Docker-Content-Digest']).toBe(
      digest,
    )
  })

  it('[REG-10] lists in pages', () => {
    const r = registry()
    for (const tag of ['c', 'a', 'b']) r.image('x/y', tag)
    r.image('alpine', '1')
    expect(r.call('GET', '/v2/x/y/tags/list').body).toBe('{"name":"x/y","tags":["a","b","c"]}\n')
    const page = r.call('GET', '/v2/x/y/tags/list?n=2')
    expect([page.json().tags, page.headers['Link']]).toEqual([['a', 'b'], '</v2/x/y/tags/list?last=b&n=2>; rel="next"'])
    expect(r.call('GET', '/v2/x/y/tags/list?n=2&last=b').json().tags).toEqual(['c'])
    expect(r.call('GET', '/v2/_catalog').body).toBe('{"repositories":["alpine","x/y"]}\n')
    expect(registry().call('GET', '/v2/_catalog').body).toBe('{"repositories":[]}\n')
    expect(r.call('GET', '/v2/nosuch/tags/list').body).toBe(
      '{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"nosuch"}}]}\n',
    )
  })

  it('[REG-11] deletes where that is enabled', () => {
    const refused = registry()
    expect(refused.call('DELETE', `/v2/a/manifests/${refused.image('a', '1').digest}`).status).toBe(405)
    const r = registry({ deletes: true })
    const { digest } = r.image('a', '1')
    expect(r.call('DELETE', `/v2/a/manifests/${digest}`).status).toBe(202)
    expect(r.call('GET', '/v2/a/manifests/1').code()).toBe('MANIFEST_UNKNOWN')
    expect(r.call('GET', '/v2/a/tags/list').json().tags).toEqual([])
  })

  it('[REG-12] refuses in the words of registry:2', () => {
    const r = registry()
    r.image('my-alpine', 'latest')
    const { body, headers } = r.call('GET', '/v2/my-alpine/manifests/nope')
    expect(body).toBe('{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"nope"}}]}\n')
    expect(headers['Content-Length']).toBe('94')
    expect(r.call('GET', '/v2/UPPER/manifests/x').code()).toBe('NAME_INVALID')
    expect(r.call('GET', '/v2/a/blobs/sha256:12').code()).toBe('DIGEST_INVALID')
    expect(r.call('GET', '/elsewhere').status).toBe(404)
    expect(r.call('PUT', '/v2/_catalog').status).toBe(405)
  })

  it('[REG-13] goes on with an upload after a restart', () => {
    const r = registry()
    const { headers } = r.call('PATCH', r.location('/v2/a/blobs/uploads/'), 'hel')
    r.restart()
    expect(r.call('PUT', `${headers['Location']}&digest=${digestOf('hello')}`, 'lo').status).toBe(201)
    expect(Object.keys(r.storage.files()).sort()).toEqual([
      `blobs/sha256/${digestOf('hello').slice(7, 9)}/${digestOf('hello').slice(7)}/data`,
      `repositories/a/_layers/sha256/${digestOf('hello').slice(7)}/link`,
    ])
  })
})

describe('Docker Hub', () => {
  const hub = makeHub(hubSource)
  const ask = (state: HubState, host: string, path: string, headers: Record<string, string> = {}) => {
    const payload: HttpRequest = {
      kind: 'http.request',
      conn: 'c',
      exchange: 1,
      method: 'GET',
      path,
      headers: { Host: host, ...headers },
      body: '',
    }
    const message = {
      id: 1,
      span: 1,
      from: 'dockerd',
      to: 'hub',
      sentAt: epoch,
      dueAt: epoch,
      depth: 2,
      payload,
    } as const
    const [next, effects] = hub(state, message, 'dockerd', epoch)
    const first = effects[0]
    if (first === undefined || 'cancel' in first || first.payload.kind !== 'http.response') throw new Error('no answer')
    return { state: next!, answer: first.payload, effects }
  }
  const fresh = newHub(seeded(1, 'hub'))
  const token = (scope: string, headers = {}) =>
    JSON.parse(ask(fresh, 'auth.docker.io', `/token?service=registry.docker.io&scope=${scope}`, headers).answer.body)
      .token as string

  it('[REG-14] challenges, and gives a token for what there is', () => {
    const { answer } = ask(fresh, 'registry-1.docker.io', '/v2/')
    expect([answer.status, answer.headers['Www-Authenticate']]).toEqual([
      401,
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    ])
    const get = (name: string, t: string) =>
      ask(fresh, 'registry-1.docker.io', `/v2/${name}/manifests/latest`, {
        Authorization: `Bearer ${t}`,
        Accept: '*/*',
      }).answer
    expect(get('library/alpine', token('repository:library/alpine:pull')).status).toBe(200)
    expect(get('library/nosuch', token('repository:library/nosuch:pull')).headers['Www-Authenticate']).toContain(
      'error="insufficient_scope"',
    )
    expect(get('library/alpine', 'a.b.c').status).toBe(401)
    expect(
      ask(fresh, 'auth.docker.io', '/token?service=x', { Authorization: `Basic ${btoa('you:wrong')}` }).answer.status,
    ).toBe(401)
  })

  it('[REG-15] makes an image when it is asked for', () => {
    expect(fresh.files).toEqual({})
    const t = token('repository:library/alpine:pull')
    const { state } = ask(fresh, 'registry-1.docker.io', '/v2/library/alpine/manifests/latest', {
      Authorization: `Bearer ${t}`,
      Accept: '*/*',
    })
    expect(Object.keys(state.repositories)).toEqual(['library/alpine'])
    expect(Object.keys(state.repositories['library/alpine']!.tags)).toEqual(['latest'])
  })

  it('[REG-16] sends a blob in parts that share the line', () => {
    const headers = { Authorization: `Bearer ${token('repository:library/ubuntu:pull')}`, Accept: '*/*' }
    const { state } = ask(fresh, 'registry-1.docker.io', '/v2/library/ubuntu/manifests/latest', headers)
    const digest = Object.keys(state.weights)[0]!
    const one = ask(state, 'registry-1.docker.io', `/v2/library/ubuntu/blobs/${digest}`, headers)
    expect(one.answer).toMatchObject({ status: 200, body: '', more: true })
    const delay = (effects: readonly object[]) => (effects[1] as { delay: number }).delay
    const two = ask(
      { ...one.state, transfers: { other: Object.values(one.state.transfers)[0]! } },
      'registry-1.docker.io',
      `/v2/library/ubuntu/blobs/${digest}`,
      headers,
    )
    expect(delay(two.effects) / delay(one.effects)).toBeCloseTo(2, 3)
    expect(state.weights[digest]).toBeGreaterThan(1_000_000)
  })
})
