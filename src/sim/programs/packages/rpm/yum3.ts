import { staged, type Plan, type Stage } from '../staged'
import { acting } from './act'
import { argumentsOf, type Asked } from './arguments'
import { cleaned, fetchedAt } from './cache'
import { installedRpms, nvra, type InstalledRpm } from './database'
import { listed, searched } from './dnf-queries'
import { byName, table } from './dnf-words'
import { missingKey } from './keys'
import { metadataSize, repositoriesOf, type Offer, type Repository } from './repositories'
import { inColumns, shortNumber } from './table'
import { unwanted, wanted, type Wanted } from './transaction'
import { refuse, shown } from '../answers'
import type { Sys } from '../../../wire/sys'

/**
 * yum 3, which CentOS 7 has. Its mirror lists are gone since July 2024, and so it fails there as it does for everybody until the files in
 * /etc/yum.repos.d name vault.centos.org.
 *
 * @models yum 3.4.3
 * @fidelity part: install, remove, update, check-update, makecache, clean, list, search, repolist; no groups, no history
 */
const root = '/var/cache/yum/x86_64/7'
const plugins = 'Loaded plugins: fastestmirror, ovl\n'

const widthOf = (sys: Sys): number => (sys.isatty(1) ? sys.winsize(1).cols || 80 : 80)

function begin(sys: Sys): Plan {
  const asked = argumentsOf(sys.argv.slice(1))
  const { verb = '' } = asked
  if (asked.has('--version')) return shown(sys, '3.4.3\n')
  if (/^(install|localinstall|remove|erase|update|upgrade|reinstall)$/.test(verb) && sys.uid !== 0)
    return refuse(sys, `${plugins}You need to be root to perform this command.\n`)
  const act = verbs[verb]
  if (act !== undefined) return act(sys, asked)
  if (verb === '')
    return refuse(
      sys,
      `${plugins}You need to give some command\nUsage: yum [options] COMMAND\n\nglasswhale: the rest of this help is not simulated\n`,
    )
  if (/^group|^history$|^localinstall$|^reinstall$|^downgrade$|^provides$|^info$/.test(verb))
    return refuse(sys, `glasswhale: yum ${verb} is not simulated\n`)
  return refuse(sys, `${plugins}No such command: ${verb}. Please use /usr/bin/yum --help\n`)
}

/** A line about what was fetched. */
function fetched(label: string, bytes: number, width: number): string {
  const words = ` | ${shortNumber(bytes).padStart(5)}B   00:00     `
  const left = width - words.length
  return `${label.slice(0, left).padEnd(left)}${words}\n`
}

const transferTime = (bytes: number): number => 40_000 + Math.floor(bytes / 12)

function withMetadata(sys: Sys, asked: Asked, status: number, then: readonly Stage[]): Plan {
  const repositories = repositoriesOf(sys, asked.chosen)
  const say = (words: string) => (asked.quiet ? '' : words)
  const missing = repositories.filter((each) => fetchedAt(sys, root, each) === undefined)
  const width = widthOf(sys)
  const [first] = missing
  if (first === undefined)
    return {
      status,
      stages: [{ after: 200_000, words: say(`${plugins}Loading mirror speeds from cached hostfile\n`) }, ...then],
    }
  const small = missing.map((each) => fetched(each.id, 2900, width)).join('')
  return {
    status,
    from: { host: first.host, offline: lost(first, say(`${plugins}Determining fastest mirrors\n`)) },
    stages: [
      { after: 100_000, words: say(`${plugins}Determining fastest mirrors\n`) },
      { after: 300_000, words: say(small) },
      ...missing.map((each, i): Stage => ({
        after: transferTime(metadataSize(each)),
        words: say(
          fetched(
            `${missing.length > 1 ? `(${i + 1}/${missing.length}): ` : ''}${each.id}/7/x86_64/primary_db`,
            metadataSize(each),
            width,
          ),
        ),
        act: ['metadata', each.id],
      })),
      ...then,
    ],
  }
}

