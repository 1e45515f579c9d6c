import { shellVersion } from '../version'
import { shellUsage } from './usage'

/**
 * The command line of mongosh.
 *
 * @models mongosh packages/arg-parser
 * @fidelity part: the options of TLS, Kerberos, AWS and client-side encryption are taken and change nothing
 */
export interface Target {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user?: string
  readonly password?: string
  readonly authSource: string
  /** As it is told, without the password. */
  readonly shown: string
}

export interface Wishes {
  readonly target: Target | undefined
  readonly quiet: boolean
  readonly evals: readonly string[]
  readonly files: readonly string[]
  readonly interactive: boolean
  readonly asksPassword: boolean
  readonly json: boolean
}

export type Asked = Wishes | { readonly say: string; readonly status: number }

const withValue =
  /^--(host|port|eval|username|password|authenticationDatabase|authenticationMechanism|file|apiVersion|tlsCertificateKeyFile|tlsCertificateKeyFilePassword|tlsCAFile|gssapiServiceName|awsIamSessionToken|keyVaultNamespace|kmsURL)$/
const alone =
  /^--(quiet|shell|nodb|norc|help|version|build-?info|tls|ipv6|verbose|retryWrites|json|apiStrict|deep-?[iI]nspect|tlsAllowInvalid\w+|skipStartupWarnings)$/
const short: Readonly<Record<string, string>> = {
  '-u': '--username',
  '-p': '--password',
  '-h': '--help',
  '-f': '--file',
}

interface Given {
  readonly values: Record<string, string[]>
  readonly operands: string[]
}

export function readArguments(args: readonly string[]): Asked {
  const given: Given = { values: {}, operands: [] }
  const words = [...args]
  while (words.length > 0) {
    const refused = taken(given, words)
    if (refused !== undefined)
      return { say: `Error parsing command line: unrecognized option: ${refused}\n${shellUsage}\n`, status: 1 }
  }
  if ('help' in given.values) return { say: `${shellUsage}\n`, status: 0 }
  if ('version' in given.values) return { say: `${shellVersion}\n`, status: 0 }
  return wishesFrom(given)
}

function taken({ values, operands }: Given, words: string[]): string | undefined {
  const word = words.shift()!
  const [, head = '', value] = /^(-[^=]+)(?:=(.*))?$/s.exec(word) ?? []
  if (head === '' || word === '-') {
    operands.push(word)
    return undefined
  }
  const name = short[head] ?? (/^-[up]./.test(word) ? short[word.slice(0, 2)]! : head)
  const key = name.slice(2)
  if (withValue.test(name)) {
    const glued = /^-[up]./.test(word) ? word.slice(2) : value
    const next =
      glued ??
      (words[0] !== undefined && !(key === 'password' && /^(-|mongodb:)/.test(words[0])) ? words.shift() : undefined)
    values[key] = [...(values[key] ?? []), ...(next === undefined ? [] : [next])]
    return undefined
  }
  if (!alone.test(name)) return word
  values[key] = [value ?? '']
  return undefined
}

