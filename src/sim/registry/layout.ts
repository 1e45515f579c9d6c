/**
 * Where a registry's files lie.
 *
 *     blobs/sha256/ab/abcd…/data                                  each content once, whoever uses it
 *     repositories/NAME/_layers/sha256/abcd…/link                 this repository may give out that blob
 *     repositories/NAME/_manifests/revisions/sha256/abcd…/link    … and that manifest
 *     repositories/NAME/_manifests/tags/TAG/current/link          the digest that the tag names now
 *     repositories/NAME/_manifests/tags/TAG/index/sha256/…/link   … and has ever named
 *     repositories/NAME/_uploads/UUID/{data,startedat}            uploads under way
 *
 * A `link` holds the digest as text. Cross-repository mounting is one more link: no byte is copied.
 * @models distribution registry/storage/paths.go
 * @fidelity part: hash states of resumable uploads are not kept
 */
const pathOf = (digest: string) => digest.replace(':', '/')

export const blobData = (digest: string): string => {
  const [algorithm, hex] = digest.split(':') as [string, string]
  return `blobs/${algorithm}/${hex.slice(0, 2)}/${hex}/data`
}
export const repository = (name: string): string => `repositories/${name}`
export const layerLink = (name: string, digest: string): string => `repositories/${name}/_layers/${pathOf(digest)}/link`
export const layersDir = (name: string): string => `repositories/${name}/_layers/sha256`
export const revisionLink = (name: string, digest: string): string =>
  `repositories/${name}/_manifests/revisions/${pathOf(digest)}/link`
export const revisionsDir = (name: string): string => `repositories/${name}/_manifests/revisions/sha256`
export const tagsDir = (name: string): string => `repositories/${name}/_manifests/tags`
export const tagLink = (name: string, tag: string): string => `${tagsDir(name)}/${tag}/current/link`
export const tagIndexLink = (name: string, tag: string, digest: string): string =>
  `${tagsDir(name)}/${tag}/index/${pathOf(digest)}/link`
export const uploadDir = (name: string, uuid: string): string => `repositories/${name}/_uploads/${uuid}`
export const uploadData = (name: string, uuid: string): string => `${uploadDir(name, uuid)}/data`
export const uploadStarted = (name: string, uuid: string): string => `${uploadDir(name, uuid)}/startedat`