const advice = (why: string) => ` One of the configured repositories failed (${why}),
 and yum doesn't have enough cached data to continue. At this point the only
 safe thing yum can do is fail. There are a few ways to work "fix" this:

     1. Contact the upstream for the repository and get them to fix the problem.

     2. Reconfigure the baseurl/etc. for the repository, to point to a working
        upstream. This is most often useful if you are using a newer
        distribution release than is supported by the repository (and the
        packages for the previous distribution release still work).

     3. Run the command with the repository temporarily disabled
            yum --disablerepo=<repoid> ...

     4. Disable the repository permanently, so yum won't use it by default. Yum
        will then just ignore the repository until you permanently enable it
        again or use --enablerepo for temporary usage:

            yum-config-manager --disable <repoid>
        or
            subscription-manager repos --disable=<repoid>

     5. Configure the failing repository to be skipped, if it is unavailable.
        Note that yum will try to contact the repo. when it runs most commands,
        so will have to try and fail each time (and thus. yum will be be much
        slower). If it is a very temporary problem though, this is often a nice
        compromise:

            yum-config-manager --save --setopt=<repoid>.skip_if_unavailable=true

`

function lost({ id, name, address, by, host }: Repository, out: string) {
  const curl = `curl#6 - "Could not resolve host: ${host}; Unknown error"`
  const file = `${address.replace(/\/$/, '')}/repodata/repomd.xml`
  const err =
    by === 'baseurl'
      ? `${file}: [Errno 14] ${curl}\nTrying other mirror.\n\n\n${advice(name)}failure: repodata/repomd.xml from ${id}: [Errno 256] No more mirrors to try.\n${file}: [Errno 14] ${curl}\n`
      : `Could not retrieve mirrorlist ${address} error was\n14: ${curl}\n\n\n${advice('Unknown')}Cannot find a valid baseurl for repo: ${id}/7/x86_64\n`
  return { out, err, status: 1 }
}

const versioned = ({ version }: { readonly version: string }) => (version.includes(':') ? version : `0:${version}`)

/** What is found out about dependencies, round by round. */
function resolution({ packages, asked }: Wanted): string {
  const will = (each: Offer) => `---> Package ${each.name}.${each.arch} ${versioned(each)} will be installed\n`
  const direct = packages.filter((each) => asked.has(each.name))
  const others = packages.filter((each) => !asked.has(each.name))
  const why = others.map((each) => {
    const by = packages.find((one) => one.needs.includes(each.name))!
    return `--> Processing Dependency: ${each.name} for package: ${nvra(by)}\n`
  })
  const second = others.length === 0 ? '' : `--> Running transaction check\n${others.map(will).join('')}`
  return `Resolving Dependencies\n--> Running transaction check\n${direct.map(will).join('')}${why.join('')}${second}--> Finished Dependency Resolution\n\nDependencies Resolved\n\n`
}

const rowsOf = (list: readonly Offer[]) =>
  byName(list).map((each) => ({ ...each, repo: each.from.id, size: each.download }))

const question = (asked: Asked, words: string): readonly Stage[] =>
  asked.yes
    ? []
    : [
        {
          after: 1000,
          words,
          asks: {
            refused: {
              out: 'Exiting on user command\nYour transaction was saved, rerun it with:\n yum load-transaction /tmp/yum_save_tx.yumtx\n',
              status: 1,
            },
          },
        },
      ]

function step(action: string, what: string, at: number, of: number, width: number): string {
  const digits = String(of).length
  const room = width - (2 * digits + 18)
  return `  ${action.padEnd(10)} : ${what.slice(0, room).padEnd(room)} ${String(at).padStart(digits)}/${of} \n`
}

const steps = <T extends { readonly name: string; readonly version: string; readonly arch: string }>(
  action: string,
  list: readonly T[],
  width: number,
  act?: (each: T) => readonly [string, string],
): readonly Stage[] =>
  list.map((each, i) => ({
    after: act ? 120_000 : 10_000,
    words: step(action, nvra(each), i + 1, list.length, width),
    ...(act && { act: act(each) }),
  }))

/** `-q -y` says nothing at all. */
const quietly = (asked: Asked, stages: readonly Stage[]): readonly Stage[] =>
  asked.quiet && asked.yes ? stages.map((stage) => ({ ...stage, words: '', err: '' })) : stages