/** A text in quotes within the quotes of the shell loses them, as yargs takes them off. */
const unquoted = (words: string): string => (/^(["']).*\1$/s.test(words) ? words.slice(1, -1) : words)

function wishesFrom({ values, operands }: Given): Asked {
  const isFile = (word: string) => /\.(js|mongodb)$/.test(word)
  const [address, ...others] = operands.filter((word, i) => !(isFile(word) && (i > 0 || !word.startsWith('mongodb'))))
  const files = [...(values['file'] ?? []), ...operands.filter((word) => isFile(word) && word !== address), ...others]
  const evals = (values['eval'] ?? []).map(unquoted)
  const interactive = 'shell' in values || (evals.length === 0 && files.length === 0)
  const target = 'nodb' in values ? undefined : targetFrom(values, address)
  if (target !== undefined && 'say' in target) return target
  return {
    target,
    quiet: 'quiet' in values || ('verbose' in values ? false : !interactive),
    evals,
    files,
    interactive,
    asksPassword: target?.user !== undefined && target.password === undefined,
    json: 'json' in values,
  }
}

const first = (values: Given['values'], key: string): string | undefined => values[key]?.at(-1)

const decoded = (words: string): string => {
  try {
    return decodeURIComponent(words)
  } catch {
    return words
  }
}

function targetFrom(
  values: Given['values'],
  address: string | undefined,
): Target | { readonly say: string; readonly status: number } {
  const uri = address !== undefined && /^mongodb(\+srv)?:\/\//.test(address) ? address : undefined
  if (uri !== undefined && ('host' in values || 'port' in values))
    return {
      say: 'MongoshInvalidInputError: [COMMON-10001] If a full URI is provided, you cannot also specify --host or --port\n',
      status: 1,
    }
  const parts = uri === undefined ? plainAddress(values, address) : uriParts(uri)
  const user = first(values, 'username') ?? parts.user
  const password = first(values, 'password') ?? parts.password
  const authSource =
    first(values, 'authenticationDatabase') ??
    parts.options['authSource'] ??
    (parts.database === '' ? 'admin' : parts.database)
  const port = Number(parts.port === '' ? '27017' : parts.port)
  return {
    host: parts.host,
    port,
    database: parts.database === '' ? 'test' : parts.database,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password }),
    authSource,
    shown: shownAddress(parts, user, password, first(values, 'authenticationDatabase')),
  }
}

interface Parts {
  readonly host: string
  readonly port: string
  readonly database: string
  readonly user?: string
  readonly password?: string
  readonly options: Readonly<Record<string, string>>
  readonly uri?: string
}

function plainAddress(values: Given['values'], address = ''): Parts {
  const [, where, name] = /^([^/]*)\/(.*)$/.exec(address) ?? []
  const isHost = where === undefined && /[.:]/.test(address)
  const database = where === undefined ? (isHost ? '' : address) : (name ?? '')
  const [host = '', port = ''] = (where ?? (isHost ? address : '')).split(':')
  const [ownHost = '127.0.0.1', ownPort = ''] = (first(values, 'host') ?? '').split(':')
  return {
    host: host !== '' ? host : ownHost === '' ? '127.0.0.1' : ownHost,
    port: port !== '' ? port : (first(values, 'port') ?? ownPort),
    database,
    options: {},
  }
}

function uriParts(uri: string): Parts {
  const [, login, host = '', port = '', database = '', query = ''] =
    /^mongodb(?:\+srv)?:\/\/(?:([^@/]*)@)?([^:/?,]*)(?::(\d+))?[^/?]*\/?([^?]*)(?:\?(.*))?$/.exec(uri) ?? []
  const [user, password] =
    login === undefined
      ? []
      : [login.split(':')[0], login.includes(':') ? login.slice(login.indexOf(':') + 1) : undefined]
  const options = Object.fromEntries(
    query
      .split('&')
      .filter((each) => each !== '')
      .map((each) => each.split('=') as [string, string]),
  )
  return {
    host,
    port,
    database,
    ...(user !== undefined && { user: decoded(user) }),
    ...(password !== undefined && { password: decoded(password) }),
    options,
    uri,
  }
}

const isLocal = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host)

/** The address as the greeting tells it: what the shell adds, and no password. */
function shownAddress(
  { host, port, database, options, uri }: Parts,
  user: string | undefined,
  password: string | undefined,
  authSource: string | undefined,
): string {
  const login = user === undefined ? '' : `${password === undefined ? encodeURIComponent(user) : '<credentials>'}@`
  const query = {
    ...(uri === undefined ? {} : options),
    ...(options['directConnection'] === undefined && { directConnection: 'true' }),
    ...(isLocal(host) && options['serverSelectionTimeoutMS'] === undefined && { serverSelectionTimeoutMS: '2000' }),
    ...(authSource !== undefined && { authSource }),
    ...(options['appName'] === undefined && { appName: `mongosh+${shellVersion}` }),
  }
  const where =
    uri === undefined ? `${host}:${port === '' ? '27017' : port}` : `${host}${port === '' ? '' : `:${port}`}`
  return `mongodb://${login}${where}/${database}?${Object.entries(query)
    .map(([key, value]) => `${key}=${value}`)
    .join('&')}`
}
