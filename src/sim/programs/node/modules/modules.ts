import { own } from '../../script/own'
import { native, obj, type Value } from '../machine/value'
import { expressNatives } from './express'
import { fileNatives } from './files'
import { httpNatives } from './http'
import { osNatives } from './os'
import { pathNatives, utilNatives } from './path'
import { functions, processNatives, special } from './process'
import { responseNatives } from './response'
import type { Machine, NativeFn } from '../machine/core'

const memberModules: Readonly<Record<string, readonly [string, Value][]>> = {
  os: [
    ...functions(
      'os',
      'hostname platform type release arch cpus totalmem freemem uptime networkInterfaces userInfo tmpdir',
    ),
    ['EOL', '\n'],
  ],
  fs: functions(
    'fs',
    'readFileSync writeFileSync appendFileSync existsSync mkdirSync readdirSync unlinkSync statSync readFile writeFile',
  ),
  path: [...functions('path', 'join resolve basename dirname extname'), ['sep', '/']],
  http: functions('http', 'createServer'),
  util: functions('util', 'inspect format'),
  process: [],
  express: [],
}

/** Modules that Node has and nobody wrote here. */
export const beyond = new Set(
  'assert async_hooks buffer child_process cluster crypto dgram dns events fs/promises http2 https inspector module net perf_hooks punycode querystring readline stream string_decoder timers tls tty url v8 vm wasi worker_threads zlib'.split(
    ' ',
  ),
)

export const playedModule = (m: Machine, name: string): Value | undefined => {
  if (name === 'express') {
    const made = native('express')
    for (const each of ['json', 'static', 'urlencoded', 'Router', 'text']) made.m.set(each, native(`express.${each}`))
    return made
  }
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
  ...responseNatives,
  ...expressNatives,
}
