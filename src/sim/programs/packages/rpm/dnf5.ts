import { orUndefined } from '../../face'
import { staged, type Plan, type Stage } from '../staged'
import { acting } from './act'
import { argumentsOf, type Asked } from './arguments'
import { cleaned, fetchedAt } from './cache'
import { installedRpms, nvra, type InstalledRpm } from './database'
import { byName } from './dnf-words'
import { bar, exactSize, roundSize, rowsOf, summary, table } from './dnf5-words'
import { missingKey } from './keys'
import { metadataSize, offers, repositoriesOf, type Offer, type Repository } from './repositories'
import { unwanted, wanted, type Wanted } from './transaction'
import { refuse, shown } from '../answers'
import type { Sys } from '../../../wire/sys'

/**
 * dnf 5, which Fedora has since 41. What it does while it waits is left out: only bars that have come to their end are drawn.
 *
 * @models dnf5 5.2
 * @fidelity part: install, remove, upgrade, check-upgrade, makecache, clean, list, search, info, repolist; no groups, no modules
 */
const root = '/var/cache/libdnf5'
const loading = 'Updating and loading repositories:\n'
const loaded = 'Repositories loaded.\n'
const transferTime = (bytes: number): number => 40_000 + Math.floor(bytes / 12)

const superuser =
  'The requested operation requires superuser privileges. Please log in as a user with elevated rights, or use the "--assumeno" or "--downloadonly" options to run the command without modifying the system state.\n'

function begin(sys: Sys): Plan {
  const asked = argumentsOf(sys.argv.slice(1))
  const { verb = '' } = asked
  if (asked.has('--version'))
    return shown(
      sys,
      'dnf5 version 5.2.15.0\ndnf5 plugin API version 2.0\nlibdnf5 version 5.2.15.0\nlibdnf5 plugin API version 2.2\n',
    )
  if (/^(install|remove|erase|upgrade|update|autoremove|reinstall)$/.test(verb) && sys.uid !== 0)
    return refuse(sys, superuser)
  const act = verbs[verb]
  if (act !== undefined) return act(sys, asked)
  if (verb === '')
    return shown(
      sys,
      'Usage:\n  dnf5 [GLOBAL OPTIONS] <COMMAND> ...\n\nglasswhale: the rest of this help is not simulated\n',
    )
  if (unsimulated.includes(verb)) return refuse(sys, `glasswhale: dnf ${verb} is not simulated\n`)
  return refuse(
    sys,
    `Unknown argument "${verb}" for command "dnf5". Add "--help" for more information about the arguments.\nIt could be a command provided by a plugin, try: dnf5 install 'dnf5-command(${verb})'\n`,
    2,
  )
}

const unsimulated =
  'advisory autoremove check config-manager copr distro-sync downgrade download environment group history leaves mark module offline provides reinstall repo repoquery swap system-upgrade versionlock'.split(
    ' ',
  )

function withMetadata(sys: Sys, asked: Asked, status: number, then: readonly Stage[]): Plan {
  const repositories = repositoriesOf(sys, asked.chosen)
  const say = (words: string) => (asked.quiet ? '' : words)
  const missing = repositories.filter((each) => fetchedAt(sys, root, each) === undefined || asked.has('--refresh'))
  const [first] = missing
  if (first === undefined)
    return { status, stages: [{ after: 200_000, words: '', err: say(loading + loaded) }, ...then] }
  return {
    status,
    from: { host: first.host, offline: lost(first, say(loading)) },
    stages: [
      { after: 50_000, words: '', err: say(loading) },
      ...missing.map((each): Stage => {
        const after = 200_000 + transferTime(metadataSize(each))
        return {
          after,
          words: '',
          err: say(bar(` ${each.name}`, metadataSize(each), after)),
          act: ['metadata', each.id],
        }
      }),
      { after: 100_000, words: '', err: say(loaded) },
      ...then,
    ],
  }
}

