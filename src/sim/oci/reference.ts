/**
 * Names of images: `alpine`, `localhost:5000/team/app:1.2`, `nginx@sha256:…`.
 * @models distribution/reference (parse, normalize, familiar form)
 * @fidelity full
 */
export interface Reference {
  /** `docker.io`, `localhost:5000` */
  readonly domain: string
  /** `library/alpine` */
  readonly path: string
  readonly tag?: string
  readonly digest?: string
}

const defaultDomain = 'docker.io'
const officialPrefix = 'library/'
const mostPath = 255

const part = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])'
const host = `(?:${part}(?:\\.${part})*|\\[[a-fA-F0-9:]+\\])`
const alphanumeric = '[a-z0-9]+'
const component = `${alphanumeric}(?:(?:[._]|__|-+)${alphanumeric})*`
const name = `(?:(${host}(?::[0-9]+)?)/)?(${component}(?:/${component})*)`
const tag = '[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}'
const digest = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}'
const whole = new RegExp(`^${name}(?::(${tag}))?(?:@(${digest}))?$`)

/** A name as a person writes it, completed with Docker Hub's domain and `library/`. Throws Docker's words. */
export function parseNormalizedNamed(text: string): Reference {
  if (/^[a-f0-9]{64}$/.test(text))
    throw new Error(`invalid repository name (${text}), cannot specify 64-byte hexadecimal strings`)
  const [domain, remainder] = splitDomain(text)
  const remote = remainder.split(':', 1)[0]!
  if (remote !== remote.toLowerCase())
    throw new Error(`invalid reference format: repository name (${remote}) must be lowercase`)
  return parseFull(`${domain}/${remainder}`)
}

function splitDomain(text: string): readonly [domain: string, remainder: string] {
  const slash = text.indexOf('/')
  if (slash < 0) return [defaultDomain, officialPrefix + text]
  const [domain, remainder] = domainOf(text.slice(0, slash), text.slice(slash + 1), text)
  return [domain, domain === defaultDomain && !remainder.includes('/') ? officialPrefix + remainder : remainder]
}

/** The first part is a domain when it could not be a name on Docker Hub: `localhost`, a dot, a port, an upper-case letter. */
function domainOf(first: string, rest: string, all: string): readonly [domain: string, remainder: string] {
  if (first === 'index.docker.io') return [defaultDomain, rest]
  const isDomain = first === 'localhost' || /[.:]/.test(first) || first !== first.toLowerCase()
  return isDomain ? [first, rest] : [defaultDomain, all]
}

/** A full name, nothing completed. */
export function parseFull(text: string): Reference {
  const match = whole.exec(text)
  if (match === null) {
    if (text === '') throw new Error('repository name must have at least one component')
    if (whole.test(text.toLowerCase())) throw new Error('repository name must be lowercase')
    throw new Error('invalid reference format')
  }
  const [, domain = '', path, matchedTag, matchedDigest] = match
  if (path!.length > mostPath) throw new Error(`repository name must not be more than ${mostPath} characters`)
  if (matchedDigest !== undefined) checkDigest(matchedDigest)
  return {
    domain,
    path: path!,
    ...(matchedTag !== undefined && { tag: matchedTag }),
    ...(matchedDigest !== undefined && { digest: matchedDigest }),
  }
}

const hexDigits: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }

function checkDigest(text: string): void {
  const colon = text.indexOf(':')
  const digits = hexDigits[text.slice(0, colon)]
  if (digits === undefined) throw new Error('unsupported digest algorithm')
  if (text.length - colon - 1 !== digits) throw new Error('invalid checksum digest length')
  if (!/^[a-f0-9]+$/.test(text.slice(colon + 1))) throw new Error('invalid checksum digest format')
}

/** `docker.io/library/alpine`: the repository without tag and digest. */
export const fullName = (ref: Reference): string => (ref.domain === '' ? ref.path : `${ref.domain}/${ref.path}`)

const suffix = (ref: Reference): string =>
  (ref.tag === undefined ? '' : `:${ref.tag}`) + (ref.digest === undefined ? '' : `@${ref.digest}`)

/** `docker.io/library/alpine:3.19` */
export const fullString = (ref: Reference): string => fullName(ref) + suffix(ref)

/** `alpine`: as short as docker shows it. */
export function familiarName(ref: Reference): string {
  if (ref.domain !== defaultDomain) return fullName(ref)
  const parts = ref.path.split('/')
  return parts.length === 2 && parts[0] === 'library' ? parts[1]! : ref.path
}

/** `alpine:3.19` */
export const familiarString = (ref: Reference): string => familiarName(ref) + suffix(ref)

export const isNameOnly = (ref: Reference): boolean => ref.tag === undefined && ref.digest === undefined

/** Adds `latest` where there is neither tag nor digest. */
export const tagNameOnly = (ref: Reference): Reference => (isNameOnly(ref) ? { ...ref, tag: 'latest' } : ref)

export const trimNamed = (ref: Reference): Reference => ({ domain: ref.domain, path: ref.path })

export const withTag = (ref: Reference, newTag: string): Reference => {
  if (!new RegExp(`^${tag}$`).test(newTag)) throw new Error('invalid tag format')
  return { ...ref, tag: newTag }
}

export const withDigest = (ref: Reference, newDigest: string): Reference => ({ ...trimNamed(ref), digest: newDigest })
