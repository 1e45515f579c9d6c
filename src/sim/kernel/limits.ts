/**
 * Resource limits (setrlimit(2)) as a process of a Debian host has them, where nobody set others. -1 is RLIM_INFINITY.
 * @models linux include/asm-generic/resource.h, proc(5) limits
 * @fidelity part: they are kept, inherited and shown, not enforced
 */
export type Limit = readonly [soft: number, hard: number]

export const noLimit = -1

export const defaultLimits: Readonly<Record<string, Limit>> = {
  RLIMIT_STACK: [8_388_608, noLimit],
  RLIMIT_CORE: [0, noLimit],
  RLIMIT_NPROC: [31_573, 31_573],
  RLIMIT_NOFILE: [1_024, 1_048_576],
  RLIMIT_MEMLOCK: [1_048_576, 1_048_576],
  RLIMIT_SIGPENDING: [31_573, 31_573],
  RLIMIT_MSGQUEUE: [819_200, 819_200],
  RLIMIT_NICE: [0, 0],
  RLIMIT_RTPRIO: [0, 0],
}

/** Whether a limit lets through what another one does not. */
export const isAbove = (limit: number, other: number): boolean =>
  other !== noLimit && (limit === noLimit || limit > other)

export const limitOf = (limits: Readonly<Record<string, Limit>> | undefined, resource: string): Limit =>
  limits?.[resource] ?? defaultLimits[resource] ?? [noLimit, noLimit]

const rows: readonly (readonly [title: string, resource: string, unit: string])[] = [
  ['Max cpu time', 'CPU', 'seconds'],
  ['Max file size', 'FSIZE', 'bytes'],
  ['Max data size', 'DATA', 'bytes'],
  ['Max stack size', 'STACK', 'bytes'],
  ['Max core file size', 'CORE', 'bytes'],
  ['Max resident set', 'RSS', 'bytes'],
  ['Max processes', 'NPROC', 'processes'],
  ['Max open files', 'NOFILE', 'files'],
  ['Max locked memory', 'MEMLOCK', 'bytes'],
  ['Max address space', 'AS', 'bytes'],
  ['Max file locks', 'LOCKS', 'locks'],
  ['Max pending signals', 'SIGPENDING', 'signals'],
  ['Max msgqueue size', 'MSGQUEUE', 'bytes'],
  ['Max nice priority', 'NICE', ''],
  ['Max realtime priority', 'RTPRIO', ''],
  ['Max realtime timeout', 'RTTIME', 'us'],
]

const cell = (limit: number): string => (limit === noLimit ? 'unlimited' : String(limit)).padEnd(20)

/** The text of /proc/PID/limits. */
export const limitsText = (limits: Readonly<Record<string, Limit>> | undefined): string =>
  [
    `${'Limit'.padEnd(25)} ${'Soft Limit'.padEnd(20)} ${'Hard Limit'.padEnd(20)} Units     `,
    ...rows.map(([title, name, unit]) => {
      const [soft, hard] = limitOf(limits, `RLIMIT_${name}`)
      return `${title.padEnd(25)} ${cell(soft)} ${cell(hard)} ${unit.padEnd(10)}`
    }),
    '',
  ].join('\n')
