import { calledAs, complain, errnoOf, isBusybox, oneShot, orUndefined, put } from '../face'
import { every, getopt, has, last, type Options } from '../options'
import { strerror, type Errno } from '../../wire/errno'
import type { Sys } from '../../wire/sys'

/**
 * Mounts filesystems, and lists what is mounted.
 *
 * @models util-linux sys-utils/{mount,umount}.c, libmount; busybox util-linux/{mount,umount}.c
 * @fidelity part: no fstab, no loop devices, no mount by label; -l and -f of umount only take what umount(2) takes
 */
const kernelFlags: ReadonlySet<string> = new Set([
  'ro',
  'rw',
  'nosuid',
  'suid',
  'nodev',
  'dev',
  'noexec',
  'exec',
  'noatime',
  'relatime',
  'remount',
  'bind',
  'rbind',
  'private',
  'rprivate',
  'shared',
  'rshared',
  'slave',
  'rslave',
  'unbindable',
  'defaults',
])

const propagation = ['private', 'rprivate', 'shared', 'rshared', 'slave', 'rslave', 'unbindable', 'runbindable']

const long = {
  'types=': 't',
  'options=': 'o',
  bind: 'B',
  rbind: 'R',
  'read-only': 'r',
  'read-write': 'w',
  all: 'a',
  move: 'M',
  ...Object.fromEntries(propagation.map((name) => [`make-${name}`, name])),
}

export const mount = oneShot('mount', (sys, args) => {
  const options = getopt(sys, args, { short: 'aBRMrwvnlft:o:', long })
  if (options === undefined) return 1
  const [first, second] = options.operands
  if (first === undefined) return list(sys, last(options, 't'))
  const alone = second === undefined
  const target = second ?? first
  const words = optionWords(options)
  if (alone && !words.some((word) => word === 'remount' || propagation.includes(word))) return notInTable(sys, target)
  if (sys.ruid !== 0 && !isBusybox(sys)) return refuse(sys, target, 'must be superuser to use mount.', 1)
  return act(sys, alone ? '' : first, target, last(options, 't') ?? '', words)
})

function optionWords(options: Options): readonly string[] {
  const given = every(options, 'o').flatMap((text) => text.split(','))
  return [
    ...given,
    ...(has(options, 'B') ? ['bind'] : []),
    ...(has(options, 'R') ? ['rbind'] : []),
    ...(has(options, 'r') ? ['ro'] : []),
    ...propagation.filter((name) => has(options, name)),
  ]
}

function act(sys: Sys, source: string, target: string, type: string, words: readonly string[]): number {
  const flags = words.filter((word) => kernelFlags.has(word) || propagation.includes(word))
  const data = words.filter((word) => word !== '' && !flags.includes(word)).join(',')
  const binds = flags.some(
    (flag) => flag === 'bind' || flag === 'rbind' || flag === 'remount' || propagation.includes(flag),
  )
  if (!binds && type === '' && orUndefined(() => sys.stat(source)) === undefined)
    return failed(sys, 'ENOENT', source, target, type, binds)
  try {
    sys.mount({ source, target, type, flags, data })
    return 0
  } catch (error) {
    return failed(sys, errnoOf(error), source, target, type, binds)
  }
}

function failed(sys: Sys, errno: Errno, source: string, target: string, type: string, binds: boolean): number {
  if (isBusybox(sys)) {
    complain(
      sys,
      errno === 'EPERM'
        ? 'permission denied (are you root?)'
        : `mounting ${source} on ${target} failed: ${strerror[errno]}`,
    )
    return errno === 'EPERM' ? 1 : 255
  }
  return refuse(sys, target, reason(sys, errno, source, target, type, binds), 32)
}

