import { number } from './version'
import type { Sys } from '../../wire/sys'

/**
 * The server's settings: what SHOW and current_setting() tell, and what -c, PGPORT and postgresql.conf set.
 *
 * @models postgres src/backend/utils/misc/guc_tables.c
 * @fidelity part: the settings people look at; only the port, the addresses, the sockets' directory and log_statement have an effect
 */
export type Settings = Readonly<Record<string, string>>

export const defaults = (sys: Sys): Settings => ({
  allow_in_place_tablespaces: 'off',
  application_name: '',
  autovacuum: 'on',
  client_encoding: 'UTF8',
  data_directory: sys.env['PGDATA'] ?? '/var/lib/postgresql/data',
  DateStyle: 'ISO, MDY',
  default_transaction_isolation: 'read committed',
  effective_cache_size: '4GB',
  fsync: 'on',
  listen_addresses: 'localhost',
  log_connections: 'off',
  log_min_duration_statement: '-1',
  log_statement: 'none',
  maintenance_work_mem: '64MB',
  max_connections: '100',
  max_wal_size: '1GB',
  password_encryption: 'scram-sha-256',
  port: '5432',
  search_path: '"$user", public',
  server_encoding: 'UTF8',
  server_version: number(sys),
  server_version_num: numbered(number(sys)),
  shared_buffers: '128MB',
  ssl: 'off',
  standard_conforming_strings: 'on',
  statement_timeout: '0',
  synchronous_commit: 'on',
  TimeZone: 'Etc/UTC',
  transaction_isolation: 'read committed',
  unix_socket_directories: '/var/run/postgresql',
  wal_level: 'replica',
  work_mem: '4MB',
})

const numbered = (version: string): string => {
  const [major = '0', minor = '0'] = version.split('.')
  return `${major}${minor.padStart(4, '0')}`
}

/** A setting by its name, whatever its case. */
export function settingNamed(settings: Settings, name: string): string | undefined {
  const key = Object.keys(settings).find((each) => each.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : settings[key]
}

export function withSetting(settings: Settings, name: string, value: string): Settings {
  const key = Object.keys(settings).find((each) => each.toLowerCase() === name.toLowerCase()) ?? name
  return { ...settings, [key]: value }
}
