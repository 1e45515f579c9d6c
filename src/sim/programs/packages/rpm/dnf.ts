import { strftime } from '../../clock'
import { baseName } from '../../face'
import { staged, type Plan, type Stage } from '../staged'
import { acting } from './act'
import { argumentsOf, type Asked } from './arguments'
import { cleaned, fetchedAt } from './cache'
import { installedRpms, nevra, type InstalledRpm } from './database'
import { installStages, removeStages, transferTime } from './dnf-transaction'
import { fetched } from './dnf-words'
import { keyStage } from './keys'
import { info, listed, provides, repolist, searched, type Answer } from './dnf-queries'
import { rivals } from './known'
import { metadataSize, repositoriesOf, type Offer, type Repository } from './repositories'
import { unwanted, wanted } from './transaction'
import { refuse, shown } from '../answers'
import type { Sys } from '../../../wire/sys'

/**
 * dnf 4, which is also the yum of Enterprise Linux 8 and 9: on a small simulated archive whose packages are stand-ins. What has no
 * terminal is 80 columns wide; on a terminal the bars that real ones draw while they wait are left out.
 *
 * @models dnf 4.14
 * @fidelity part: install, remove, upgrade, check-update, makecache, clean, list, search, info, provides, repolist; no groups, no modules
 */
const root = '/var/cache/dnf'

export const widthOf = (sys: Sys): number => (sys.isatty(1) ? sys.winsize(1).cols || 80 : 80)

const changing = /^(install|localinstall|remove|erase|autoremove|upgrade|update|reinstall|downgrade|swap|distro-sync)$/

function begin(sys: Sys): Plan {
  const asked = argumentsOf(sys.argv.slice(1))
  const { verb = '' } = asked
  if (asked.has('--version')) return shown(sys, '4.14.0\n')
  if (changing.test(verb) && sys.uid !== 0)
    return refuse(
      sys,
      'Error: This command has to be run with superuser privileges (under the root user on most systems).\n',
    )
  const act = verbs[verb]
  if (act !== undefined) return act(sys, asked)
  if (verb === '' || asked.has('--help') || asked.has('-h'))
    return shown(
      sys,
      `usage: ${baseName(sys.argv[0]!)} [options] COMMAND\n\nglasswhale: the rest of this help is not simulated\n`,
    )
  return refuse(
    sys,
    `No such command: ${verb}. Please use /usr/bin/${baseName(sys.argv[0]!)} --help\nIt could be a DNF plugin command, try: "dnf install 'dnf-command(${verb})'"\n`,
  )
}

/** What comes before everything that needs to know the packages: the metadata is fetched, or is young enough. */
export function withMetadata(sys: Sys, asked: Asked, status: number, then: readonly Stage[], sayOn: 1 | 2 = 1): Plan {
  const repositories = repositoriesOf(sys, asked.chosen)
  const now = Math.floor(sys.now() / 1e6)
  const fresh = (each: Repository) => {
    const at = fetchedAt(sys, root, each)
    return at !== undefined && now - at < 172_800 && !asked.has('--refresh')
  }
  const missing = repositories.filter((each) => !fresh(each))
  const first = missing[0]
  const oldest = Math.min(...repositories.map((each) => fetchedAt(sys, root, each) ?? now))
  const age = `Last metadata expiration check: ${hours(now - oldest)} ago on ${strftime('%a %b %e %H:%M:%S %Y', oldest)}.\n`
  const said = asked.quiet || first !== undefined || repositories.length === 0 ? '' : age
  const head: Stage = { after: 150_000, words: sayOn === 1 ? said : '', err: sayOn === 2 ? said : '' }
  if (first === undefined) return { status, stages: [head, ...then] }
  const width = widthOf(sys)
  return {
    status,
    from: { host: first.host, offline: lost(first, width, asked.quiet) },
    stages: [
      ...missing.map((each): Stage => {
        const size = fetchedAt(sys, root, each) === undefined ? metadataSize(each) : unchanged
        const after = 200_000 + transferTime(size)
        const words = asked.quiet ? '' : fetched(each.name, size, after, width)
        return { after, words, act: ['metadata', each.id] }
      }),
      ...then,
    ],
  }
}

/** Bytes that tell that nothing has changed. */
const unchanged = 3000

const hours = (seconds: number) => `${Math.floor(seconds / 3600)}:${strftime('%M:%S', seconds % 3600)}`

/** What it says where the name of the server is not known. */
function lost({ id, name, address, by, host }: Repository, width: number, quiet: boolean) {
  const file = by === 'baseurl' ? `${address.replace(/\/$/, '')}/repodata/repomd.xml` : address
  const curl = `Curl error (6): Couldn't resolve host name for ${file} [Could not resolve host: ${host}]`
  const cause =
    by === 'baseurl'
      ? 'Cannot download repomd.xml: Cannot download repodata/repomd.xml: All mirrors were tried'
      : `Cannot prepare internal mirrorlist: ${curl}`
  return {
    out: quiet ? '' : fetched(name, 0, 1e9, width).replace('16:40', '00:00'),
    err: `Errors during downloading metadata for repository '${id}':\n  - ${curl}\nError: Failed to download metadata for repo '${id}': ${cause}\n`,
    status: 1,
  }
}

