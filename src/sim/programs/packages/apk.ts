import { linesOf, orUndefined } from '../face'
import { utf8 } from '../../../base/bytes'
import { resolve } from './known'
import { alpinePackages } from './known-alpine'
import { staged, type Plan, type Stage } from './staged'
import { parents, unpack } from './unpack'
import { refuse, shown } from './answers'
import type { Sys } from '../../wire/sys'

/**
 * Alpine's package manager on a small simulated archive.
 *
 * @models apk-tools 2.14
 * @fidelity part: update, add, del, info, search; packages are stand-ins
 */
const installedFile = '/lib/apk/db/installed'

const installed = (sys: Sys): readonly (readonly [name: string, version: string, size: number])[] => {
  const records = (orUndefined(() => sys.readFile(installedFile)) ?? '').split('\n\n').filter((record) => record !== '')
  return records.map(
    (record) =>
      [
        /^P:(.*)$/m.exec(record)?.[1] ?? '',
        /^V:(.*)$/m.exec(record)?.[1] ?? '',
        Number(/^I:(.*)$/m.exec(record)?.[1] ?? 0),
      ] as const,
  )
}

const branch = (sys: Sys) => (linesOf(sys, '/etc/alpine-release')[0] ?? '3.22').split('.').slice(0, 2).join('.')

const fetches = (sys: Sys): readonly Stage[] =>
  ['main', 'community'].map((part) => ({
    after: 350_000,
    words: `fetch https://dl-cdn.alpinelinux.org/alpine/v${branch(sys)}/${part}/x86_64/APKINDEX.tar.gz\n`,
  }))

const summary = (sys: Sys, added: number, size: number) => {
  const all = installed(sys)
  const mib = Math.round((all.reduce((sum, [, , each]) => sum + each, 0) + size) / 1_048_576)
  return `OK: ${mib} MiB in ${all.length + added} packages\n`
}

function begin(sys: Sys): Plan {
  const words = sys.argv.slice(1)
  const virtual = words.findIndex((word) => word === '-t' || word === '--virtual')
  const plain = words.filter((word, i) => !word.startsWith('-') && !(virtual >= 0 && i === virtual + 1))
  const [verb, ...names] = plain
  const quiet = words.includes('-q') || words.includes('--quiet')
  if (words.includes('--version') || words.includes('-V')) return shown(sys, 'apk-tools 2.14.9, compiled for x86_64.\n')
  if (['add', 'del', 'update', 'upgrade'].includes(verb ?? '') && sys.uid !== 0)
    return refuse(
      sys,
      'ERROR: Unable to lock database: Permission denied\nERROR: Failed to open apk database: Permission denied\n',
      99,
    )
  if (verb === 'update')
    return {
      status: 0,
      stages: [
        ...fetches(sys),
        {
          after: 100_000,
          words: `v${branch(sys)}.1-86-g6b4bd1c9e6f [https://dl-cdn.alpinelinux.org/alpine/v${branch(sys)}/main]\nv${branch(sys)}.1-84-g6b4bd1c9e6f [https://dl-cdn.alpinelinux.org/alpine/v${branch(sys)}/community]\nOK: 26326 distinct packages available\n`,
          act: ['index', ''],
        },
      ],
    }
  if (verb === 'add') return add(sys, names, quiet, !words.includes('--no-cache'))
  if (verb === 'upgrade') return { status: 0, stages: [...fetches(sys), { after: 200_000, words: summary(sys, 0, 0) }] }
  if (verb === 'del')
    return {
      status: 0,
      stages: [
        ...names.map((name, i): Stage => ({
          after: 60_000,
          words: `(${i + 1}/${names.length}) Purging ${name} (${installed(sys).find(([each]) => each === name)?.[1] ?? ''})\n`,
          act: ['del', name],
        })),
        { after: 50_000, words: summary(sys, -names.length, 0) },
      ],
    }
  if (verb === 'info')
    return shown(
      sys,
      names.length === 0
        ? installed(sys)
            .map(([name]) => `${name}\n`)
            .join('')
        : names
            .map(
              (name) =>
                `${name}-${installed(sys).find(([each]) => each === name)?.[1] ?? ''} description:\nsimulated package\n\n`,
            )
            .join(''),
    )
  if (verb === 'search')
    return shown(
      sys,
      alpinePackages
        .filter((each) => each.name.includes(names[0] ?? ''))
        .map((each) => `${each.name}-${each.version}\n`)
        .join(''),
    )
  return refuse(
    sys,
    verb === undefined
      ? 'apk-tools 2.14.9, compiled for x86_64.\n\nusage: apk [<OPTIONS>...] COMMAND [<ARGUMENTS>...]\n'
      : `ERROR: '${verb}' is not an apk command. See 'apk --help'.\n`,
  )
}

