import { describe, expect, it } from 'vitest'
import { packTar, unpackTar } from '../../../src/base/tar'
import type { World } from '../../../src/sim/world/world'
import { call, daemonOf, start } from './world'

const pull = (world: World, image: string, tag = 'latest') =>
  call(world, 'POST', `/v1.50/images/create?fromImage=${image}&tag=${tag}`).world
const save = (world: World, name: string) => call(world, 'GET', `/v1.50/images/get?names=${name}`)
const load = (world: World, body: string) => call(world, 'POST', '/v1.50/images/load?quiet=1', body)

describe('docker save and load', () => {
  it('[IMG-60] an image that was saved loads with the same ID, layers and name', () => {
    const world = pull(start(), 'nginx')
    const saved = save(world, 'nginx:latest')
    expect(saved.status).toBe(200)
    const loaded = load(start(), saved.body)
    expect(loaded.lines).toEqual(['Loaded image: nginx:latest'])
    expect(Object.keys(daemonOf(loaded.world).images)).toEqual(Object.keys(daemonOf(world).images))
    expect(Object.keys(daemonOf(loaded.world).layers)).toEqual(Object.keys(daemonOf(world).layers))
    expect(daemonOf(loaded.world).leases).toEqual({})
    expect(save(loaded.world, 'nginx:latest').body).toBe(saved.body)
  })

  it('[IMG-61] damage is told in words and leaves nothing', () => {
    const { body } = save(pull(start(), 'alpine'), 'alpine')
    const damaged = unpackTar(body).map((e) =>
      e.path.startsWith('blobs/') && (e.data?.length ?? 0) > 4000
        ? { ...e, data: e.data!.slice(0, 600) + 'X' + e.data!.slice(601) }
        : e,
    )
    const broken = load(start(), packTar(damaged))
    expect(broken.status).toBe(200)
    expect(broken.lines[0]).toMatch(/invalid diffID for layer 0|checksum/)
    expect(daemonOf(broken.world).layers).toEqual({})
    expect(load(start(), 'junk\n').lines).toEqual(['unexpected EOF'])
    expect(load(start(), body.slice(0, 3000)).lines[0]).toMatch(/EOF|no such file/)
  })

  it('[IMG-62] says that there is no such image', () => {
    expect(save(start(), 'nosuch').json).toEqual({ message: 'No such image: nosuch' })
  })

  it('[IMG-63] imports a file tree as an image of one layer', () => {
    const tar = packTar([{ path: 'hello', type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, data: 'hi\n' }])
    const { world, json } = call(start(), 'POST', '/v1.50/images/create?fromSrc=-&repo=flat:1', tar)
    expect(json.status).toBe(daemonOf(world).references['docker.io/library/flat:1'])
    expect(call(world, 'GET', '/v1.50/images/flat:1/history').json).toMatchObject([
      { Comment: 'Imported from -', CreatedBy: '', Size: 3 },
    ])
  })
})

describe('docker images, history, inspect', () => {
  const world = call(pull(pull(start(), 'nginx'), 'alpine'), 'POST', '/v1.50/images/alpine/tag?repo=mine&tag=1').world
  const list = (filters: object = {}) =>
    call(world, 'GET', `/v1.50/images/json?filters=${encodeURIComponent(JSON.stringify(filters))}`)
  const tags = (filters?: object) => list(filters).json.flatMap((i: { RepoTags: string[] }) => i.RepoTags)

  it('[IMG-70] lists names of one ID together, and filters', () => {
    expect([...tags()].sort()).toEqual(['alpine:latest', 'mine:1', 'nginx:latest'])
    expect(tags({ reference: { 'alp*': true } })).toEqual(['alpine:latest'])
    expect(tags({ dangling: ['true'] })).toEqual([])
    expect(tags({ label: ['nosuch'] })).toEqual([])
    expect([list({ nosuch: ['1'] }).status, list({ nosuch: ['1'] }).json]).toEqual([
      400,
      { message: "invalid filter 'nosuch'" },
    ])
    expect(list({ before: ['nope'] }).json).toEqual({ message: 'No such image: nope:latest' })
  })

  it('[IMG-71] tells the history newest first, with the size of each layer', () => {
    const rows = call(world, 'GET', '/v1.50/images/nginx/history').json
    const image = Object.values(daemonOf(world).images).find(({ layers }) => layers.length > 3)!
    expect(rows[0].Id).toBe(image.id)
    expect(rows[0].Tags).toEqual(['nginx:latest'])
    expect(rows.slice(1).every((row: { Id: string }) => row.Id === '<missing>')).toBe(true)
    expect(rows.reduce((sum: number, row: { Size: number }) => sum + row.Size, 0)).toBe(image.size)
    expect(Object.keys(rows[0])).toEqual(['Comment', 'Created', 'CreatedBy', 'Id', 'Size', 'Tags'])
  })

  it('[IMG-72] inspects with the fields of engine 28.5, in its order', () => {
    const image = call(world, 'GET', '/v1.50/images/nginx/json').json
    expect(Object.keys(image)).toEqual([
      'Id',
      'RepoTags',
      'RepoDigests',
      'Parent',
      'Comment',
      'Created',
      'DockerVersion',
      'Author',
      'Architecture',
      'Os',
      'Size',
      'GraphDriver',
      'RootFS',
      'Metadata',
      'Config',
    ])
    expect(image.GraphDriver.Data.UpperDir).toMatch(/^\/var\/lib\/docker\/overlay2\/[0-9a-f]{64}\/diff$/)
    expect(image.RepoDigests).toHaveLength(1)
    expect(call(world, 'GET', '/v1.50/images/nosuch/json').json).toEqual({ message: 'No such image: nosuch:latest' })
  })

  it('[IMG-73] finds an image by the beginning of its ID', () => {
    const id = Object.keys(daemonOf(world).images)[0]!
    expect(call(world, 'GET', `/v1.50/images/${id.slice(7, 13)}/json`).json.Id).toBe(id)
    expect(call(world, 'GET', `/v1.50/images/${id}/json`).json.Id).toBe(id)
  })

  it('[IMG-74] tells what a registry has without fetching it', () => {
    const { json } = call(start(), 'GET', '/v1.50/distribution/alpine/json')
    expect(json.Descriptor.digest).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(json.Platforms).toContainEqual({ architecture: 'amd64', os: 'linux' })
  })

  it('[IMG-75] prunes what has no name', () => {
    const moved = call(world, 'POST', '/v1.50/images/nginx/tag?repo=alpine&tag=latest').world
    const untagged = call(moved, 'DELETE', '/v1.50/images/mine:1').world
    expect(Object.keys(daemonOf(untagged).images)).toHaveLength(2)
    const gone = call(untagged, 'POST', '/v1.50/images/prune')
    expect(Object.keys(daemonOf(gone.world).images).length).toBeLessThanOrEqual(2)
  })
})
