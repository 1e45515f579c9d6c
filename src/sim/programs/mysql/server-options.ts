import { baseName, linesOf, orUndefined } from '../face'
import type { Sys } from '../../wire/sys'

/** What the server was started with: its own defaults, the files of options, the command line; the last word counts. */
export interface Options {
  readonly flavour: 'mysql' | 'mariadb'
  readonly version: string
  readonly datadir: string
  readonly socket: string
  readonly port: number
  readonly networking: boolean
  readonly settings: Readonly<Record<string, string>>
}

const files = ['/etc/my.cnf', '/etc/mysql/my.cnf']
const directories = ['/etc/my.cnf.d', '/etc/mysql/conf.d', '/etc/mysql/mariadb.conf.d']
const groups = /^\[(mysqld|server|mariadbd?)\]/

/** `9.4.0-1.el9` of MYSQL_VERSION is 9.4.0; `1:11.8.3+maria~ubu2404` of MARIADB_VERSION is 11.8.3-MariaDB-ubu2404. */
export function versionOf(sys: Sys, flavour: Options['flavour']): string {
  if (flavour === 'mysql') return (sys.env['MYSQL_VERSION'] ?? '9.4.0').replace(/-.*/, '')
  const [, number = '12.0.2', release = 'ubu2404'] =
    /([\d.]+)\+maria~(\w+)/.exec(sys.env['MARIADB_VERSION'] ?? '') ?? []
  return `${number}-MariaDB-${release}`
}

export function optionsOf(sys: Sys): Options {
  const flavour = baseName(sys.exe).startsWith('maria') ? 'mariadb' : 'mysql'
  const settings = Object.fromEntries([...fileSettings(sys), ...sys.argv.slice(1).flatMap(setting)])
  return {
    flavour,
    version: versionOf(sys, flavour),
    datadir: (settings['datadir'] ?? '/var/lib/mysql').replace(/\/$/, ''),
    socket: settings['socket'] ?? `${flavour === 'mysql' ? '/var' : ''}/run/mysqld/mysqld.sock`,
    port: Number(settings['port'] ?? 3306),
    networking: !('skip_networking' in settings),
    settings,
  }
}

/** `--skip-networking`, `--port=3307`: a dash and an underscore are the same. */
function setting(word: string): readonly (readonly [string, string])[] {
  const [, name, value = ''] = /^--([\w-]+)(?:=(.*))?$/s.exec(word) ?? []
  return name === undefined ? [] : [[name.replaceAll('-', '_'), value]]
}

function fileSettings(sys: Sys): readonly (readonly [string, string])[] {
  const found = directories.flatMap((dir) =>
    (orUndefined(() => sys.readdir(dir)) ?? [])
      .filter(({ name }) => name.endsWith('.cnf'))
      .map(({ name }) => `${dir}/${name}`),
  )
  return [...files, ...found].flatMap((path) => settingsIn(linesOf(sys, path)))
}

export function settingsIn(lines: readonly string[], wanted = groups): readonly (readonly [string, string])[] {
  let within = false
  const all: (readonly [string, string])[] = []
  for (const line of lines.map((each) => each.trim())) {
    if (line.startsWith('[')) within = wanted.test(line)
    else if (within && line !== '' && !/^[#;!]/.test(line)) {
      const [name = '', ...rest] = line.split('=')
      all.push([
        name.trim().replaceAll('-', '_'),
        rest
          .join('=')
          .trim()
          .replace(/^(['"])(.*)\1$/, '$2'),
      ])
    }
  }
  return all
}
