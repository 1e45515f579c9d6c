import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { text } from '../../src/base/bytes'
import type { HttpRequest, HttpResponse } from '../../src/sim/wire/http'
import type { Message } from '../../src/sim/world/message'
import { deskWith, at } from '../desk'
import { slugs, solved } from '../played'
import { faults, type Rules, type Schema } from './validate'

/** What crosses the wires, held against other people's schemas, where those are at hand (`GLASSWHALE_SCHEMAS` or beside this repository). */
const folder = process.env['GLASSWHALE_SCHEMAS'] ?? join(process.cwd(), '../shared/data')
const swaggerFile = join(folder, 'engine-api-v1.50.yaml')
const ociFolder = join(folder, 'schemas/image-spec')

const asked = [
  'docker version',
  'docker info',
  'docker pull alpine',
  'docker images',
  'docker inspect alpine',
  'docker history alpine',
  'docker run -d --name c -p 80 -v v:/v -e A=1 alpine sleep 60',
  'docker ps -a',
  'docker inspect c',
  'docker top c',
  'docker exec c true',
  'docker stats --no-stream c',
  'docker diff c',
  'docker network ls',
  'docker network inspect bridge',
  'docker volume ls',
  'docker volume inspect v',
  'docker system df -v',
  'docker wait nosuch',
  'docker search nginx',
  'docker rm -f c',
  'docker volume rm v',
  'docker rmi alpine',
  'docker system prune -f',
]

const messages = (): readonly Message[] => {
  const desk = deskWith({}, true)
  for (const line of asked) at(desk, line)
  return [...desk.trace, ...slugs.flatMap((slug) => solved(slug).recording.messages)]
}

interface Exchange {
  readonly request: HttpRequest
  readonly response: HttpResponse
}

/** Requests with their answers. Numbers of connections repeat from one world to the next; an answer comes after its request. */
function exchanges(all: readonly Message[], server: (address: string) => boolean): readonly Exchange[] {
  const open = new Map<string, HttpRequest>()
  return all.flatMap(({ from, to, payload }) => {
    if (payload.kind === 'http.request' && server(to)) open.set(`${payload.conn} ${payload.exchange}`, payload)
    const request =
      payload.kind === 'http.response' && server(from) ? open.get(`${payload.conn} ${payload.exchange}`) : undefined
    return request === undefined ? [] : [{ request, response: payload as HttpResponse }]
  })
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly schema?: Schema }>>
}

interface Swagger {
  readonly definitions: Readonly<Record<string, Schema>>
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}

describe.skipIf(!existsSync(swaggerFile))('the Engine API, v1.50', () => {
  const swagger = existsSync(swaggerFile)
    ? (parse(readFileSync(swaggerFile, 'utf8')) as Swagger)
    : { definitions: {}, paths: {} }
  const rules: Rules = {
    resolve: (ref) => [swagger.definitions[ref.replace('#/definitions/', '')] ?? {}, ''],
    nullable: () => true,
  }
  // A path without a variable is meant before one that could swallow it.
  const routes = Object.entries(swagger.paths)
    .sort(([a], [b]) => Number(a.includes('{')) - Number(b.includes('{')))
    .map(
      ([path, operations]) =>
        [new RegExp(`^${path.replace(/\{name\}/g, '.+?').replace(/\{[^}]+\}/g, '[^/]+')}$`), operations] as const,
    )
  const operationOf = ({ method, path }: HttpRequest): Operation | undefined => {
    const plain = path.replace(/^\/v1\.\d+/, '').replace(/\?.*$/, '')
    return routes.find(([pattern]) => pattern.test(plain))?.[1][method.toLowerCase()]
  }

  test('[S-1] every answer of dockerd fits it', () => {
    const all = exchanges(messages(), (address) => address === 'dockerd')
    const wrong = all.flatMap(({ request, response }) => {
      const where = `${request.method} ${request.path.replace(/\?.*$/, '').replace(/[0-9a-f]{64}/g, 'ID')} ${response.status}`
      const operation = operationOf(request)
      if (operation === undefined)
        return /^\/(session|grpc)/.test(request.path.replace(/^\/v1\.\d+/, '')) ? [] : [`${where}: no such operation`]
      const wanted = operation.responses[String(response.status)]
      if (wanted === undefined) return undocumented.test(where) ? [] : [`${where}: no such status`]
      return wanted.schema === undefined || !isJson(response)
        ? []
        : faults(JSON.parse(text(response.body)), wanted.schema, rules).map((fault) => `${where}: ${fault}`)
    })
    expect(all.length).toBeGreaterThan(80)
    expect([...new Set(wrong)]).toEqual([])
  })
})

/** Real statuses that the file does not have. */
const undocumented = /^POST \/v1\.\d+\/exec\/ID\/start 101|^POST .*\/containers\/[^/]+\/start 400|^POST .*\/resize 409/

const isJson = ({ headers, more, body }: HttpResponse): boolean =>
  !more &&
  body !== '' &&
  Object.entries(headers).some(([name, value]) => /^content-type$/i.test(name) && value.startsWith('application/json'))

describe.skipIf(!existsSync(ociFolder))('the OCI image-spec', () => {
  const read = (name: string): Schema => JSON.parse(readFileSync(join(ociFolder, name), 'utf8')) as Schema
  const rules: Rules = {
    resolve: (ref, base) => {
      const [file = '', pointer = ''] = ref.split('#')
      const name = file === '' ? base : file
      const target = pointer
        .split('/')
        .filter((part) => part !== '')
        .reduce((schema, key) => (schema as Record<string, unknown>)[key], read(name) as unknown)
      return [target as Schema, name]
    },
    nullable: () => false,
  }
  const schemaOf: Readonly<Record<string, string>> = {
    'application/vnd.oci.image.manifest.v1+json': 'image-manifest-schema.json',
    'application/vnd.oci.image.index.v1+json': 'image-index-schema.json',
    'application/vnd.oci.image.config.v1+json': 'config-schema.json',
  }

  test('[S-2] every manifest, index and configuration that a registry gives out fits it', () => {
    const documents = exchanges(messages(), (address) => address === 'hub' || address.startsWith('host/')).flatMap(
      ({ request, response }) => documentsOf(request, response),
    )
    const wrong = documents.flatMap(([type, body]) => {
      const schema = schemaOf[type]
      return schema === undefined
        ? []
        : faults(JSON.parse(text(body)), read(schema), rules, schema).map((fault) => `${type}: ${fault}`)
    })
    expect(new Set(documents.map(([type]) => type)).size).toBeGreaterThanOrEqual(3)
    expect([...new Set(wrong)]).toEqual([])
  })
})

/** What a registry's answer holds, by media type; a configuration is a blob that says what it is by how it begins. */
function documentsOf(
  request: HttpRequest,
  { status, headers, body }: HttpResponse,
): readonly (readonly [type: string, body: string])[] {
  if (request.method !== 'GET' || status !== 200 || body === '') return []
  const type = Object.entries(headers).find(([name]) => /^content-type$/i.test(name))?.[1] ?? ''
  if (request.path.includes('/manifests/')) return [[type, body]]
  return request.path.includes('/blobs/') && body.startsWith('{')
    ? [['application/vnd.oci.image.config.v1+json', body]]
    : []
}
