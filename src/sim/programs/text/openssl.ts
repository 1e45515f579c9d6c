import { base64 } from '../../../base/base64'
import type { Bytes } from '../../../base/bytes'
import { sha256 } from '../../../base/digest'
import type { Sys } from '../../wire/sys'
import { attempt, calledAs, oneShot, orUndefined, put, putBytes } from '../face'

/**
 * What tutorials ask of it offline: a version, random secrets, a digest. Keys and certificates are not made, and nothing is encrypted.
 *
 * @models openssl 3.0 apps/rand.c, apps/dgst.c
 * @fidelity part: version, rand, dgst -sha256, sha256; all else says that it is not simulated
 */
export const openssl = oneShot('openssl', (sys, args) => {
  const [verb, ...rest] = args
  if (verb === 'version') return (put(sys, `OpenSSL ${release} (Library: OpenSSL ${release})\n`), 0)
  if (verb === 'rand') return rand(sys, rest)
  if (verb === 'sha256') return dgst(sys, rest)
  if (verb === 'dgst' && (rest[0] === undefined || !rest[0].startsWith('-') || rest[0] === '-sha256'))
    return dgst(sys, rest[0] === '-sha256' ? rest.slice(1) : rest)
  if (verb !== undefined && verbs.includes(verb)) {
    sys.write(2, `glasswhale: ${calledAs(sys)} ${verb} is not simulated\n`)
    return 1
  }
  sys.write(2, `Invalid command '${verb ?? ''}'; type "help" for a list.\n`)
  return 1
})

const release = '3.0.13 30 Jan 2024'

/** Commands that the real one has and tutorials type. */
const verbs: readonly string[] =
  'ca ciphers cms crl dgst dhparam ec ecparam enc genpkey genrsa help list passwd pkcs12 pkcs7 pkey pkeyutl req rsa s_client s_server speed verify x509'.split(
    ' ',
  )

/** A line of base64 as PEM has it (BIO_f_base64). */
const pemColumns = 64
const mostRandom = 1_048_576

function rand(sys: Sys, args: readonly string[]): number {
  const at = args.indexOf('-out')
  const file = at < 0 ? undefined : args[at + 1]
  const words = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)]
  const number = words.find((word) => !word.startsWith('-'))
  if (number === undefined || !/^\d+$/.test(number)) {
    if (number !== undefined) sys.write(2, `rand: Can't parse "${number}" as a number\n`)
    sys.write(2, 'rand: Use -help for summary.\n')
    return 1
  }
  const bytes = randomBytes(sys, Math.min(Number(number), mostRandom))
  const shown = words.includes('-hex') ? `${hex(bytes)}\n` : words.includes('-base64') ? pem(bytes) : bytes
  if (file === undefined) return (putBytes(sys, shown), 0)
  const written = attempt(
    () => sys.writeFile(file, shown, 0o600),
    (why) => sys.write(2, `Can't open "${file}" for writing, ${why}\n`),
  )
  return written ? 0 : 1
}

function randomBytes(sys: Sys, count: number): Bytes {
  let bytes = ''
  while (bytes.length < count) {
    const word = sys.random()
    bytes += String.fromCharCode(word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24)
  }
  return bytes.slice(0, count)
}

const hex = (bytes: Bytes): string =>
  Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('')

const pem = (bytes: Bytes): string => base64(bytes).replace(new RegExp(`.{1,${pemColumns}}`, 'g'), '$&\n')

function dgst(sys: Sys, files: readonly string[]): number {
  let status = 0
  for (const file of files.length > 0 ? files : ['/dev/stdin']) {
    const bytes = orUndefined(() => sys.readFile(file))
    if (bytes === undefined) {
      sys.write(2, `dgst: Can't open "${file}" for reading, No such file or directory\n`)
      status = 1
    } else put(sys, `SHA2-256(${file === '/dev/stdin' ? 'stdin' : file})= ${sha256(bytes)}\n`)
  }
  return status
}
