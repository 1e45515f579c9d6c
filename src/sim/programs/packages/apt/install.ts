import { refuse, shown } from '../answers'
import { resolve, type Package } from '../known'
import { archive, distribution, haveLists, human, installedNames, reading } from './archive'
import { put } from '../../face'
import type { Plan, Stage } from '../staged'
import type { Sys } from '../../../wire/sys'

const second = 1_000_000

/** `apt-get install` and `remove`. */
export function install(sys: Sys, names: readonly string[], quiet: boolean): Plan {
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

export function remove(sys: Sys, names: readonly string[]): Plan {
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
