import type { Bytes } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { linesOf } from '../face'
import { millis } from './log'
import type { Server } from './state'

/** INFO: what this server knows of itself. The real one says much more; what is here is counted, not made up. */
export function information(sys: Sys, server: Server, asked: readonly Bytes[]): Bytes {
  const wanted = asked.map((name) => name.toLowerCase()).filter((name) => !/^(default|all|everything)$/.test(name))
  return Object.entries(sections(sys, server))
    .filter(([name]) => wanted.length === 0 || wanted.includes(name.toLowerCase()))
    .map(([name, fields]) => `# ${name}\r\n${fields.map((field) => `${field}\r\n`).join('')}`)
    .join('\r\n')
}

const kernel = (sys: Sys): string => (linesOf(sys, '/proc/sys/kernel/osrelease')[0] ?? '').trim()

function sections(sys: Sys, server: Server): Readonly<Record<string, readonly string[]>> {
  const uptime = Math.floor((millis(sys) - server.started) / 1000)
  const { config, stats, conns } = server
  return {
    Server: [
      `redis_version:${server.version}`,
      'redis_mode:standalone',
      `os:Linux ${kernel(sys)} x86_64`,
      'arch_bits:64',
      `process_id:${sys.pid}`,
      `tcp_port:${config['port']}`,
      `server_time_usec:${sys.now()}`,
      `uptime_in_seconds:${uptime}`,
      `uptime_in_days:${Math.floor(uptime / 86_400)}`,
      `executable:${sys.exe}`,
      `config_file:${server.file}`,
    ],
    Clients: [
      `connected_clients:${conns.length}`,
      `maxclients:${config['maxclients']}`,
      `blocked_clients:${conns.filter(({ blocked }) => blocked !== undefined).length}`,
    ],
    Memory: memory(sys, server),
    Persistence: [
      'loading:0',
      `rdb_changes_since_last_save:${server.dirty}`,
      `rdb_bgsave_in_progress:${server.saving === undefined ? 0 : 1}`,
      `rdb_last_save_time:${server.lastSave}`,
      `aof_enabled:${server.log === undefined ? 0 : 1}`,
    ],
    Stats: [
      `total_connections_received:${stats.connections}`,
      `total_commands_processed:${stats.commands}`,
      `keyspace_hits:${stats.hits}`,
      `keyspace_misses:${stats.misses}`,
      `pubsub_channels:${new Set(conns.flatMap(({ channels }) => channels)).size}`,
      `pubsub_patterns:${new Set(conns.flatMap(({ patterns }) => patterns)).size}`,
    ],
    Replication: ['role:master', 'connected_slaves:0'],
    Cluster: ['cluster_enabled:0'],
    Keyspace: keyspace(sys, server),
  }
}

function memory(sys: Sys, server: Server): readonly string[] {
  const { config } = server
  const used = sys.resident()
  return [
    `used_memory_rss:${used}`,
    `used_memory_rss_human:${human(used)}`,
    `maxmemory:${config['maxmemory']}`,
    `maxmemory_human:${human(Number(config['maxmemory']))}`,
    `maxmemory_policy:${config['maxmemory-policy']}`,
  ]
}

const units = ['B', 'K', 'M', 'G', 'T']

function human(bytes: number): string {
  const power = Math.min(units.length - 1, bytes < 1024 ? 0 : Math.floor(Math.log2(bytes) / 10))
  return power === 0 ? `${bytes}B` : `${(bytes / 1024 ** power).toFixed(2)}${units[power]}`
}

function keyspace(sys: Sys, server: Server): readonly string[] {
  return Object.entries(server.databases).flatMap(([number, keys]) => {
    const entries = Object.values(keys)
    if (entries.length === 0) return []
    const left = entries.flatMap(({ until }) => (until === undefined ? [] : [until - millis(sys)]))
    const average = left.length === 0 ? 0 : Math.round(left.reduce((sum, each) => sum + each, 0) / left.length)
    return [`db${number}:keys=${entries.length},expires=${left.length},avg_ttl=${average}`]
  })
}
