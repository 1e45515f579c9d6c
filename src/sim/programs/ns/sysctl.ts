import { complain, errnoOf, isBusybox, oneShot, orUndefined, put, writeInto } from '../face'
import { getopt, has } from '../options'
import { strerror } from '../../wire/errno'
import type { Sys } from '../../wire/sys'

/**
 * Reads and sets kernel parameters by way of /proc/sys.
 *
 * @models procps src/sysctl.c, busybox procps/sysctl.c
 * @fidelity part: no files of settings
 */
const pathOf = (name: string): string => `/proc/sys/${name.replaceAll('.', '/')}`

export const sysctl = oneShot('sysctl', (sys, args) => {
  const options = getopt(sys, args, {
    short: 'anNewqAX',
    long: { all: 'a', values: 'n', names: 'N', ignore: 'e', write: 'w', quiet: 'q' },
  })
  if (options === undefined) return 1
  const show = (name: string) => showOne(sys, name, has(options, 'n'), has(options, 'N'))
  if (has(options, 'a') || has(options, 'A'))
    return names(sys, '/proc/sys').reduce((status, name) => show(name) || status, 0)
  return options.operands.reduce((status, word) => {
    const [name = '', value] = word.includes('=')
      ? [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]
      : [word]
    return (value === undefined ? show(name.replaceAll('/', '.')) : set(sys, name, value, has(options, 'q'))) || status
  }, 0)
})

const names = (sys: Sys, dir: string): readonly string[] =>
  (orUndefined(() => sys.readdir(dir)) ?? []).flatMap(({ name, kind }) =>
    kind === 'dir' ? names(sys, `${dir}/${name}`) : [`${dir}/${name}`.slice('/proc/sys/'.length).replaceAll('/', '.')],
  )

function showOne(sys: Sys, name: string, bare: boolean, only: boolean): number {
  const value = orUndefined(() => sys.readFile(pathOf(name)))
  if (value === undefined) return missing(sys, name)
  put(sys, only ? `${name}\n` : bare ? value : `${name} = ${value}`)
  return 0
}

function missing(sys: Sys, name: string): number {
  complain(
    sys,
    isBusybox(sys)
      ? `error: '${name.replaceAll('.', '/')}' is an unknown key`
      : `cannot stat ${pathOf(name)}: No such file or directory`,
  )
  return isBusybox(sys) ? 1 : 255
}

function set(sys: Sys, name: string, value: string, quiet: boolean): number {
  if (orUndefined(() => sys.stat(pathOf(name))) === undefined) return missing(sys, name)
  try {
    writeInto(sys, pathOf(name), `${value}\n`)
  } catch (error) {
    const errno = errnoOf(error)
    const gnu =
      errno === 'EACCES' || errno === 'EPERM'
        ? `permission denied on key "${name}"`
        : `setting key "${name}": ${strerror[errno]}`
    complain(sys, isBusybox(sys) ? `error setting key '${name}': ${strerror[errno]}` : gnu)
    return isBusybox(sys) ? 1 : 255
  }
  if (!quiet) put(sys, `${name} = ${value}\n`)
  return 0
}
