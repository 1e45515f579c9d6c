import type { Sys } from '../../wire/sys'
import type { Options } from './server-options'

/** System variables: the few that people look at. What was set at the start is among them. */
export function settingsOf(sys: Sys, options: Options): Readonly<Record<string, string>> {
  const { flavour, version, datadir, socket, port, settings } = options
  return {
    autocommit: '1',
    character_set_client: 'utf8mb4',
    character_set_connection: 'utf8mb4',
    character_set_database: 'utf8mb4',
    character_set_results: 'utf8mb4',
    character_set_server: 'utf8mb4',
    collation_connection: collation[flavour],
    collation_server: collation[flavour],
    default_storage_engine: 'InnoDB',
    innodb_buffer_pool_size: '134217728',
    max_allowed_packet: '67108864',
    max_connections: '151',
    sql_mode: modes[flavour],
    system_time_zone: 'UTC',
    time_zone: 'SYSTEM',
    tx_isolation: 'REPEATABLE-READ',
    transaction_isolation: 'REPEATABLE-READ',
    wait_timeout: '28800',
    ...settings,
    datadir: `${datadir}/`,
    hostname: sys.hostname,
    port: String(port),
    server_id: '1',
    socket,
    version,
    version_comment: flavour === 'mysql' ? 'MySQL Community Server - GPL' : 'mariadb.org binary distribution',
    version_compile_machine: 'x86_64',
    version_compile_os: flavour === 'mysql' ? 'Linux' : 'debian-linux-gnu',
  }
}

const collation = { mysql: 'utf8mb4_0900_ai_ci', mariadb: 'utf8mb4_uca1400_ai_ci' } as const
const modes = {
  mysql:
    'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
  mariadb: 'STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_AUTO_CREATE_USER,NO_ENGINE_SUBSTITUTION',
} as const
