import { linesOf, orUndefined, put } from '../face'
import { utf8 } from '../../../base/bytes'
import { debianPackages, resolve, type Package } from './known'
import { staged, type Plan, type Stage } from './staged'
import { parents, unpack } from './unpack'
import type { Sys } from '../../wire/sys'

/**
 * apt-get, apt and dpkg on a small simulated archive: no network is needed, but the lists must have been fetched first.
 *
 * @models apt 2.7, dpkg 1.22
 * @fidelity part: update, install, remove, clean, list, search; the packages are stand-ins with true names and sizes; always answers yes
 */
const lists = '/var/lib/apt/lists'
const second = 1_000_000

const distribution = (sys: Sys) => {
  const lines = linesOf(sys, '/etc/os-release')
  const of = (key: string) =>
    lines
      .find((line) => line.startsWith(`${key}=`))
      ?.slice(key.length + 1)
      .replace(/"/g, '') ?? ''
  return { codename: of('VERSION_CODENAME') || 'noble', ubuntu: of('ID') === 'ubuntu' }
}

const human = (bytes: number) =>
  bytes >= 1e6
    ? `${(bytes / 1e6).toFixed(bytes >= 1e8 ? 0 : 1)} MB`
    : bytes >= 1000
      ? `${Math.round(bytes / 1000)} kB`
      : `${bytes} B`

const installedNames = (sys: Sys): ReadonlySet<string> =>
  new Set(linesOf(sys, '/var/lib/dpkg/status').flatMap((line) => (line.startsWith('Package: ') ? [line.slice(9)] : [])))

const haveLists = (sys: Sys) =>
  (orUndefined(() => sys.readdir(lists)) ?? []).some((entry) => entry.name.endsWith('_Packages'))

function refuse(sys: Sys, words: string, status = 100): number {
  sys.write(2, utf8(words))
  return status
}

function begin(sys: Sys): Plan {
  const apt = sys.argv[0]!.endsWith('apt')
  const words = sys.argv.slice(1).filter((arg) => !arg.startsWith('-') && !arg.includes('::'))
  const quiet = sys.argv
    .filter((arg) => /^-q+$|^-qq|^-yqq|^--quiet/.test(arg))
    .join('')
    .includes('qq')
  const [verb, ...names] = words
  if (sys.argv.includes('--version') || sys.argv.includes('-v')) return shown(sys, 'apt 2.7.14 (amd64)\n')
  if (
    ['update', 'install', 'remove', 'purge', 'autoremove', 'upgrade', 'dist-upgrade', 'clean', 'autoclean'].includes(
      verb ?? '',
    ) &&
    sys.uid !== 0
  )
    return refuse(
      sys,
      `E: Could not open lock file ${verb === 'update' ? '/var/lib/apt/lists/lock' : '/var/lib/dpkg/lock-frontend'} - open (13: Permission denied)\nE: Unable to ${verb === 'update' ? 'lock directory /var/lib/apt/lists/' : 'acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?'}\n`,
    )
  if (apt && !sys.isatty(1))
    sys.write(2, '\nWARNING: apt does not have a stable CLI interface. Use with caution in scripts.\n\n')
  if (verb === 'update') return update(sys, quiet, apt)
  if (verb === 'install') return install(sys, names, quiet)
  if (verb === 'remove' || verb === 'purge') return remove(sys, names)
  if (verb === 'clean' || verb === 'autoclean') return 0
  if (verb === 'autoremove' || verb === 'upgrade' || verb === 'dist-upgrade')
    return shown(
      sys,
      quiet
        ? ''
        : `${reading}${verb === 'autoremove' ? '' : 'Calculating upgrade...\n'}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`,
    )
  if (verb === 'list')
    return shown(
      sys,
      `Listing...\n${[...installedNames(sys)].map((name) => `${name}/now 1.0 amd64 [installed]\n`).join('')}`,
    )
  if (verb === 'search')
    return shown(
      sys,
      `Sorting...\nFull Text Search...\n${debianPackages
        .filter((each) => each.name.includes(names[0] ?? ''))
        .map((each) => `${each.name}/${distribution(sys).codename} ${each.version} amd64\n  simulated package\n\n`)
        .join('')}`,
    )
  return refuse(
    sys,
    verb === undefined
      ? `apt 2.7.14 (amd64)\nUsage: ${sys.argv[0]} [options] command\n`
      : `E: Invalid operation ${verb}\n`,
    verb === undefined ? 0 : 100,
  )
}

function shown(sys: Sys, words: string): number {
  put(sys, words)
  return 0
}

const reading = 'Reading package lists...\nBuilding dependency tree...\nReading state information...\n'

function update(sys: Sys, quiet: boolean, apt: boolean): Plan {
  const { codename, ubuntu } = distribution(sys)
  const site = ubuntu ? 'http://archive.ubuntu.com/ubuntu' : 'http://deb.debian.org/debian'
  const sources: readonly (readonly [line: string, size: number])[] = ubuntu
    ? [
        [`${site} ${codename} InRelease`, 256_000],
        [`${site} ${codename}-updates InRelease`, 126_000],
        [`http://security.ubuntu.com/ubuntu ${codename}-security InRelease`, 126_000],
        [`${site} ${codename}/main amd64 Packages`, 1_808_000],
        [`${site} ${codename}/universe amd64 Packages`, 19_300_000],
        [`${site} ${codename}-updates/main amd64 Packages`, 1_642_000],
      ]
    : [
        [`${site} ${codename} InRelease`, 151_000],
        [`${site} ${codename}-updates InRelease`, 55_400],
        [`${site} ${codename}/main amd64 Packages`, 8_793_000],
      ]
  const total = sources.reduce((sum, [, size]) => sum + size, 0)
  const stages: Stage[] = sources.map(([line, size], i) => ({
    after: 60_000 + Math.floor(size / 12),
    words: quiet ? '' : `Get:${i + 1} ${line} [${human(size)}]\n`,
  }))
  const took = Math.max(1, Math.round(stages.reduce((sum, stage) => sum + stage.after, 0) / second))
  const words = quiet
    ? ''
    : `Fetched ${human(total)} in ${took}s (${human(total / took)}/s)\nReading package lists...\n${apt ? 'Building dependency tree...\nReading state information...\nAll packages are up to date.\n' : ''}`
  return { status: 0, stages: [...stages, { after: 400_000, words, act: ['lists', codename] }] }
}

function install(sys: Sys, names: readonly string[], quiet: boolean): Plan {
  const have = installedNames(sys)
  const { packages, unknown } = resolve(
    debianPackages,
    names.filter((name) => !have.has(name)),
    have,
  )
  if (names.some((name) => !have.has(name)) && !haveLists(sys))
    unknownAll(
      sys,
      names.filter((name) => !have.has(name)),
      quiet,
    )
  const missing = haveLists(sys) ? unknown : names.filter((name) => !have.has(name))
  if (missing.length > 0) {
    if (haveLists(sys)) unknownAll(sys, missing, quiet)
    return 100
  }
  const newest = names
    .filter((name) => have.has(name))
    .map((name) => `${name} is already the newest version.\n`)
    .join('')
  if (packages.length === 0)
    return shown(
      sys,
      quiet ? '' : `${reading}${newest}0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.\n`,
    )
  return { status: 0, stages: installation(sys, packages, names, newest, quiet) }
}

function unknownAll(sys: Sys, names: readonly string[], quiet: boolean): void {
  if (!quiet) put(sys, reading)
  refuse(sys, names.map((name) => `E: Unable to locate package ${name}\n`).join(''))
}

function installation(
  sys: Sys,
  packages: readonly Package[],
  names: readonly string[],
  newest: string,
  quiet: boolean,
): readonly Stage[] {
  const say = (words: string) => (quiet ? '' : words)
  const extra = packages.filter((each) => !names.includes(each.name))
  const listOf = (list: readonly Package[]) =>
    `  ${list
      .map((each) => each.name)
      .sort()
      .join(' ')}\n`
  const download = packages.reduce((sum, each) => sum + each.download, 0)
  const size = packages.reduce((sum, each) => sum + each.installed, 0)
  const { codename, ubuntu } = distribution(sys)
  const site = ubuntu
    ? `http://archive.ubuntu.com/ubuntu ${codename}/main`
    : `http://deb.debian.org/debian ${codename}/main`
  const head = `${reading}${newest}${extra.length > 0 ? `The following additional packages will be installed:\n${listOf(extra)}` : ''}The following NEW packages will be installed:\n${listOf(packages)}0 upgraded, ${packages.length} newly installed, 0 to remove and 0 not upgraded.\nNeed to get ${human(download)} of archives.\nAfter this operation, ${human(size)} of additional disk space will be used.\n`
  const fetched = packages.map((each, i): Stage => ({
    after: 40_000 + Math.floor(each.download / 12),
    words: say(`Get:${i + 1} ${site} amd64 ${each.name} amd64 ${each.version} [${human(each.download)}]\n`),
  }))
  const took = Math.max(1, Math.round(fetched.reduce((sum, stage) => sum + stage.after, 0) / second))
  const unpacked = packages.flatMap((each): readonly Stage[] => [
    {
      after: 80_000,
      words: `Selecting previously unselected package ${each.name}.\nPreparing to unpack .../${each.name}_${each.version.replace(/^\d+:/, '')}_amd64.deb ...\nUnpacking ${each.name} (${each.version}) ...\n`,
      act: ['unpack', each.name],
    },
  ])
  const configured = packages.map((each): Stage => ({
    after: 60_000,
    words: `Setting up ${each.name} (${each.version}) ...\n`,
  }))
  return [
    { after: 300_000, words: say(head) },
    ...fetched,
    { after: 100_000, words: say(`Fetched ${human(download)} in ${took}s (${human(download / took)}/s)\n`) },
    ...unpacked,
    ...configured,
    { after: 200_000, words: 'Processing triggers for libc-bin (2.39-0ubuntu8.5) ...\n' },
  ]
}

function remove(sys: Sys, names: readonly string[]): Plan {
  const have = installedNames(sys)
  const gone = names.filter((name) => have.has(name))
  return {
    status: 0,
    stages: [
      {
        after: 300_000,
        words: `${reading}${gone.length > 0 ? `The following packages will be REMOVED:\n  ${gone.join(' ')}\n` : ''}0 upgraded, 0 newly installed, ${gone.length} to remove and 0 not upgraded.\n`,
      },
      ...gone.map((name): Stage => ({ after: 100_000, words: `Removing ${name} ...\n`, act: ['remove', name] })),
    ],
  }
}

const status = '/var/lib/dpkg/status'

function perform(sys: Sys, name: string, on: string): void {
  if (name === 'lists') {
    parents(sys, `${lists}/x`)
    for (const part of ['InRelease', 'main_binary-amd64_Packages']) {
      const path = `${lists}/archive_dists_${on}_${part}`
      sys.writeFile(path, `Suite: ${on}\n`, 0o644)
      sys.truncate(path, part === 'InRelease' ? 256_000 : 9_000_000)
    }
    return
  }
  const pack = debianPackages.find((each) => each.name === on)
  const before = orUndefined(() => sys.readFile(status)) ?? ''
  parents(sys, status)
  if (name === 'remove') {
    for (const program of pack?.programs ?? [])
      for (const dir of ['bin', 'sbin']) orUndefined(() => sys.unlink(`/usr/${dir}/${program}`))
    sys.writeFile(status, before.replace(new RegExp(`Package: ${on}\\n[^]*?\\n\\n`), ''))
    return
  }
  if (!pack) return
  unpack(sys, pack, pack.name === 'nginx-common' ? nginxFiles : [])
  sys.writeFile(
    status,
    `${before}Package: ${pack.name}\nStatus: install ok installed\nArchitecture: amd64\nVersion: ${pack.version}\n\n`,
  )
}

const nginxFiles: readonly (readonly [string, string])[] = [
  [
    '/etc/nginx/nginx.conf',
    'user www-data;\nworker_processes auto;\npid /run/nginx.pid;\n\nevents {\n\tworker_connections 768;\n}\n\nhttp {\n\tinclude /etc/nginx/mime.types;\n\tdefault_type application/octet-stream;\n\taccess_log /var/log/nginx/access.log;\n\tinclude /etc/nginx/conf.d/*.conf;\n\tinclude /etc/nginx/sites-enabled/*;\n}\n',
  ],
  ['/etc/nginx/mime.types', 'types {\n\ttext/html html htm;\n}\n'],
  [
    '/etc/nginx/sites-enabled/default',
    'server {\n\tlisten 80 default_server;\n\troot /var/www/html;\n\tindex index.html index.htm index.nginx-debian.html;\n\tserver_name _;\n\tlocation / {\n\t\ttry_files $uri $uri/ =404;\n\t}\n}\n',
  ],
  [
    '/var/www/html/index.nginx-debian.html',
    '<!DOCTYPE html>\n<html>\n<head>\n<title>Welcome to nginx!</title>\n</head>\n<body>\n<h1>Welcome to nginx!</h1>\n</body>\n</html>\n',
  ],
  ['/var/log/nginx/access.log', ''],
  ['/var/log/nginx/error.log', ''],
]

export const aptGet = staged('apt-get', begin, perform)
export const apt = staged('apt', begin, perform)

export const dpkg = staged(
  'dpkg',
  (sys) => {
    const [flag, name] = sys.argv.slice(1)
    const all = [...installedNames(sys)].sort()
    if (flag === '-l' || flag === '--list')
      return shown(
        sys,
        `Desired=Unknown/Install/Remove/Purge/Hold\n| Status=Not/Inst/Conf-files/Unpacked/halF-conf/Half-inst/trig-aWait/Trig-pend\n|/ Err?=(none)/Reinst-required (Status,Err: uppercase=bad)\n||/ Name           Version      Architecture Description\n+++-==============-============-============-=================================\n${all
          .filter((each) => name === undefined || each === name)
          .map((each) => `ii  ${each.padEnd(14)} ${'1.0'.padEnd(12)} amd64        simulated package\n`)
          .join('')}`,
      )
    if (flag === '--print-architecture') return shown(sys, 'amd64\n')
    if (flag === '-s')
      return all.includes(name ?? '')
        ? shown(sys, `Package: ${name}\nStatus: install ok installed\n`)
        : refuse(sys, `dpkg-query: package '${name}' is not installed and no information is available\n`, 1)
    return refuse(sys, 'glasswhale: dpkg is simulated for -l, -s and --print-architecture only\n', 1)
  },
  () => undefined,
)
