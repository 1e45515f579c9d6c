import { callAwaits } from './modules/client'
import { put } from '../face'
import { hasKind } from '../script/kind'
import { inspect } from './builtins/inspect'
import { call, callSync } from './machine/call'
import { raise } from './machine/run'
import { isKind, type Prom, type Value } from './machine/value'
import { serve } from './modules/serve'
import { settle } from './machine/promises'
import type { Await } from '../../wire/sys'
import type { Machine } from './machine/core'
import type { Thrown } from './machine/errors'
import type { Prompt } from './turns'

/** The loop: tasks, timers, requests. */

export function takeTask(m: Machine): boolean {
  const task = m.core.tasks.shift()
  if (task === undefined) {
    const unheard = m.core.unheard.shift()
    if (unheard) throw { kind: 'thrown', value: unheard.value, where: '' } satisfies Thrown
    return takeTimer(m)
  }
  if ('frame' in task) {
    m.core.frames.push(task.frame)
    if (task.failed) raise(m, { kind: 'thrown', value: task.value, where: '' })
    else task.frame.stack.push(task.value)
  } else if (task.gives) chained(m, task.call, task.args, task.gives)
  else call(m, task.call, task.args, undefined, { kind: 'drop' })
  return true
}

function takeTimer(m: Machine): boolean {
  const { core } = m
  const due = core.timers.filter((each) => each.at <= m.sys.now()).sort((a, b) => a.at - b.at)[0]
  if (due === undefined) return false
  if (due.every !== undefined) due.at = m.sys.now() + due.every
  else core.timers = core.timers.filter((each) => each !== due)
  call(m, due.call, due.args, undefined, { kind: 'drop' })
  return true
}

/** The handler of a promise: what it gives settles the next one. */
function chained(m: Machine, fn: Value, args: Value[], gives: Prom): void {
  try {
    settle(m, gives, 'done', callSync(m, fn, args))
  } catch (error) {
    if (!hasKind<Thrown>(error, 'thrown') || isKind(error.value, 'unsimulated')) throw error
    settle(m, gives, 'failed', error.value)
  }
}

export function takeRequest(m: Machine): boolean {
  for (const server of m.core.servers) {
    for (let fd = m.sys.accept(server.fd); fd !== undefined; fd = m.sys.accept(server.fd)) server.conns.push(fd)
    for (const fd of server.conns) {
      const payload = m.sys.receive(fd)
      if (payload?.kind === 'conn.closed') {
        m.sys.close(fd)
        server.conns = server.conns.filter((each) => each !== fd)
      } else if (payload?.kind === 'http.request') {
        serve(m, server.app, payload, fd)
        return true
      }
    }
  }
  return false
}

export function awaits(m: Machine): readonly Await[] {
  const at = Math.min(...m.core.timers.map((each) => each.at))
  return [
    ...callAwaits(m),
    ...(Number.isFinite(at) ? [{ on: 'timer', at } as const] : []),
    ...m.core.servers.flatMap(({ fd, conns }): readonly Await[] => [
      { on: 'acceptable', fd },
      ...conns.map((each): Await => ({ on: 'readable', fd: each })),
    ]),
  ]
}

export function shownResult(m: Machine, prompt: Prompt): void {
  const { core } = m
  if (core.kept.get('prints') !== true) return
  core.kept.delete('prints')
  if (prompt || core.result !== undefined || core.file.endsWith('[eval]'))
    put(m.sys, `${typeof core.result === 'string' && !prompt ? core.result : inspect(m, core.result)}\n`)
}
