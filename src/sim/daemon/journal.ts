import { utf8 } from '../../base/bytes'
import { rfc3339NanoFixed } from '../../base/time'
import { send } from '../world/draft'
import type { Daemon } from './state'

/** The daemon's log: its standard error, which the service manager reads. */
export const say = (d: Daemon, level: string, words: string): void =>
  sayPlain(d, `time="${rfc3339NanoFixed(d.now)}" level=${level} msg=${JSON.stringify(words)}`)

export const sayPlain = (d: Daemon, line: string): void =>
  send(d, {
    to: 'systemd',
    depth: 3,
    payload: { kind: 'pipe', pipe: 'dockerd-stderr', data: utf8(`${line}\n`), end: false },
  })
