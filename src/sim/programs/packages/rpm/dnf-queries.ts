import { headOf, installedRpms, nevra, withoutEpoch, type InstalledRpm } from './database'
import { byName } from './dnf-words'
import { columnWidths, rowOf, shortNumber } from './table'
import { filesOf } from '../unpack'
import { offers, provided, repositoriesOf, type Offer } from './repositories'
import type { Asked } from './arguments'
import type { Sys } from '../../../wire/sys'

/** What dnf 4 answers without changing anything. Compared with dnf 4.14. */
export interface Answer {
  readonly out?: string
  readonly err?: string
  readonly status: number
  /** Nobody outside needs to be asked. */
  readonly local?: boolean
}

interface Known {
  readonly name: string
  readonly version: string
  readonly arch: string
}

const globbed = (globs: readonly string[]) => {
  const patterns = globs.map(
    (glob) =>
      new RegExp(
        `^${glob
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      ),
  )
  return (each: Known) =>
    patterns.length === 0 || patterns.some((one) => one.test(each.name) || one.test(`${each.name}.${each.arch}`))
}

const installedOf = (sys: Sys) => byName(installedRpms(sys).filter((each) => each.name !== 'gpg-pubkey'))

const availableOf = (sys: Sys, asked: Asked): readonly Offer[] => {
  const have = installedRpms(sys)
  return byName(offers(sys, repositoriesOf(sys, asked.chosen))).filter(
    (each) => !have.some((one) => one.name === each.name && one.version === each.version),
  )
}

const kinds = ['installed', 'available', 'all', 'updates', 'upgrades', 'extras', 'recent', 'obsoletes', 'autoremove']

/** `list` and `info` take a kind first, or as an option. */
function chosenOf(sys: Sys, asked: Asked) {
  const option = kinds.find((kind) => asked.has(`--${kind}`))
  const first = kinds.find((kind) => kind === asked.names[0])
  const kind = option ?? first ?? 'all'
  const keep = globbed(first === undefined ? asked.names : asked.names.slice(1))
  return {
    local: kind === 'installed',
    installed: kind === 'installed' || kind === 'all' ? installedOf(sys).filter(keep) : [],
    available: kind === 'available' || kind === 'all' ? availableOf(sys, asked).filter(keep) : [],
    named: asked.names.length > (first === undefined ? 0 : 1),
  }
}

export function listed(sys: Sys, asked: Asked, width: number): Answer {
  const { local, installed, available, named } = chosenOf(sys, asked)
  const cells = (each: Known, repo: string) => [`${each.name}.${each.arch}`, each.version, repo]
  const here = installed.map((each) => cells(each, `@${each.repo}`))
  const there = available.map((each) => cells(each, each.from.id))
  if (here.length + there.length === 0)
    return named ? { err: 'Error: No matching Packages to list\n', status: 1, local } : { out: '', status: 0, local }
  const widths = listWidths([...here, ...there], width)
  const section = (title: string, rows: readonly (readonly string[])[]) =>
    rows.length === 0 ? '' : `${title}\n${rows.map((row) => `${rowOf(row, widths, '', false)}\n`).join('')}`
  return { out: section('Installed Packages', here) + section('Available Packages', there), status: 0, local }
}

/** Where a line would not hold them the columns are as wide as they need. */
function listWidths(rows: readonly (readonly string[])[], width: number): readonly number[] {
  const full = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)))
  return full.reduce((a, b) => a + b, 0) > width
    ? full
    : columnWidths(rows, { least: [1, 1, 0], indent: 0, width, rest: 1 })
}

export function info(sys: Sys, asked: Asked): Answer {
  const { local, installed, available, named } = chosenOf(sys, asked)
  if (installed.length + available.length === 0)
    return named ? { err: 'Error: No matching Packages to list\n', status: 1, local } : { out: '', status: 0, local }
  const here = installed.map((each) =>
    card(each, each.size, [
      ['Repository', '@System'],
      ['From repo', each.repo],
    ]),
  )
  const there = available.map((each) => card(each, each.download, [['Repository', each.from.id]]))
  const section = (title: string, cards: readonly string[]) => (cards.length === 0 ? '' : `${title}\n${cards.join('')}`)
  return { out: section('Installed Packages', here) + section('Available Packages', there), status: 0, local }
}

function card(each: InstalledRpm | Offer, size: number, where: readonly (readonly [string, string])[]): string {
  const rows: readonly (readonly [string, string])[] = [
    ...headOf(each),
    ['Size', shortNumber(size)],
    ['Source', `${each.name}-${withoutEpoch(each.version)}.src.rpm`],
    ...where,
    ['Summary', each.summary || 'simulated package'],
    ['Description', each.summary || 'simulated package'],
  ]
  return `${rows.map(([key, value]) => `${key.padEnd(12)} : ${value}\n`).join('')}\n`
}

export function searched(sys: Sys, asked: Asked, width: number): Answer {
  const term = (asked.names.filter((name) => name !== 'all')[0] ?? '').toLowerCase()
  if (term === '')
    return { err: 'dnf search: error: the following arguments are required: KEYWORD\n', status: 2, local: true }
  const seen = new Map(
    [...offers(sys, repositoriesOf(sys, asked.chosen)), ...installedOf(sys)].map((each) => [each.name, each]),
  )
  const all = byName([...seen.values()])
  const inName = (each: Known) => each.name.toLowerCase().includes(term)
  const inSummary = (each: { readonly summary: string }) => each.summary.toLowerCase().includes(term)
  const exact = all.filter((each) => each.name === term)
  const rest = all.filter((each) => each.name !== term)
  const groups = [
    ['Name Exactly Matched', exact],
    ['Name & Summary Matched', rest.filter((each) => inName(each) && inSummary(each))],
    ['Name Matched', rest.filter((each) => inName(each) && !inSummary(each))],
    ['Summary Matched', rest.filter((each) => !inName(each) && inSummary(each))],
  ] as const
  const out = groups
    .filter(([, list]) => list.length > 0)
    .map(
      ([title, list]) =>
        `${heading(`${title}: ${asked.names[0]}`, width)}\n${list.map((each) => `${each.name}.${each.arch} : ${each.summary}\n`).join('')}`,
    )
    .join('')
  return out === '' ? { err: 'No matches found.\n', status: 0 } : { out, status: 0 }
}

function heading(words: string, width: number): string {
  const left = Math.floor((width - words.length - 2) / 2)
  return left <= 0 ? words : `${'='.repeat(left)} ${words} ${'='.repeat(width - words.length - 2 - left)}`
}

export function provides(sys: Sys, asked: Asked): Answer {
  const wantedName = asked.names[0] ?? ''
  const path = new RegExp(`^${wantedName.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`)
  const matched = (name: string, version: string, files: readonly string[]) => {
    const found = files.filter((file) => path.test(file))
    if (found.length > 0) return found.map((file) => `Filename    : ${file}\n`).join('')
    return name === wantedName || provided[wantedName] === name
      ? `Provide    : ${wantedName} = ${version}\n`
      : undefined
  }
  const one = (each: InstalledRpm | Offer, repo: string, files: readonly string[]) => {
    const why = matched(each.name, each.version, files)
    return why === undefined ? '' : `${nevra(each)} : ${each.summary}\nRepo        : ${repo}\nMatched from:\n${why}\n`
  }
  const out = [
    ...installedOf(sys).map((each) => one(each, '@System', each.files)),
    ...byName(offers(sys, repositoriesOf(sys, asked.chosen))).map((each) => one(each, each.from.id, filesOf(each))),
  ].join('')
  const none =
    'Error: No matches found. If searching for a file, try specifying the full path or using a wildcard prefix ("*/") at the beginning.\n'
  return out === '' ? { err: none, status: 1 } : { out, status: 0 }
}

export function repolist(sys: Sys, asked: Asked, width: number): string {
  const rows = [...repositoriesOf(sys, asked.chosen)].sort((a, b) => (a.id < b.id ? -1 : 1))
  if (rows.length === 0) return 'No repositories available\n'
  const id = Math.max(7, ...rows.map((each) => each.id.length))
  const name = Math.max(9, ...rows.map((each) => each.name.length))
  const wide = id + Math.max(0, Math.floor((width - id - name - 2) / 2))
  const line = (first: string, second: string) => `${first.padEnd(wide)} ${second}\n`
  return line('repo id', 'repo name') + rows.map((each) => line(each.id, each.name)).join('')
}