function add(sys: Sys, names: readonly string[], quiet: boolean, keepsIndex: boolean): Plan {
  const have = new Set(installed(sys).map(([name]) => name))
  const { packages, unknown } = resolve(
    alpinePackages,
    names.filter((name) => !have.has(name)),
    have,
  )
  const say = (words: string) => (quiet ? '' : words)
  const hasIndex = (orUndefined(() => sys.readdir('/var/cache/apk')) ?? []).length > 0
  const head = keepsIndex && hasIndex ? [] : fetches(sys).map((stage) => ({ ...stage, words: say(stage.words) }))
  const warned = ['main', 'community'].map(
    (part) =>
      `WARNING: fetching https://dl-cdn.alpinelinux.org/alpine/v${branch(sys)}/${part}: temporary error (try again later)\n`,
  )
  const none = (list: readonly string[]) =>
    `ERROR: unable to select packages:\n${list.map((each) => `  ${each} (no such package):\n    required by: world[${each}]\n`).join('')}`
  const from = {
    host: 'dl-cdn.alpinelinux.org',
    offline: {
      out: head.map((stage) => stage.words).join(''),
      err: warned.join('') + none(names),
      status: names.length,
    },
  }
  if (unknown.length > 0)
    return {
      status: unknown.length,
      from,
      stages: [...head, { after: 100_000, words: '', act: ['missing', unknown.join(' ')] }],
    }
  const size = packages.reduce((sum, each) => sum + each.installed, 0)
  const steps = packages.map((each, i): Stage => ({
    after: 50_000 + Math.floor(each.download / 12),
    words: say(`(${i + 1}/${packages.length}) Installing ${each.name} (${each.version})\n`),
    act: ['add', each.name],
  }))
  return {
    status: 0,
    ...(head.length > 0 && { from }),
    stages: [
      ...head,
      ...steps,
      { after: 60_000, words: say(`Executing busybox-1.37.0-r18.trigger\n${summary(sys, packages.length, size)}`) },
    ],
  }
}

function perform(sys: Sys, name: string, on: string): void {
  if (name === 'index') {
    parents(sys, '/var/cache/apk/x')
    sys.writeFile('/var/cache/apk/APKINDEX.main.tar.gz', '')
    return
  }
  if (name === 'missing') {
    sys.write(
      2,
      utf8(
        `ERROR: unable to select packages:\n${on
          .split(' ')
          .map((each) => `  ${each} (no such package):\n    required by: world[${each}]\n`)
          .join('')}`,
      ),
    )
    return
  }
  const pack = alpinePackages.find((each) => each.name === on)
  if (!pack) return
  parents(sys, installedFile)
  const before = orUndefined(() => sys.readFile(installedFile)) ?? ''
  if (name === 'del') {
    for (const program of pack.programs) orUndefined(() => sys.unlink(`/usr/bin/${program}`))
    sys.writeFile(
      installedFile,
      before
        .split('\n\n')
        .filter((record) => !record.startsWith(`P:${on}\n`))
        .join('\n\n'),
    )
    return
  }
  unpack(sys, pack)
  if (on === 'bash') orUndefined(() => sys.symlink('/usr/bin/bash', '/bin/bash'))
  sys.writeFile(
    installedFile,
    `${before}P:${pack.name}\nV:${pack.version}\nA:x86_64\nI:${pack.installed}\nT:simulated package\n\n`,
  )
}

export const apk = staged('apk', begin, perform)
