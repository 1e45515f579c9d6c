import { strftime } from '../clock'
import { fail, isBusybox, oneShot, orUndefined, put, why } from '../face'
import { getopt, has, last } from '../options'
import { misuse } from '../say'
import { userName } from '../accounts/names'
import type { Sys } from '../../wire/sys'

/**
 * Small ones: mountpoint, uuidgen, logger, getconf, crontab.
 *
 * @models util-linux mountpoint(1), uuidgen(1), logger(1); glibc getconf(1); cron crontab(1)
 * @fidelity part: logger's messages are kept nowhere; nothing runs by the clock, so that crontab has only -l and -r
 */
export const mountpoint = oneShot('mountpoint', (sys, args) => {
  const options = getopt(sys, args, { short: 'qdxn', long: { quiet: 'q', fs: 'd' } })
  const path = options?.operands[0]
  if (!options || path === undefined) return misuse(sys, 'bad usage')
  const said = (words: string, status: number): number => {
    if (!has(options, 'q')) put(sys, `${path} ${words}\n`)
    return status
  }
  try {
    const real = sys.realpath(path)
    if (sys.stat(real).kind !== 'dir')
      return isBusybox(sys) ? fail(sys, `${path}: Not a directory`) : said('is not a mountpoint', 32)
    return sys.mounts().some(({ target }) => target === real)
      ? said('is a mountpoint', 0)
      : said('is not a mountpoint', isBusybox(sys) ? 1 : 32)
  } catch (error) {
    return has(options, 'q') ? 1 : fail(sys, `${path}: ${why(error)}`)
  }
})

/** Version 4 of RFC 9562: random but for six bits. */
export const uuidgen = oneShot('uuidgen', (sys) => {
  const hex = [0, 1, 2, 3].map(() => sys.random().toString(16).padStart(8, '0')).join('')
  const variant = ((parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  put(
    sys,
    `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}\n`,
  )
  return 0
})

export const logger = oneShot('logger', (sys, args) => {
  const options = getopt(sys, args, { short: 'sp:t:if:', long: { stderr: 's', 'tag=': 't', 'priority=': 'p' } })
  if (!options) return 1
  if (has(options, 's')) {
    const tag = last(options, 't') ?? userName(sys, sys.uid) ?? String(sys.uid)
    sys.write(2, `<13>${strftime('%b %e %H:%M:%S', sys.now() / 1e6)} ${tag}: ${options.operands.join(' ')}\n`)
  }
  return 0
})

const values: Readonly<Record<string, string>> = {
  ARG_MAX: '2097152',
  CLK_TCK: '100',
  GNU_LIBC_VERSION: 'glibc 2.39',
  HOST_NAME_MAX: '64',
  LONG_BIT: '64',
  NAME_MAX: '255',
  NGROUPS_MAX: '65536',
  PAGESIZE: '4096',
  PAGE_SIZE: '4096',
  PATH: '/bin:/usr/bin',
  PATH_MAX: '4096',
  _NPROCESSORS_CONF: '2',
  _NPROCESSORS_ONLN: '2',
}
const ofPath = ['NAME_MAX', 'PATH_MAX']
const usage = 'Usage: getconf [-v specification] variable_name [pathname]\n       getconf -a [pathname]\n'

const configured = (sys: Sys, name: string): string | undefined =>
  name === 'OPEN_MAX' ? String(sys.getrlimit('RLIMIT_NOFILE')[0]) : values[name]

export const getconf = oneShot('getconf', (sys, args) => {
  const [name, path] = args
  if (name === undefined) return (sys.write(2, usage), 2)
  if (name === '-a') {
    for (const key of Object.keys(values)) put(sys, `${key.padEnd(34)} ${values[key]!}\n`)
    return 0
  }
  const value = configured(sys, name)
  if (value === undefined || (ofPath.includes(name) && path === undefined))
    return (sys.write(2, `getconf: Unrecognized variable \`${name}'\n`), 2)
  put(sys, `${value}\n`)
  return 0
})

export const crontab = oneShot('crontab', (sys, args) => {
  const user = userName(sys, sys.ruid) ?? String(sys.ruid)
  const file = `/var/spool/cron/crontabs/${user}`
  if (args.includes('-l')) {
    const kept = orUndefined(() => sys.readFile(file))
    if (kept !== undefined) return (put(sys, kept), 0)
    sys.write(
      2,
      isBusybox(sys) ? `crontab: can't open '${user}': No such file or directory\n` : `no crontab for ${user}\n`,
    )
    return 1
  }
  if (args.includes('-r')) return (sys.write(2, `no crontab for ${user}\n`), 1)
  return fail(sys, 'glasswhale: nothing runs by the clock here: crontab only lists')
})
