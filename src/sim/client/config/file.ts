import { text, utf8 } from '../../../base/bytes'
import { sha256 } from '../../../base/digest'
import { goJson } from '../../../base/json'
import { base64, base64Url, unbase64 } from '../../../base/base64'
import { dirOf } from '../../../base/path'
import type { Sys } from '../../wire/sys'
import { SysError } from '../../wire/errno'

/**
 * `~/.docker/config.json`: the passwords that `docker login` keeps, in base64 and nothing more.
 *
 * @models docker/cli cli/config/configfile/file.go
 * @fidelity part: only `auths`, `HttpHeaders` kept as found; no credential helpers
 */
export interface ConfigFile {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>
  readonly [key: string]: unknown
}

export const configDir = (sys: Sys): string => sys.env['DOCKER_CONFIG'] ?? `${sys.env['HOME'] ?? '/root'}/.docker`
export const configPath = (sys: Sys): string => `${configDir(sys)}/config.json`

export function readConfig(sys: Sys): ConfigFile {
  try {
    return JSON.parse(text(sys.readFile(configPath(sys)))) as ConfigFile
  } catch {
    return {}
  }
}

export function writeConfig(sys: Sys, config: ConfigFile): void {
  const path = configPath(sys)
  try {
    sys.mkdir(dirOf(path), 0o700)
  } catch (error) {
    if (!(error instanceof SysError && error.errno === 'EEXIST')) throw error
  }
  sys.writeFile(path, utf8(goJson(config, '\t')), 0o600)
}

export interface Login {
  readonly username: string
  readonly password: string
}

export function storedLogin(sys: Sys, server: string): Login | undefined {
  const auth = readConfig(sys).auths?.[server]?.auth
  if (auth === undefined || auth === '') return undefined
  const pair = text(unbase64(auth))
  const cut = pair.indexOf(':')
  return { username: pair.slice(0, cut), password: pair.slice(cut + 1) }
}

export function storeLogin(sys: Sys, server: string, login: Login): void {
  const config = readConfig(sys)
  const auth = base64(utf8(`${login.username}:${login.password}`))
  writeConfig(sys, { ...config, auths: { ...config.auths, [server]: { auth } } })
}

/** True when there was one. */
export function eraseLogin(sys: Sys, server: string): boolean {
  const config = readConfig(sys)
  if (config.auths?.[server] === undefined) return false
  const { [server]: _, ...auths } = config.auths
  writeConfig(sys, { ...config, auths })
  return true
}

/** Docker Hub has a key of its own. */
export const hubServer = 'https://index.docker.io/v1/'

export const serverOf = (domain: string): string =>
  domain === 'docker.io' || domain === 'index.docker.io' ? hubServer : domain

/** The `X-Registry-Auth` header for a registry: what is stored, or `{}`. */
export function registryAuth(sys: Sys, domain: string): string {
  const server = serverOf(domain)
  const login = storedLogin(sys, server)
  return base64Url(
    utf8(
      goJson(login === undefined ? {} : { username: login.username, password: login.password, serveraddress: server }),
    ),
  )
}

export const contextMissing = (sys: Sys, name: string): string =>
  `context ${JSON.stringify(name)}: context not found: open ${configDir(sys)}/contexts/meta/${sha256(utf8(name))}/meta.json: no such file or directory`
