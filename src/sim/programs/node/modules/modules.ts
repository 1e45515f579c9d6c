import { own } from '../../script/own'
import { native, obj, type Value } from '../machine/value'
import { expressNatives } from './express'
import { clientNatives } from './client'
import { eventModule, eventNatives } from './events'
import { fileNames, fileNatives } from './files'
import { httpNatives } from './http'
import { osNatives } from './os'
import { pathNatives, utilNatives } from './path'
import { urlNatives } from './url'
import { functions, processNatives, special } from './process'
import { responseNatives } from './response'
import type { Machine, NativeFn } from '../machine/core'

/** The modules that are played here. */

const memberModules: Readonly<Record<string, readonly [string, Value][]>> = {
  os: [
    ...functions(
      'os',
      'hostname platform type release arch cpus totalmem freemem uptime networkInterfaces userInfo tmpdir',
    ),
    ['EOL', '\n'],
  ],
  fs: [
    ...functions('fs', ['existsSync', ...fileNames, ...fileNames.map((name) => `${name}Sync`)].join(' ')),
    [
      'promises',
      obj({ ...Object.fromEntries(functions('fs/promises', fileNames.join(' '))), '.played': 'fs/promises' }),
    ],
  ],
  'fs/promises': functions('fs/promises', fileNames.join(' ')),
  path: [
    ...functions('path', 'join resolve basename dirname extname isAbsolute normalize relative parse'),
    ['sep', '/'],
  ],
  http: functions('http', 'createServer get request'),
  util: functions('util', 'inspect format promisify'),
  'timers/promises': functions('timers/promises', 'setTimeout'),
  url: [['URL', native('URL')], ...functions('url', 'parse')],
  express: [],
}

/** Modules that Node has and nobody wrote here. */
export const beyond = new Set(
  'assert async_hooks buffer child_process cluster crypto dgram dns http2 https inspector module net perf_hooks punycode querystring readline stream string_decoder timers tls tty v8 vm wasi worker_threads zlib'.split(
    ' ',
  ),
)

export const playedModule = (m: Machine, name: string): Value | undefined => {
  if (name === 'express') {
    const made = native('express')
    for (const each of ['json', 'static', 'urlencoded', 'Router', 'text']) made.m.set(each, native(`express.${each}`))
    return made
  }
  if (name === 'events') return eventModule()
  if (name === 'process') return special(m, 'process')
  const members = own(memberModules, name)
  return members && obj({ ...Object.fromEntries(members), '.played': name })
}

export const moduleNatives: Readonly<Record<string, NativeFn>> = {
  ...processNatives,
  ...osNatives,
  ...pathNatives,
  ...fileNatives,
  ...utilNatives,
  ...httpNatives,
  ...eventNatives,
  ...clientNatives,
  ...urlNatives,
  ...responseNatives,
  ...expressNatives,
}