const nothing = 'Dependencies resolved.\nNothing to do.\nComplete!\n'

function install(sys: Sys, asked: Asked): Plan {
  if (asked.names.length === 0)
    return refuse(sys, 'dnf install: error: the following arguments are required: PACKAGE\n', 2)
  const repositories = repositoriesOf(sys, asked.chosen)
  const todo = wanted(sys, asked.names, repositories)
  const say = (words: string) => (asked.quiet ? '' : words)
  const there = say(todo.there.map((each) => `Package ${nevra(each)} is already installed.\n`).join(''))
  if (todo.unknown.length > 0) {
    const words = say(todo.unknown.map((name) => `No match for argument: ${name}\n`).join('')) + there
    const err = `Error: Unable to find a match: ${todo.unknown.join(' ')}\n`
    return withMetadata(sys, asked, 1, [{ after: 100_000, words, err }])
  }
  if (todo.packages.length === 0) return withMetadata(sys, asked, 0, [{ after: 100_000, words: there + say(nothing) }])
  const inTheWay = installedRpms(sys).filter((each) => todo.packages.some((one) => rivals[one.name] === each.name))
  if (inTheWay.length > 0 && !asked.has('--allowerasing'))
    return withMetadata(sys, asked, 1, [
      { after: 200_000, words: say(wayOut), err: conflict(inTheWay[0]!, todo.packages) },
    ])
  const width = widthOf(sys)
  const stages = installStages(asked, todo, inTheWay, keyStage(sys, asked, todo.packages[0]!.from, width), width)
  return withMetadata(sys, asked, 0, [{ after: 1000, words: there }, ...stages])
}

const wayOut =
  "(try to add '--allowerasing' to command line to replace conflicting packages or '--skip-broken' to skip uninstallable packages or '--nobest' to use not only best candidate packages)\n"

function conflict(rival: InstalledRpm, packages: readonly Offer[]): string {
  const other = packages.find((each) => rivals[each.name] === rival.name)!
  return `Error: \n Problem: problem with installed package ${nevra(rival)}\n  - package ${nevra(rival)} from @System conflicts with ${other.name} provided by ${nevra(other)} from ${other.from.id}\n  - conflicting requests\n`
}

function remove(sys: Sys, asked: Asked): Plan {
  const todo = unwanted(sys, asked.names, repositoriesOf(sys, asked.chosen))
  const words = todo.unknown.map((name) => `No match for argument: ${name}\n`).join('')
  const err = todo.unknown.length > 0 ? 'No packages marked for removal.\n' : ''
  if (todo.gone.length === 0 && todo.unneeded.length === 0)
    return { status: 0, stages: [{ after: 100_000, words: words + nothing, err }] }
  return { status: 0, stages: [{ after: 1000, words }, ...removeStages(asked, todo, widthOf(sys))] }
}

const nothingNewer = (sys: Sys, asked: Asked): Plan =>
  withMetadata(sys, asked, 0, [{ after: 300_000, words: asked.quiet ? '' : nothing }])

const verbs: Readonly<Record<string, (sys: Sys, asked: Asked) => Plan>> = {
  install,
  remove,
  erase: remove,
  upgrade: nothingNewer,
  update: nothingNewer,
  'check-update': (sys, asked) => withMetadata(sys, asked, 0, []),
  makecache: (sys, asked) =>
    withMetadata(sys, { ...asked, has: (option) => option === '--refresh' || asked.has(option) }, 0, [
      { after: 100_000, words: 'Metadata cache created.\n' },
    ]),
  clean: (sys) => shown(sys, `${cleaned(sys, root)} files removed\n`),
  autoremove: (sys, asked) => remove(sys, { ...asked, names: [] }),
  list: (sys, asked) => queried(sys, asked, listed(sys, asked, widthOf(sys))),
  info: (sys, asked) => queried(sys, asked, info(sys, asked)),
  search: (sys, asked) => queried(sys, asked, searched(sys, asked, widthOf(sys)), 2),
  provides: (sys, asked) => queried(sys, asked, provides(sys, asked)),
  whatprovides: (sys, asked) => queried(sys, asked, provides(sys, asked)),
  repolist: (sys, asked) => shown(sys, repolist(sys, asked, widthOf(sys))),
  ...Object.fromEntries(
    [
      'group',
      'groupinstall',
      'grouplist',
      'module',
      'history',
      'config-manager',
      'repoquery',
      'shell',
      'reinstall',
      'downgrade',
      'swap',
      'distro-sync',
      'updateinfo',
      'mark',
      'check',
      'deplist',
      'alias',
      'download',
      'builddep',
      'copr',
      'versionlock',
    ].map((verb) => [
      verb,
      (sys: Sys) => refuse(sys, `glasswhale: ${baseName(sys.argv[0]!)} ${verb} is not simulated\n`),
    ]),
  ),
}

const queried = (
  sys: Sys,
  asked: Asked,
  { out = '', err = '', local = false, status }: Answer,
  sayOn: 1 | 2 = 1,
): Plan =>
  local
    ? { status, stages: [{ after: 50_000, words: out, err }] }
    : withMetadata(sys, asked, status, [{ after: 100_000, words: out, err }], sayOn)

export const dnf = staged('dnf', begin, acting(root))