function lost({ id, name, address, by, host }: Repository, before: string) {
  const file = by === 'baseurl' ? `${address.replace(/\/$/, '')}/repodata/repomd.xml` : address
  const curl = `Curl error (6): Could not resolve hostname for ${file} [Could not resolve host: ${host}]`
  const row = bar(` ${name}`, 0, 1000).replace(' 100%', ' ???%')
  return {
    err: `${before}${row}>>> ${curl}\nFailed to download metadata (${by}: "${address}") for repository "${id}": Cannot prepare internal mirrorlist: ${curl}\n`,
    status: 1,
  }
}

const question = (asked: Asked): readonly Stage[] =>
  asked.yes
    ? []
    : [
        {
          after: 1000,
          words: 'Is this ok [y/N]: ',
          asks: { refused: { err: 'Operation aborted by the user.\n', status: 1 } },
        },
      ]

/** `name-epoch:version-release.arch`, the epoch always. */
const full = ({ name, version, arch }: { readonly name: string; readonly version: string; readonly arch: string }) =>
  `${name}-${version.includes(':') ? version : `0:${version}`}.${arch}`

function install(sys: Sys, asked: Asked): Plan {
  const todo = wanted(sys, asked.names, repositoriesOf(sys, asked.chosen))
  const there = todo.there.map((each) => `Package "${nvra(each)}" is already installed.\n`).join('')
  if (todo.unknown.length > 0 && !asked.has('--skip-unavailable')) {
    const words = todo.unknown.map((name) => `No match for argument: ${name}\n`).join('')
    const hint = 'You can try to add to command line:\n  --skip-unavailable to skip unavailable packages\n'
    return withMetadata(sys, asked, 1, [
      { after: 100_000, words: '', err: `Failed to resolve the transaction:\n${there}${words}${hint}` },
    ])
  }
  if (todo.packages.length === 0)
    return withMetadata(sys, asked, 0, [{ after: 100_000, words: `${there}\nNothing to do.\n` }])
  return withMetadata(sys, asked, 0, [{ after: 1000, words: there }, ...installation(sys, asked, todo)])
}

function installation(sys: Sys, asked: Asked, { packages, asked: direct }: Wanted): readonly Stage[] {
  const say = (words: string) => (asked.quiet ? '' : words)
  const download = packages.reduce((sum, each) => sum + each.download, 0)
  const size = packages.reduce((sum, each) => sum + each.installed, 0)
  const head = `${table([
    { title: 'Installing', rows: rowsOf(packages.filter((each) => direct.has(each.name))) },
    { title: 'Installing dependencies', rows: rowsOf(packages.filter((each) => !direct.has(each.name))) },
  ])}${summary('Installing', packages.length)}Total size of inbound packages is ${roundSize(download)}. Need to download ${roundSize(download)}.\nAfter this operation, ${roundSize(size)} extra will be used (install ${roundSize(size)}, remove 0 B).\n`
  const count = packages.length
  const at = (i: number, of: number) => `[${String(i).padStart(String(of).length)}/${of}]`
  const fetches = byName(packages).map((each, i): Stage => {
    const after = transferTime(each.download)
    return { after, words: say(bar(`${at(i + 1, count)} ${full(each)}`, each.download, after)) }
  })
  const took = fetches.reduce((sum, stage) => sum + stage.after, 0)
  return [
    { after: 300_000, words: head },
    ...question(asked),
    ...fetches,
    {
      after: 1000,
      words: say(`${'-'.repeat(80)}\n${bar(`${at(count, count)} Total`, download, took)}Running transaction\n`),
    },
    ...keyStages(sys, packages[0]!),
    { after: 30_000, words: say(bar(`${at(1, count + 2)} Verify package files`, count, 30_000)) },
    { after: 40_000, words: say(bar(`${at(2, count + 2)} Prepare transaction`, count, 40_000)) },
    ...packages.map((each, i): Stage => {
      const after = 60_000 + Math.floor(each.installed / 200)
      const words = say(bar(`${at(i + 3, count + 2)} Installing ${full(each)}`, each.installed, after))
      return { after, words, act: [direct.has(each.name) ? 'install' : 'depend', each.name] }
    }),
    { after: 50_000, words: say('Complete!\n') },
  ]
}

