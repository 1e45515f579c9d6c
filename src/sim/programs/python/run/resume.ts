import { exit, put } from '../../face'
import { thaw } from '../../script/freeze'
import { hasKind } from '../../script/kind'
import { flush } from '../machine/output'
import { raise } from '../machine/run'
import { fromReply } from '../modules/redis'
import { redisResume } from '../modules/redis-talk'
import { fetchResume } from '../modules/urllib'
import { plays } from '../plays/plays'
import { failure, type Raised } from '../value/exceptions'
import { serveResume } from '../web/serve'
import { library } from './library'
import { caught, go, readPrompt, type Prompt, type Pythoning } from './turns'
import type { Sys, Turn, Wake } from '../../../wire/sys'
import type { Core, Machine } from '../machine/core'
import type { Special, Value } from '../value/thing'

/** What a program waited for is there. */

export function resume(sys: Sys, state: Pythoning & { kind: 'run' }, wake: Wake): Turn<Pythoning> {
  const m: Machine = { sys, codes: state.codes, core: thaw(state.core) as Core, plays, lib: library }
  const { prompt } = state
  if (wake.on === 'signal') return interrupted(m, prompt)
  if (prompt && m.core.frames.length === 0 && !m.core.waiting) return readPrompt(m, prompt, false)
  try {
    woken(m, wake)
  } catch (error) {
    if (!hasKind<Raised>(error, 'raised')) return caught(m, error, prompt)
    delete m.core.waiting
    try {
      raise(m, error.value)
    } catch (worse) {
      return caught(m, worse, prompt)
    }
  }
  return go(m, prompt)
}

/** What was waited for is there: its value goes onto the stack. */
function woken(m: Machine, wake: Wake): void {
  const { waiting } = m.core
  if (!waiting) return
  const answer = (value: Value) => {
    delete m.core.waiting
    m.core.frames.at(-1)?.stack.push(value)
  }
  if (waiting.kind === 'time' && m.sys.now() >= (waiting['at'] as number)) answer(null)
  else if (waiting.kind === 'serve') serveResume(m, waiting)
  else if (waiting.kind === 'lookup' && wake.on === 'resolved') {
    if (wake.addresses[0] === undefined) throw failure('socket.gaierror', -2n, 'Name or service not known')
    answer(wake.addresses[0])
  } else if (waiting.kind === 'redis') {
    const reply = redisResume(m, waiting, wake.on === 'resolved' ? wake.addresses : undefined)
    if (reply) answer(fromReply(waiting['client'] as Special, String(waiting['name']), reply))
  } else if (waiting.kind === 'fetch') {
    const value = fetchResume(m, waiting, wake)
    if (value !== undefined) answer(value)
  }
}

function interrupted(m: Machine, prompt: Prompt | undefined): Turn<Pythoning> {
  const idle = prompt && m.core.frames.length === 0
  if (idle) {
    put(m.sys, '\nKeyboardInterrupt\n')
    return readPrompt(m, { input: '', lines: '' }, true)
  }
  const serving = m.core.waiting?.kind === 'serve'
  delete m.core.waiting
  if (serving && !prompt) {
    flush(m)
    if (m.core.kept.has('flask')) return exit(0)
  }
  try {
    raise(m, failure('KeyboardInterrupt').value)
  } catch (error) {
    return caught(m, error, prompt)
  }
  return go(m, prompt)
}
