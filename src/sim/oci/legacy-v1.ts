import { utf8, type Bytes } from '../../base/bytes'
import { sha256, type Digest } from '../../base/digest'
import { goJson, sorted } from '../../base/json'
import { chainIds, mobyRunConfig, type ImageConfig } from './config'

/**
 * The per-layer JSON that `docker save` still writes for engines older than 1.10: one "v1 image" a layer, each with a computed ID.
 * @models moby image/v1/imagev1.go, image/tarexport/save.go
 * @fidelity full
 */
export function legacyImages(config: ImageConfig): readonly Bytes[] {
  const chain = chainIds(config.rootfs.diff_ids)
  const out: Bytes[] = []
  let parent: string | undefined
  chain.forEach((layer, i) => {
    const fields = i === chain.length - 1 ? topFields(config) : { ...lowerFields }
    const id = legacyId(fields, layer, parent)
    out.push(utf8(goJson(inOrder({ ...fields, id, ...(parent !== undefined && { parent }), os: config.os }))))
    parent = id
  })
  return out
}

type Fields = Readonly<Record<string, unknown>>

const empty = mobyRunConfig({})
const lowerFields: Fields = { created: '1970-01-01T00:00:00Z', container_config: empty }

const topFields = (c: ImageConfig): Fields => ({
  ...(c.comment && { comment: c.comment }),
  ...(c.created !== undefined && { created: c.created }),
  ...(c.container && { container: c.container }),
  container_config: mobyRunConfig(c.container_config ?? {}),
  ...(c.docker_version && { docker_version: c.docker_version }),
  ...(c.author && { author: c.author }),
  ...(c.config && { config: mobyRunConfig(c.config) }),
  ...(c.architecture && { architecture: c.architecture }),
  ...(c.variant && { variant: c.variant }),
  ...(c.os && { os: c.os }),
})

const legacyId = (fields: Fields, layer: Digest, parent: string | undefined): string =>
  sha256(
    utf8(goJson(sorted({ ...fields, layer_id: layer, ...(parent !== undefined && { parent: `sha256:${parent}` }) }))),
  )

const order = [
  'id',
  'parent',
  'comment',
  'created',
  'container',
  'container_config',
  'docker_version',
  'author',
  'config',
  'architecture',
  'variant',
  'os',
]

const inOrder = (fields: Fields): Fields =>
  Object.fromEntries(order.filter((key) => key in fields).map((key) => [key, fields[key]]))