function keyStages(sys: Sys, { from }: Offer): readonly Stage[] {
  const key = missingKey(sys, from)
  if (key === undefined) return []
  const words = `Importing OpenPGP key 0x${key.id}:\n UserID     : "${key.userid}"\n Fingerprint: ${key.fingerprint.replaceAll(' ', '')}\n From       : file://${key.file}\nThe key was successfully imported.\n`
  return [{ after: 50_000, words, act: ['key', key.id] }]
}

function remove(sys: Sys, asked: Asked): Plan {
  const { gone, dependents, unneeded, unknown } = unwanted(sys, asked.names, repositoriesOf(sys, asked.chosen))
  const notes = unknown.map((name) => `No packages to remove for argument: ${name}\n`).join('')
  const all = [...gone, ...dependents, ...unneeded]
  if (all.length === 0) return { status: 0, stages: [{ after: 100_000, words: `${notes}\nNothing to do.\n` }] }
  const freed = roundSize(all.reduce((sum, each) => sum + each.size, 0))
  const head = `${notes}${table([
    { title: 'Removing', rows: rowsOf(gone) },
    { title: 'Removing dependent packages', rows: rowsOf(dependents) },
    { title: 'Removing unused dependencies', rows: rowsOf(unneeded) },
  ])}${summary('Removing', all.length)}After this operation, ${freed} will be freed (install 0 B, remove ${freed}).\n`
  const of = all.length + 1
  const at = (i: number) => `[${String(i).padStart(String(of).length)}/${of}]`
  return {
    status: 0,
    stages: [
      { after: 200_000, words: head },
      ...question(asked),
      { after: 40_000, words: `Running transaction\n${bar(`${at(1)} Prepare transaction`, all.length, 40_000)}` },
      ...all.map((each, i): Stage => ({
        after: 50_000,
        words: bar(`${at(i + 2)} Removing ${full(each)}`, each.files.length, 50_000),
        act: ['remove', each.name],
      })),
      { after: 50_000, words: 'Complete!\n' },
    ],
  }
}

const globbed = (globs: readonly string[]) => {
  const patterns = globs.map(
    (glob) => new RegExp(`^${glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`),
  )
  return (name: string) => patterns.length === 0 || patterns.some((one) => one.test(name))
}

/** What there is of both kinds that the words name. */
function chosenOf(sys: Sys, asked: Asked) {
  const keep = globbed(asked.names)
  const have = byName(installedRpms(sys)).filter((each) => each.name !== 'gpg-pubkey' && keep(each.name))
  const others = byName(offers(sys, repositoriesOf(sys, asked.chosen))).filter(
    (each) => keep(each.name) && !installedRpms(sys).some((one) => one.name === each.name),
  )
  return {
    have: asked.has('--available') ? [] : have,
    others: asked.has('--installed') ? [] : others,
  }
}

function list(sys: Sys, asked: Asked): Plan {
  const { have, others } = chosenOf(sys, asked)
  const rows = (each: readonly (Offer | InstalledRpm)[]) =>
    each.map((one) => [`${one.name}.${one.arch}`, one.version, 'from' in one ? one.from.id : one.repo])
  const all = [...rows(have), ...rows(others)]
  if (all.length === 0)
    return withMetadata(sys, asked, 1, [{ after: 50_000, words: '', err: 'No matching packages to list\n' }])
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => row[column]!.length)))
  const line = ([name = '', version = '', repo = '']: readonly string[]) =>
    `${name.padEnd(widths[0]!)} ${version.padEnd(widths[1]!)} ${repo}\n`
  const section = (title: string, some: readonly (readonly string[])[]) =>
    some.length === 0 ? [] : [`${title} packages\n${some.map(line).join('')}`]
  const words = [...section('Installed', rows(have)), ...section('Available', rows(others))].join('\n')
  return asked.has('--installed')
    ? { status: 0, stages: [{ after: 100_000, words }] }
    : withMetadata(sys, asked, 0, [{ after: 100_000, words }])
}