function reason(sys: Sys, errno: Errno, source: string, target: string, type: string, binds: boolean): string {
  const there = orUndefined(() => sys.stat(target))
  if (errno === 'EPERM') return 'permission denied.'
  if (there === undefined) return 'mount point does not exist.'
  if (errno === 'ENOENT') return `special device ${source} does not exist.`
  if (errno === 'ENODEV') return `unknown filesystem type '${type}'.`
  if (errno === 'ENOTDIR' && there.kind !== 'dir') return 'mount point is not a directory.'
  if (errno === 'EINVAL' && !binds)
    return `wrong fs type, bad option, bad superblock on ${source}, missing codepage or helper program, or other error.`
  if (errno === 'EINVAL') return 'mount point not mounted or bad option.'
  return `mount(2) system call failed: ${strerror[errno]}.`
}

const hint = '       dmesg(1) may have more information after failed mount system call.\n'

function refuse(sys: Sys, target: string, words: string, status: number): number {
  sys.write(2, `${calledAs(sys)}: ${target}: ${words}\n${hint}`)
  return status
}

function notInTable(sys: Sys, target: string): number {
  if (isBusybox(sys)) complain(sys, `can't find ${target} in /etc/fstab`)
  else complain(sys, `${target}: can't find in /etc/fstab.`)
  return 1
}

function list(sys: Sys, type: string | undefined): number {
  const wanted = type?.split(',')
  const shown = sys.mounts().filter((each) => wanted === undefined || wanted.includes(each.type))
  put(sys, shown.map((each) => `${each.source} on ${each.target} type ${each.type} (${each.options})\n`).join(''))
  return 0
}

export const umount = oneShot('umount', (sys, args) => {
  const options = getopt(sys, args, { short: 'adflnrRvt:', long: { lazy: 'l', force: 'f', recursive: 'R', all: 'a' } })
  if (options === undefined) return 1
  return options.operands.reduce((status, target) => takeDown(sys, target, has(options, 'R')) || status, 0)
})

function takeDown(sys: Sys, target: string, recursive: boolean): number {
  if (sys.ruid !== 0 && !isBusybox(sys)) {
    complain(sys, `${target}: must be superuser to unmount.`)
    return 32
  }
  const real = orUndefined(() => sys.realpath(target)) ?? target
  const below = recursive
    ? sys
        .mounts()
        .filter((each) => each.target.startsWith(`${real}/`))
        .reverse()
    : []
  try {
    for (const each of below) sys.umount(each.target)
    sys.umount(target)
    return 0
  } catch (error) {
    const errno = errnoOf(error)
    if (isBusybox(sys)) complain(sys, `can't unmount ${target}: ${strerror[errno]}`)
    else complain(sys, `${target}: ${unmountable[errno] ?? `umount failed: ${strerror[errno]}.`}`)
    return isBusybox(sys) ? 1 : 32
  }
}

const unmountable: Partial<Record<Errno, string>> = {
  EINVAL: 'not mounted.',
  ENOENT: 'no mount point specified.',
  EBUSY: 'target is busy.',
  EPERM: 'must be superuser to unmount.',
}

/** findmnt(8): the same as a table. @models util-linux misc-utils/findmnt.c @fidelity part: a list, no tree; -t, -n, -o are known */
export const findmnt = oneShot('findmnt', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'nlt:o:T:',
    long: { noheadings: 'n', list: 'l', 'types=': 't', 'output=': 'o', 'target=': 'T' },
  })
  if (options === undefined) return 1
  const names = last(options, 'o')?.toUpperCase().split(',') ?? ['TARGET', 'SOURCE', 'FSTYPE', 'OPTIONS']
  const [path] = options.operands
  const rows = sys
    .mounts()
    .filter(
      (each) =>
        (path === undefined || each.target === path || each.source === path) &&
        (last(options, 't')?.split(',').includes(each.type) ?? true),
    )
    .map((each): Readonly<Record<string, string>> => ({
      TARGET: each.target,
      SOURCE: each.source,
      FSTYPE: each.type,
      OPTIONS: each.options,
    }))
  if (rows.length === 0) return 1
  const lines = [...(has(options, 'n') ? [] : [names]), ...rows.map((row) => names.map((name) => row[name] ?? ''))]
  const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)))
  put(
    sys,
    lines
      .map((line) => `${line.map((cell, i) => (i === line.length - 1 ? cell : cell.padEnd(widths[i]!))).join(' ')}\n`)
      .join(''),
  )
  return 0
})
