import { strerror } from '../../wire/errno'
import type { Fd, Sys } from '../../wire/sys'
import { errnoOf, orUndefined } from '../face'
import { readConf } from './files'
import { log } from './log'
import { defaults, withSetting, type Settings } from './settings'

/** What postgres needs before it can serve: a user, a directory, settings, sockets; and what it says where one is missing. */
export function noRoot(sys: Sys): number {
  sys.write(
    2,
    '"root" execution of the PostgreSQL server is not permitted.\nThe server must be started under an unprivileged user ID to prevent\npossible system security compromise.  See the documentation for\nmore information on how to properly start the server.\n',
  )
  return 1
}

export function noDirectory(sys: Sys): number {
  sys.write(
    2,
    'postgres does not know where to find the server configuration file.\nYou must specify the --config-file or -D invocation option or set the PGDATA environment variable.\n',
  )
  return 2
}

export function noCluster(sys: Sys, directory: string): number {
  sys.write(
    2,
    orUndefined(() => sys.stat(directory)) === undefined
      ? `postgres: could not access directory "${directory}": No such file or directory\nRun initdb or pg_basebackup to initialize a PostgreSQL data directory.\n`
      : `postgres: could not access the server configuration file "${directory}/postgresql.conf": No such file or directory\n`,
  )
  return 2
}

export function badPair(sys: Sys, pair: string): number {
  log(sys, `-c ${pair} requires a value`, sys.pid, 'FATAL')
  return 1
}

export function settingsOf(sys: Sys, directory: string, flags: Readonly<Record<string, readonly string[]>>): Settings {
  const conf = Object.entries({
    ...readConf(sys, `${directory}/postgresql.conf`),
    ...readConf(sys, `${directory}/postgresql.auto.conf`),
  })
  const pairs = (flags['c'] ?? []).map((pair) => [pair.split('=')[0]!, pair.slice(pair.indexOf('=') + 1)] as const)
  const short = [
    ['p', 'port'],
    ['h', 'listen_addresses'],
    ['k', 'unix_socket_directories'],
    ['N', 'max_connections'],
    ['B', 'shared_buffers'],
  ].flatMap(([letter, name]) => (flags[letter!] ?? []).map((value) => [name!, value] as const))
  const port = sys.env['PGPORT'] === undefined ? [] : [['port', sys.env['PGPORT']] as const]
  return [...port, ...conf, ...pairs, ...short].reduce(
    (all, [name, value]) => withSetting(all, name, value),
    withSetting(defaults(sys), 'data_directory', directory),
  )
}

export function listening(sys: Sys, settings: Settings): readonly [readonly Fd[], readonly string[]] {
  const port = settings['port']!
  const addresses = settings['listen_addresses']!.split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  const fds: Fd[] = []
  for (const address of addresses.flatMap((each) =>
    each === '*' ? ['0.0.0.0', '::'] : each === 'localhost' ? ['::1', '127.0.0.1'] : [each],
  )) {
    const family = address.includes(':') ? 'IPv6' : 'IPv4'
    try {
      fds.push(sys.listen(`tcp:${address}:${port}`))
      log(sys, `listening on ${family} address "${address}", port ${port}`)
    } catch (error) {
      const errno = errnoOf(error)
      // One listener of this machine takes both families.
      if (errno === 'EADDRINUSE' && address === '::' && fds.length > 0)
        log(sys, `listening on IPv6 address "::", port ${port}`)
      else if (errno !== 'EADDRNOTAVAIL') log(sys, `could not bind ${family} address "${address}": ${strerror[errno]}`)
    }
  }
  const sockets: string[] = []
  for (const place of settings['unix_socket_directories']!.split(',').map((each) => each.trim())) {
    if (place === '') continue
    const path = `${place}/.s.PGSQL.${port}`
    orUndefined(() => sys.unlink(path))
    fds.push(sys.listen(`unix:${path}`))
    orUndefined(() => sys.chmod(path, 0o777))
    sockets.push(path)
    log(sys, `listening on Unix socket "${path}"`)
  }
  return [fds, sockets]
}
