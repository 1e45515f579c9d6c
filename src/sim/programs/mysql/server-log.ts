import { utf8 } from '../../../base/bytes'
import { strftime } from '../clock'
import type { Sys } from '../../wire/sys'
import type { Options } from './server-options'

/** What the server says while it does something, and how long after the words before. */
export type Saying = readonly [micros: number, kind: string, code: string, subsystem: string, words: string]

const isoTime = (micros: number) =>
  `${strftime('%Y-%m-%dT%H:%M:%S', Math.floor(micros / 1e6))}.${String(micros % 1e6).padStart(6, '0')}Z`

/** One line of the log, on standard error. */
export function log(sys: Sys, { flavour }: Options, [, kind, code, subsystem, words]: Saying, thread = 0): void {
  const line =
    flavour === 'mysql'
      ? `${isoTime(sys.now())} ${thread} [${kind}] [${code}] [${subsystem}] ${words}\n`
      : `${strftime('%Y-%m-%d %k:%M:%S', Math.floor(sys.now() / 1e6))} ${thread} ${kind === '' ? '' : `[${kind}] `}${words}\n`
  sys.write(2, utf8(line))
}

const atLeast = (version: string, major: number, minor: number): boolean => {
  const [a = 0, b = 0] = version.split('.').map((each) => parseInt(each, 10))
  return a > major || (a === major && b >= minor)
}

const newer = ({ version }: Options) => atLeast(version, 8, 3)

const innodb: readonly Saying[] = [
  [60_000, 'System', 'MY-013576', 'InnoDB', 'InnoDB initialization has started.'],
  [640_000, 'System', 'MY-013577', 'InnoDB', 'InnoDB initialization has ended.'],
]

/** mysqld --initialize-insecure. */
export function initialising(options: Options, pid: number): readonly Saying[] {
  if (options.flavour === 'mariadb') return []
  const { version } = options
  const start: Saying = [300_000, 'System', 'MY-015017', 'Server', 'MySQL Server Initialization - start.']
  const end: Saying = [20_000, 'System', 'MY-015018', 'Server', 'MySQL Server Initialization - end.']
  return [
    ...(newer(options) ? [start] : []),
    [
      10_000,
      'System',
      'MY-013169',
      'Server',
      `/usr/sbin/mysqld (mysqld ${version}) initializing of server in progress as process ${pid}`,
    ],
    ...innodb,
    [
      1_300_000,
      'Warning',
      'MY-010453',
      'Server',
      'root@localhost is created with an empty password ! Please consider switching off the --initialize-insecure option.',
    ],
    ...(newer(options) ? [[2_000_000, ...end.slice(1)] as unknown as Saying] : []),
  ]
}

export function starting(options: Options, pid: number): readonly Saying[] {
  const { flavour, version } = options
  if (flavour === 'mariadb') return mariadbStarting(version, pid)
  return [
    ...(newer(options) ? [[150_000, 'System', 'MY-015015', 'Server', 'MySQL Server - start.'] as const] : []),
    [200_000, 'System', 'MY-010116', 'Server', `/usr/sbin/mysqld (mysqld ${version}) starting as process ${pid}`],
    ...innodb,
    [300_000, 'Warning', 'MY-010068', 'Server', 'CA certificate ca.pem is self signed.'],
    [
      0,
      'System',
      'MY-013602',
      'Server',
      'Channel mysql_main configured to support TLS. Encrypted connections are now supported for this channel.',
    ],
    [
      10_000,
      'Warning',
      'MY-011810',
      'Server',
      "Insecure configuration for --pid-file: Location '/var/run/mysqld' in the path is accessible to all OS users. Consider choosing a different directory.",
    ],
  ]
}

const mariadbStarting = (version: string, pid: number): readonly Saying[] => [
  [40_000, 'Note', '', '', `Starting MariaDB ${version} server_uid glasswhale as process ${pid}`],
  [10_000, 'Note', '', '', 'InnoDB: Compressed tables use zlib 1.3.1'],
  [0, 'Note', '', '', 'InnoDB: Initializing buffer pool, total size = 128.000MiB, chunk size = 2.000MiB'],
  [10_000, 'Note', '', '', 'InnoDB: Completed initialization of buffer pool'],
  [60_000, 'Note', '', '', 'InnoDB: log sequence number 45502; transaction id 14'],
  [10_000, 'Note', '', '', "Plugin 'FEEDBACK' is disabled."],
]

export function ready(options: Options): Saying {
  const { flavour, version, socket, networking, port } = options
  const at = `socket: '${socket}'  port: ${networking ? port : 0}`
  return flavour === 'mysql'
    ? [
        0,
        'System',
        'MY-010931',
        'Server',
        `/usr/sbin/mysqld: ready for connections. Version: '${version}'  ${at}  MySQL Community Server - GPL.`,
      ]
    : [
        0,
        'Note',
        '',
        '',
        `mariadbd: ready for connections.\nVersion: '${version}'  ${at}  mariadb.org binary distribution`,
      ]
}

export function stopping(options: Options, by: string): Saying {
  const { flavour, version } = options
  return flavour === 'mysql'
    ? [
        0,
        'System',
        'MY-013172',
        'Server',
        `Received SHUTDOWN from user ${by}. Shutting down mysqld (Version: ${version}).`,
      ]
    : [0, 'Note', '', '', `mariadbd (initiated by: ${by.replace('<via user signal>', 'unknown')}): Normal shutdown`]
}

export function stopped(options: Options): readonly Saying[] {
  const { flavour, version } = options
  if (flavour === 'mariadb')
    return [
      [200_000, 'Note', '', '', 'InnoDB: Starting shutdown...'],
      [200_000, 'Note', '', '', 'InnoDB: Shutdown completed; log sequence number 45502; transaction id 15'],
      [0, 'Note', '', '', 'mariadbd: Shutdown complete'],
    ]
  return [
    [
      900_000,
      'System',
      'MY-010910',
      'Server',
      `/usr/sbin/mysqld: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.`,
    ],
    ...(newer(options) ? [[0, 'System', 'MY-015016', 'Server', 'MySQL Server - end.'] as const] : []),
  ]
}