function install(sys: Sys, asked: Asked): Plan {
  const todo = wanted(sys, asked.names, repositoriesOf(sys, asked.chosen))
  const width = widthOf(sys)
  const notes =
    todo.there.map((each) => `Package ${nvra(each)} already installed and latest version\n`).join('') +
    todo.unknown.map((name) => `No package ${name} available.\n`).join('')
  if (todo.packages.length === 0)
    return withMetadata(sys, asked, todo.there.length > 0 ? 0 : 1, [
      {
        after: 200_000,
        words: todo.there.length > 0 ? `${notes}Nothing to do\n` : notes,
        err: todo.there.length > 0 ? '' : 'Error: Nothing to do\n',
      },
    ])
  return withMetadata(sys, asked, 0, [
    { after: 200_000, words: notes },
    ...quietly(asked, installation(sys, asked, todo, width)),
  ])
}

const more = (count: number) => (count === 0 ? '' : ` (+${count} Dependent ${count === 1 ? 'package' : 'packages'})`)

function installation(sys: Sys, asked: Asked, todo: Wanted, width: number): readonly Stage[] {
  const { packages } = todo
  const direct = packages.filter((each) => todo.asked.has(each.name))
  const others = packages.filter((each) => !direct.includes(each))
  const download = packages.reduce((sum, each) => sum + each.download, 0)
  const size = packages.reduce((sum, each) => sum + each.installed, 0)
  const head = `${resolution(todo)}${table(
    [
      { title: 'Installing', rows: rowsOf(direct) },
      { title: 'Installing for dependencies', rows: rowsOf(others) },
    ],
    width,
    'Arch',
  )}Install  ${direct.length} ${direct.length === 1 ? 'Package' : 'Packages'}${more(others.length)}\n\nTotal download size: ${shortNumber(download)}\nInstalled size: ${shortNumber(size)}\n`
  const list = (title: string, some: readonly Offer[]) =>
    some.length === 0
      ? ''
      : `\n${title}:\n${inColumns(
          byName(some).map((each) => `${each.name}.${each.arch} ${versioned(each)}`),
          width,
        )}`
  return [
    { after: 300_000, words: head },
    ...question(asked, 'Is this ok [y/d/N]: '),
    ...downloads(sys, packages, download, width),
    {
      after: 100_000,
      words: 'Running transaction check\nRunning transaction test\nTransaction test succeeded\nRunning transaction\n',
    },
    ...steps('Installing', packages, width, (each) => [todo.asked.has(each.name) ? 'install' : 'depend', each.name]),
    ...steps('Verifying', byName(packages), width),
    { after: 50_000, words: `${list('Installed', direct)}${list('Dependency Installed', others)}\nComplete!\n` },
  ]
}

function downloads(sys: Sys, packages: readonly Offer[], total: number, width: number): readonly Stage[] {
  const key = missingKey(sys, packages[0]!.from)
  const warning =
    key === undefined
      ? ''
      : `warning: ${root}/${packages[0]!.from.id}/packages/${nvra(packages[0]!)}.rpm: Header V3 RSA/SHA256 Signature, key ID ${key.id.toLowerCase()}: NOKEY\nPublic key for ${nvra(packages[0]!)}.rpm is not installed\n`
  const lines = byName(packages).map((each, i): Stage => ({
    after: transferTime(each.download),
    words: fetched(
      `${packages.length === 1 ? '' : `(${i + 1}/${packages.length}): `}${nvra(each)}.rpm`,
      each.download,
      width,
    ),
  }))
  const seconds = lines.reduce((sum, stage) => sum + stage.after, 0) / 1e6
  const rate = ` ${shortNumber(total / seconds, false).padStart(5)}B/s | ${shortNumber(total).padStart(5)}B  00:${String(Math.floor(seconds)).padStart(2, '0')}     `
  const sum = packages.length === 1 ? '' : `${'-'.repeat(width)}\n${'Total'.padEnd(width - rate.length)}${rate}\n`
  const imported: readonly Stage[] =
    key === undefined
      ? []
      : [
          {
            after: 50_000,
            words: `Retrieving key from file://${key.file}\nImporting GPG key 0x${key.id}:\n Userid     : "${key.userid}"\n Fingerprint: ${key.fingerprint}\n Package    : ${release(sys)} (@CentOS)\n From       : ${key.file}\n`,
            act: ['key', key.id],
          },
        ]
  return [
    { after: 20_000, words: 'Downloading packages:\n', err: warning },
    ...lines,
    { after: 1000, words: sum },
    ...imported,
  ]
}

