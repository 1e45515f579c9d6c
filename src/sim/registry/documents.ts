import type { Bytes } from '../../base/bytes'
import type { Descriptor } from '../oci/descriptor'
import { parseManifest, type Index, type Manifest } from '../oci/manifest'

/**
 * Manifests as a registry looks into them.
 * @models distribution registry/storage/manifeststore.go
 * @fidelity part: schema 1 (signed) manifests are refused, as distribution does since v3
 */
export function readManifest(bytes: Bytes): Manifest | Index | undefined {
  try {
    return parseManifest(bytes)
  } catch {
    return undefined
  }
}

/** What else has to be there: blobs of a manifest (foreign ones aside), manifests of an index. */
export const needs = (document: Manifest | Index): readonly Descriptor[] =>
  document.kind === 'index'
    ? document.manifests
    : [document.config, ...document.layers].filter(({ urls }) => urls === undefined || urls.length === 0)
