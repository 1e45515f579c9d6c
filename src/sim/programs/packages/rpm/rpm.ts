import { strftime } from '../../clock'
import { oneShot, orUndefined, put } from '../../face'
import { headOf, installedRpms, nvra, withoutEpoch, type InstalledRpm } from './database'
import { packagesOf } from './known'
import { distributionOf } from './repositories'
import { removeRpm } from './transaction'
import { refuse, shown } from '../answers'
import type { Sys } from '../../../wire/sys'

/**
 * rpm: what is installed. Compared with rpm 4.18.
 *
 * @models rpm(8)
 * @fidelity part: -q with -a -i -l -f -c and --qf, -e, -E, --import, --version; nothing is installed from a file
 */
export const rpm = oneShot('rpm', (sys, args) => {
  const letters = args.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('')
  const long = (name: string) => args.some((word) => word === `--${name}` || word.startsWith(`--${name}=`))
  const names = operands(args)
  if (long('version')) return shown(sys, 'RPM version 4.16.1.3\n')
  if (long('import')) return 0
  if (letters.includes('E') || long('eval')) return shown(sys, `${names.map((name) => macro(sys, name)).join('\n')}\n`)
  if (letters.includes('q') || long('query')) return query(sys, letters, names, formatOf(args), long)
  if (letters.includes('e') || long('erase')) return erase(sys, names)
  if (letters.includes('V') || long('verify')) return 0
  if (/[iUF]/.test(letters) || long('install'))
    return refuse(sys, 'glasswhale: rpm -i is not simulated; try dnf or yum\n')
  return refuse(sys, args.length === 0 ? 'RPM version 4.16.1.3\n' : `rpm: ${args[0]}: unknown option\n`)
})

const valued = ['--qf', '--queryformat', '--root', '--nodeps']

const operands = (args: readonly string[]): readonly string[] =>
  args.filter((word, i) => !word.startsWith('-') && !valued.slice(0, 3).includes(args[i - 1] ?? ''))

const formatOf = (args: readonly string[]): string | undefined => {
  const at = args.findIndex((word) => word === '--qf' || word === '--queryformat')
  return at >= 0 ? args[at + 1] : args.find((word) => word.startsWith('--queryformat='))?.slice('--queryformat='.length)
}

function macro(sys: Sys, words: string): string {
  const { family, releasever } = distributionOf(sys)
  const known: Readonly<Record<string, string>> = {
    [family === 'fc42' ? 'fedora' : 'rhel']: releasever,
    _arch: 'x86_64',
    _bindir: '/usr/bin',
    dist: family === 'fc42' ? '.fc42' : `.${family}`,
  }
  return words.replace(
    /%(?:\{\??(\w+)\}|(\w+))/g,
    (whole, braced?: string, plain?: string) => known[braced ?? plain!] ?? whole,
  )
}

const order = (list: readonly InstalledRpm[]) => [...list].reverse()