function info(sys: Sys, asked: Asked): Plan {
  const { have, others } = chosenOf(sys, asked)
  const card = (each: Offer | InstalledRpm) => {
    const [, epoch = '0', version = '', release = ''] = /^(?:(\d+):)?(.*)-([^-]*)$/.exec(each.version) ?? []
    const rows: readonly (readonly [string, string])[] = [
      ['Name', each.name],
      ['Epoch', epoch],
      ['Version', version],
      ['Release', release],
      ['Architecture', each.arch],
      ...('from' in each ? [['Download size', exactSize(each.download)] as const] : []),
      ['Installed size', exactSize('from' in each ? each.installed : each.size)],
      ['Source', `${each.name}-${version}-${release}.src.rpm`],
      ['from' in each ? 'Repository' : 'From repository', 'from' in each ? each.from.id : each.repo],
      ['Summary', each.summary || 'simulated package'],
    ]
    return `${rows.map(([key, value]) => `${key.padEnd(15)}: ${value}\n`).join('')}\n`
  }
  const section = (title: string, some: readonly (Offer | InstalledRpm)[]) =>
    some.length === 0 ? '' : `${title} packages\n${some.map(card).join('')}`
  const words = section('Installed', have) + section('Available', others)
  return words === ''
    ? withMetadata(sys, asked, 1, [{ after: 50_000, words: '', err: 'No matching packages to list\n' }])
    : withMetadata(sys, asked, 0, [{ after: 100_000, words }])
}

function search(sys: Sys, asked: Asked): Plan {
  const term = (asked.names[0] ?? '').toLowerCase()
  const all = byName(offers(sys, repositoriesOf(sys, asked.chosen)))
  const fieldsOf = (each: Offer) => {
    const named = each.name === term ? ['name (exact)'] : each.name.includes(term) ? ['name'] : []
    return [...named, ...(each.summary.toLowerCase().includes(term) ? ['summary'] : [])].join(', ')
  }
  const groups = ['name (exact), summary', 'name (exact)', 'name, summary', 'name', 'summary'].flatMap((fields) => {
    const found = all.filter((each) => fieldsOf(each) === fields)
    const rows = found.map((each) => ` ${each.name}.${each.arch}: ${each.summary}\n`).join('')
    return found.length === 0 ? [] : [`Matched fields: ${fields}\n${rows}`]
  })
  const none = groups.length === 0
  return withMetadata(sys, asked, 0, [
    { after: 100_000, words: groups.join(''), err: none ? 'No matches found.\n' : '' },
  ])
}

function repolist(sys: Sys, asked: Asked): number {
  const rows = [...repositoriesOf(sys, asked.chosen)].sort((a, b) => (a.id < b.id ? -1 : 1))
  const wide = Math.max(7, ...rows.map((each) => each.id.length))
  return shown(
    sys,
    ['repo id'.padEnd(wide) + ' repo name', ...rows.map((each) => `${each.id.padEnd(wide)} ${each.name}`), ''].join(
      '\n',
    ),
  )
}

function clean(sys: Sys): number {
  const bytes = sizeBelow(sys, root)
  const directories = repositoriesOf(sys).filter((each) => fetchedAt(sys, root, each) !== undefined).length * 2
  const count = cleaned(sys, root)
  return shown(
    sys,
    `Removed ${count} files, ${directories} directories (total of ${roundSize(bytes)}). 0 errors occurred.\n`,
  )
}

const sizeBelow = (sys: Sys, path: string): number =>
  (orUndefined(() => sys.readdir(path)) ?? []).reduce(
    (sum, entry) =>
      sum + (entry.kind === 'dir' ? sizeBelow(sys, `${path}/${entry.name}`) : sys.stat(`${path}/${entry.name}`).size),
    0,
  )

const upgrade = (sys: Sys, asked: Asked): Plan =>
  withMetadata(sys, asked, 0, [{ after: 300_000, words: '\nNothing to do.\n' }])

const verbs: Readonly<Record<string, (sys: Sys, asked: Asked) => Plan>> = {
  install,
  remove,
  erase: remove,
  upgrade,
  update: upgrade,
  'check-upgrade': (sys, asked) => withMetadata(sys, asked, 0, []),
  'check-update': (sys, asked) => withMetadata(sys, asked, 0, []),
  makecache: (sys, asked) => withMetadata(sys, asked, 0, [{ after: 100_000, words: 'Metadata cache created.\n' }]),
  clean,
  list,
  info,
  search,
  repolist,
}

export const dnf5 = staged('dnf5', begin, acting(root))