const release = (sys: Sys) => {
  const found = installedRpms(sys).find((each) => each.name === 'centos-release')
  return found ? nvra(found) : 'centos-release'
}

function remove(sys: Sys, asked: Asked): Plan {
  const { gone: direct, dependents, unknown } = unwanted(sys, asked.names, repositoriesOf(sys, asked.chosen))
  const width = widthOf(sys)
  const gone = [...direct, ...dependents]
  const notes = plugins + unknown.map((name) => `No Match for argument: ${name}\n`).join('')
  if (gone.length === 0)
    return { status: 0, stages: [{ after: 200_000, words: `${notes}No Packages marked for removal\n` }] }
  const will = gone.map((each) => `---> Package ${each.name}.${each.arch} ${versioned(each)} will be erased\n`).join('')
  const rows = (list: readonly InstalledRpm[]) => byName(list).map((each) => ({ ...each, repo: `@${each.repo}` }))
  const freed = shortNumber(gone.reduce((sum, each) => sum + each.size, 0))
  const head = `${notes}Resolving Dependencies\n--> Running transaction check\n${will}--> Finished Dependency Resolution\n\nDependencies Resolved\n\n${table(
    [
      { title: 'Removing', rows: rows(direct) },
      { title: 'Removing for dependencies', rows: rows(dependents) },
    ],
    width,
    'Arch',
  )}Remove  ${direct.length} ${direct.length === 1 ? 'Package' : 'Packages'}${more(dependents.length)}\n\nInstalled size: ${freed}\n`
  const names = byName(gone).map((each) => `${each.name}.${each.arch} ${versioned(each)}`)
  return {
    status: 0,
    stages: [
      { after: 300_000, words: head },
      ...question(asked, 'Is this ok [y/N]: '),
      {
        after: 100_000,
        words:
          'Downloading packages:\nRunning transaction check\nRunning transaction test\nTransaction test succeeded\nRunning transaction\n',
      },
      ...steps('Erasing', gone, width, (each) => ['remove', each.name]),
      ...steps('Verifying', byName(gone), width),
      { after: 50_000, words: `\nRemoved:\n${inColumns(names, width)}\nComplete!\n` },
    ],
  }
}

const update = (sys: Sys, asked: Asked): Plan =>
  withMetadata(sys, asked, 0, [{ after: 300_000, words: 'No packages marked for update\n' }])

const verbs: Readonly<Record<string, (sys: Sys, asked: Asked) => Plan>> = {
  install,
  remove,
  erase: remove,
  update,
  upgrade: update,
  'check-update': (sys, asked) => withMetadata(sys, asked, 0, []),
  makecache: (sys, asked) => withMetadata(sys, asked, 0, [{ after: 200_000, words: 'Metadata Cache Created\n' }]),
  clean: (sys, asked) => {
    cleaned(sys, root)
    const ids = repositoriesOf(sys, asked.chosen).map((each) => each.id)
    return shown(sys, `${plugins}Cleaning repos: ${ids.join(' ')}\nCleaning up list of fastest mirrors\n`)
  },
  list: (sys, asked) => {
    const { out = '', err = '', local = false, status } = listed(sys, asked, widthOf(sys))
    const last: Stage = { after: 100_000, words: out, err }
    return local ? { status, stages: [{ ...last, words: plugins + out }] } : withMetadata(sys, asked, status, [last])
  },
  search: (sys, asked) => {
    const { out = '', err = '', status } = searched(sys, asked, widthOf(sys))
    return withMetadata(sys, asked, status, [{ after: 100_000, words: out, err }])
  },
  repolist: (sys, asked) => {
    const rows = repositoriesOf(sys, asked.chosen).map((each) => `${`${each.id}/7/x86_64`.padEnd(40)} ${each.name}\n`)
    return withMetadata(sys, asked, 0, [
      { after: 50_000, words: `${'repo id'.padEnd(40)} repo name\n${rows.join('')}` },
    ])
  },
}

export const yum = staged('yum', begin, acting(root))
