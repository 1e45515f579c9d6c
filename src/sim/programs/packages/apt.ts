import { linesOf, orUndefined, put } from '../face'
import { utf8 } from '../../../base/bytes'
import { resolve, type Package } from './known'
import { debianPackages } from './known-debian'
import { staged, type Plan, type Stage } from './staged'
import { parents, unpack } from './unpack'
import type { Sys } from '../../wire/sys'

/**
 * apt-get, apt and apt-cache on a small simulated archive: the lists must have been fetched first, and the server's name must be known.
 *
 * @models apt 2.7
 * @fidelity part: update, install, remove, clean, list, search, show, policy; the packages are stand-ins with true names and sizes
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
  const ubuntu = of('ID') === 'ubuntu'
  return {
    codename: of('VERSION_CODENAME') || 'noble',
    ubuntu,
    host: ubuntu ? 'archive.ubuntu.com' : 'deb.debian.org',
    site: ubuntu ? 'http://archive.ubuntu.com/ubuntu' : 'http://deb.debian.org/debian',
  }
}

/** The archive as this distribution has it. */
const archive = (sys: Sys): readonly Package[] => {
  const { ubuntu } = distribution(sys)
  const all = docked(sys) ? debianPackages : debianPackages.filter((each) => !ofDocker.test(each.name))
  return ubuntu ? all : all.map((each) => ({ ...each, version: each.debian }))
}

/** Docker's own packages are in Docker's own archive. */
const ofDocker = /^(docker-ce|docker-ce-cli|containerd\.io|docker-compose-plugin|docker-buildx-plugin)$/
const docked = (sys: Sys) =>
  (orUndefined(() => sys.readdir('/etc/apt/sources.list.d')) ?? []).some((entry) => entry.name.startsWith('docker'))

const human = (bytes: number) =>
  bytes >= 1e6
    ? `${(bytes / 1e6).toFixed(bytes >= 1e8 ? 0 : 1)} MB`
    : bytes >= 1000
      ? `${Math.round(bytes / 1000)} kB`
      : `${bytes} B`

export interface Installed {
  readonly name: string
  readonly version: string
}

export const installedPackages = (sys: Sys): readonly Installed[] =>
  (orUndefined(() => sys.readFile('/var/lib/dpkg/status')) ?? '').split('\n\n').flatMap((record) => {
    const name = /^Package: (.*)$/m.exec(record)?.[1]
    return name === undefined ? [] : [{ name, version: /^Version: (.*)$/m.exec(record)?.[1] ?? '' }]
  })

/** On the Docker host Docker's packages are there from the start, though nobody wrote them into the database. */
const installedNames = (sys: Sys): ReadonlySet<string> =>
  new Set([
    ...installedPackages(sys).map(({ name }) => name),
    ...(orUndefined(() => sys.stat('/usr/bin/dockerd'))
      ? [
          'docker-ce',
          'docker-ce-cli',
          'containerd.io',
          'docker-buildx-plugin',
          'docker-compose-plugin',
          'curl',
          'wget',
          'git',
          'ca-certificates',
          'jq',
          'tree',
        ]
      : []),
  ])

const haveLists = (sys: Sys) =>
  (orUndefined(() => sys.readdir(lists)) ?? []).some((entry) => entry.name.endsWith('_Packages')) ||
  orUndefined(() => sys.stat('/usr/bin/dockerd')) !== undefined

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
      `Listing...\n${installedPackages(sys)
        .filter((each) => names.length === 0 || names.includes(each.name))
        .map((each) => `${each.name}/${distribution(sys).codename},now ${each.version} amd64 [installed]\n`)
        .join('')}`,
    )
  if (verb === 'show') return shownPackage(sys, names)
  if (verb === 'policy') return policy(sys, names)
  if (verb === 'add-repository' || verb === 'edit-sources' || verb === 'source' || verb === 'build-dep')
    return refuse(sys, `glasswhale: apt ${verb} is not simulated\n`, 1)
  if (verb === 'search')
    return shown(
      sys,
      `Sorting...\nFull Text Search...\n${archive(sys)
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
  const lost = `Temporary failure resolving '${distribution(sys).host}'`
  const offline = {
    out: `Ign:1 ${sources[0]![0]}\nErr:1 ${sources[0]![0]}\n  ${lost}\nReading package lists...\n`,
    err: `W: Failed to fetch ${site}/dists/${codename}/InRelease  ${lost}\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
    status: 0,
  }
  return {
    status: 0,
    from: { host: distribution(sys).host, offline },
    stages: [...stages, { after: 400_000, words, act: ['lists', codename] }],
  }
}

function install(sys: Sys, names: readonly string[], quiet: boolean): Plan {
  const have = installedNames(sys)
  const { packages, unknown } = resolve(
    archive(sys),
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
  const { host, site } = distribution(sys)
  const first = packages[0]!
  const lost = `Temporary failure resolving '${host}'`
  const offline = {
    out: `${reading}Err:1 ${site} ${first.name} amd64 ${first.version}\n  ${lost}\n`,
    err: `E: Failed to fetch ${site}/pool/main/${first.name[0]}/${first.name}/${first.name}_${first.version}_amd64.deb  ${lost}\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`,
    status: 100,
  }
  return { status: 0, from: { host, offline }, stages: installation(sys, packages, names, newest, quiet) }
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
  const yes = sys.argv.some((arg) => /^-[a-z]*y|^-qq|^--(yes|assume-yes)$/.test(arg))
  const asks = !yes && extra.length > 0
  return [
    { after: 300_000, words: say(head) + (asks ? 'Do you want to continue? [Y/n] ' : ''), asks },
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
  const pack = archive(sys).find((each) => each.name === on)
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
export const aptCache = staged('apt-cache', begin, perform)

function shownPackage(sys: Sys, names: readonly string[]): number {
  const found = names.map((name) => archive(sys).find((each) => each.name === name))
  const lost = names.filter((_, i) => found[i] === undefined || !haveLists(sys))
  if (lost.length > 0)
    return refuse(sys, lost.map((name) => `N: Unable to locate package ${name}\n`).join('') + 'E: No packages found\n')
  return shown(
    sys,
    found
      .map(
        (each) =>
          `Package: ${each!.name}\nVersion: ${each!.version}\nInstalled-Size: ${human(each!.installed)}\n${each!.needs.length > 0 ? `Depends: ${each!.needs.join(', ')}\n` : ''}Download-Size: ${human(each!.download)}\nDescription: simulated package\n\n`,
      )
      .join(''),
  )
}

function policy(sys: Sys, names: readonly string[]): number {
  const { site, codename } = distribution(sys)
  return shown(
    sys,
    names
      .map((name) => {
        const here = installedPackages(sys).find((each) => each.name === name)?.version
        const there = haveLists(sys) ? archive(sys).find((each) => each.name === name)?.version : undefined
        if (here === undefined && there === undefined) return ''
        const row =
          there === undefined
            ? ''
            : `${here === there ? ' ***' : '    '} ${there} 500\n        500 ${site} ${codename}/main amd64 Packages\n`
        return `${name}:\n  Installed: ${here ?? '(none)'}\n  Candidate: ${there ?? here ?? '(none)'}\n  Version table:\n${row}${here === undefined ? '' : `${here === there ? '' : ` *** ${here} 100\n`}        100 /var/lib/dpkg/status\n`}`
      })
      .join(''),
  )
}
