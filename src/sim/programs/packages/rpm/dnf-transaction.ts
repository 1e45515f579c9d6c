import { nevra, nvra, type InstalledRpm } from './database'
import { byName, counted, fetched, outcome, progress, table } from './dnf-words'
import { shortNumber } from './table'
import type { Asked } from './arguments'
import type { Offer } from './repositories'
import type { Stage } from '../staged'
import type { Unwanted, Wanted } from './transaction'

/** What dnf 4 does once it knows what to do: asks, fetches, installs or erases, and says what has become of it. */
const asking = (asked: Asked): Stage | undefined => {
  const refused = { out: '', err: 'Operation aborted.\n', status: 1 }
  if (asked.yes) return undefined
  return { after: 1000, words: 'Is this ok [y/N]: ', asks: { refused } }
}

const present = (stage: Stage | undefined): readonly Stage[] => (stage === undefined ? [] : [stage])

/** Microseconds that so many bytes take: 12 a microsecond, as everything here comes. */
export const transferTime = (bytes: number): number => 40_000 + Math.floor(bytes / 12)

export function installStages(
  asked: Asked,
  todo: Wanted,
  rivals: readonly InstalledRpm[],
  key: Stage | undefined,
  width: number,
): readonly Stage[] {
  const say = (words: string) => (asked.quiet ? '' : words)
  const rows = (list: readonly Offer[]) =>
    byName(list).map((each) => ({ ...each, repo: each.from.id, size: each.download }))
  const { packages } = todo
  const direct = packages.filter((each) => todo.asked.has(each.name))
  const download = packages.reduce((sum, each) => sum + each.download, 0)
  const size = packages.reduce((sum, each) => sum + each.installed, 0)
  const head = `Dependencies resolved.\n${table(
    [
      { title: 'Installing', rows: rows(direct) },
      { title: 'Installing dependencies', rows: rows(packages.filter((each) => !direct.includes(each))) },
      {
        title: 'Removing dependent packages',
        rows: byName(rivals).map((each) => ({ ...each, repo: `@${each.repo}` })),
      },
    ],
    width,
  )}${counted('Install', packages.length)}${rivals.length === 0 ? '' : counted('Remove', rivals.length, 'Install'.length)}\nTotal download size: ${shortNumber(download)}\nInstalled size: ${shortNumber(size)}\n`
  const quietHead = asked.quiet && !asked.yes ? head : say(head)
  return [
    { after: 300_000, words: quietHead },
    ...present(asking(asked)),
    ...downloads(packages, width).map((stage) => ({ ...stage, words: say(stage.words) })),
    ...present(key),
    ...running(packages, rivals, width, say, todo),
    {
      after: 50_000,
      words: `${outcome('Installed', packages, width)}${outcome('Removed', rivals, width).slice(1)}\n${say('Complete!\n')}`,
    },
  ]
}

function downloads(packages: readonly Offer[], width: number): readonly Stage[] {
  const total = packages.reduce((sum, each) => sum + each.download, 0)
  const lines = byName(packages).map((each, i): Stage => {
    const label = packages.length === 1 ? '' : `(${i + 1}/${packages.length}): `
    const after = transferTime(each.download)
    return { after, words: fetched(`${label}${nvra(each)}.rpm`, each.download, after, width) }
  })
  const took = lines.reduce((sum, stage) => sum + stage.after, 0)
  return [
    { after: 20_000, words: 'Downloading Packages:\n' },
    ...lines,
    { after: 10_000, words: `${'-'.repeat(width)}\n${fetched('Total', total, took, width, '     ')}` },
  ]
}

const checked: readonly Stage[] = [
  { after: 60_000, words: 'Running transaction check\nTransaction check succeeded.\n' },
  { after: 60_000, words: 'Running transaction test\nTransaction test succeeded.\n' },
]

function running(
  packages: readonly Offer[],
  rivals: readonly InstalledRpm[],
  width: number,
  say: (words: string) => string,
  { asked }: Wanted,
): readonly Stage[] {
  const count = packages.length + rivals.length
  const last = packages.at(-1)!
  return [
    ...checked.map((stage) => ({ ...stage, words: say(stage.words) })),
    { after: 30_000, words: say(`Running transaction\n${progress('Preparing', '', 1, 1, width)}`) },
    ...packages.map((each, i): Stage => ({
      after: 60_000 + Math.floor(each.installed / 200),
      words: say(progress('Installing', nevra(each), i + 1, count, width)),
      act: [asked.has(each.name) ? 'install' : 'depend', each.name],
    })),
    ...rivals.map((each, i): Stage => ({
      after: 50_000,
      words: say(progress('Erasing', nevra(each), packages.length + i + 1, count, width)),
      act: ['remove', each.name],
    })),
    { after: 80_000, words: say(progress('Running scriptlet', nevra(last), count, count, width)) },
    ...byName([...packages, ...rivals]).map((each, i): Stage => ({
      after: 5000,
      words: say(progress('Verifying', nevra(each), i + 1, count, width)),
    })),
  ]
}

export function removeStages(asked: Asked, { gone, dependents, unneeded }: Unwanted, width: number): readonly Stage[] {
  const say = (words: string) => (asked.quiet ? '' : words)
  const all = [...gone, ...dependents, ...unneeded]
  const rows = (list: readonly InstalledRpm[]) => byName(list).map((each) => ({ ...each, repo: `@${each.repo}` }))
  const freed = shortNumber(all.reduce((sum, each) => sum + each.size, 0))
  const head = `Dependencies resolved.\n${table(
    [
      { title: 'Removing', rows: rows(gone) },
      { title: 'Removing dependent packages', rows: rows(dependents) },
      { title: 'Removing unused dependencies', rows: rows(unneeded) },
    ],
    width,
  )}${counted('Remove', all.length)}\nFreed space: ${freed}\n`
  return [
    { after: 200_000, words: say(head) },
    ...present(asking(asked)),
    ...checked.map((stage) => ({ ...stage, words: say(stage.words) })),
    { after: 30_000, words: say(`Running transaction\n${progress('Preparing', '', 1, 1, width)}`) },
    ...all.map((each, i): Stage => ({
      after: 50_000,
      words: say(progress('Erasing', nevra(each), i + 1, all.length, width)),
      act: ['remove', each.name],
    })),
    ...byName(all).map((each, i): Stage => ({
      after: 5000,
      words: say(progress('Verifying', nevra(each), i + 1, all.length, width)),
    })),
    { after: 50_000, words: `${outcome('Removed', all, width)}\n${say('Complete!\n')}` },
  ]
}