function query(
  sys: Sys,
  letters: string,
  names: readonly string[],
  format: string | undefined,
  long: (name: string) => boolean,
): number {
  const known = packagesOf(distributionOf(sys).family)
  const all = installedRpms(sys).map((each) => ({
    ...each,
    summary: each.summary || (known.find((one) => one.name === each.name)?.summary ?? ''),
  }))
  const show = (each: InstalledRpm) => {
    if (letters.includes('i') || long('info')) return card(each)
    if (letters.includes('l') || long('list')) return files(each)
    if (letters.includes('c'))
      return each.files
        .filter((path) => path.startsWith('/etc/'))
        .map((path) => `${path}\n`)
        .join('')
    return format === undefined ? `${nvra(each)}\n` : formatted(format, each)
  }
  if (letters.includes('a') || long('all')) {
    const globs = names.map((name) => new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`))
    const chosen = order(all).filter((each) => globs.length === 0 || globs.some((glob) => glob.test(each.name)))
    return shown(sys, chosen.map(show).join(''))
  }
  if (names.length === 0) return refuse(sys, 'rpm: no arguments given for query\n')
  if (letters.includes('f') || long('file')) return owners(sys, all, names, show)
  const lost = names.filter((name) => !all.some((each) => matches(each, name)))
  for (const name of names) {
    const found = all.filter((each) => matches(each, name))
    put(sys, found.length === 0 ? `package ${name} is not installed\n` : found.map(show).join(''))
  }
  return Math.min(lost.length, 255)
}

const matches = (each: InstalledRpm, name: string) =>
  [each.name, `${each.name}.${each.arch}`, `${each.name}-${withoutEpoch(each.version)}`, nvra(each)].includes(name)

function owners(
  sys: Sys,
  all: readonly InstalledRpm[],
  paths: readonly string[],
  show: (each: InstalledRpm) => string,
): number {
  const bad = paths.filter((path) => {
    if (orUndefined(() => sys.lstat(path)) === undefined)
      return refuse(sys, `error: file ${path}: No such file or directory\n`) === 1
    const real = orUndefined(() => sys.realpath(path)) ?? path
    const name = real.slice(real.lastIndexOf('/') + 1)
    const owner =
      all.find((each) => each.files.includes(path) || each.files.includes(real)) ??
      (/\/s?bin\//.test(real) ? all.find((each) => each.name === name) : undefined)
    if (owner !== undefined) put(sys, show(owner))
    else if (/^\/(usr|etc|var)\//.test(real) && !/\/local\//.test(real))
      refuse(sys, `glasswhale: which package ${path} came with is not recorded\n`)
    else put(sys, `file ${path} is not owned by any package\n`)
    return owner === undefined
  })
  return bad.length
}

function files(each: InstalledRpm): string {
  if (each.files.length > 0) return each.files.map((path) => `${path}\n`).join('')
  return each.time === 0 ? 'glasswhale: the files that an image came with are not recorded\n' : '(contains no files)\n'
}

const day = (seconds: number) => strftime('%a %b %e %H:%M:%S %Y', seconds)

function card(each: InstalledRpm): string {
  const rows: readonly (readonly [string, string])[] = [
    ...headOf(each),
    ...(each.time === 0 ? [] : [['Install Date', day(each.time)] as const]),
    ['Group', 'Unspecified'],
    ['Size', String(each.size)],
    ['Source RPM', `${each.name}-${withoutEpoch(each.version)}.src.rpm`],
    ['Summary', each.summary || 'simulated package'],
  ]
  return `${rows.map(([key, value]) => `${key.padEnd(12)}: ${value}\n`).join('')}Description :\n${each.summary || 'simulated package'}\n`
}

function formatted(format: string, each: InstalledRpm): string {
  const [version = '', release = ''] = withoutEpoch(each.version).split(/-(?=[^-]*$)/)
  const tags: Readonly<Record<string, string>> = {
    NAME: each.name,
    VERSION: version,
    RELEASE: release,
    ARCH: each.arch,
    SIZE: String(each.size),
    SUMMARY: each.summary,
    EPOCH: /^\d+(?=:)/.exec(each.version)?.[0] ?? '(none)',
    NVRA: nvra(each),
    INSTALLTIME: String(each.time),
  }
  return format
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t')
    .replace(/%(-?\d*)\{(\w+)\}/g, (_, wide: string, tag: string) => {
      const value = tags[tag.toUpperCase()] ?? '(none)'
      return wide.startsWith('-') ? value.padEnd(-Number(wide)) : value.padStart(Number(wide))
    })
}

function erase(sys: Sys, names: readonly string[]): number {
  if (sys.uid !== 0)
    return refuse(sys, "error: can't create transaction lock on /var/lib/rpm/.rpm.lock (Permission denied)\n")
  const lost = names.filter((name) => !installedRpms(sys).some((each) => matches(each, name)))
  if (lost.length > 0) return refuse(sys, lost.map((name) => `error: package ${name} is not installed\n`).join(''))
  for (const each of installedRpms(sys)) if (names.some((name) => matches(each, name))) removeRpm(sys, each.name)
  return 0
}
