import { strerror } from '../../wire/errno'
import type { Await, Sys } from '../../wire/sys'
import { errnoOf, orUndefined } from '../face'
import { flush } from './machine'
import type { Answer, Job, Need, Outside } from './state'

/** Commands that an AWK program runs, by /bin/sh: `system`, `command | getline`, `print | command`. */
export function begin(sys: Sys, o: Outside, need: Exclude<Need, { need: 'line' }>): Job | Answer {
  flush(sys, o)
  if (need.need === 'close' && o.pipes[need.command] === undefined) return { status: closeFile(sys, o, need.command) }
  try {
    return start(sys, o, need)
  } catch (error) {
    sys.write(2, `awk: sh: ${strerror[errnoOf(error)]}\n`)
    return need.need === 'output' ? { text: '' } : { status: -1 }
  }
}

function closeFile(sys: Sys, o: Outside, name: string): number {
  const { [name]: fd, ...others } = o.outs
  if (fd === undefined) return -1
  sys.close(fd)
  o.outs = others
  return 0
}

function start(sys: Sys, o: Outside, need: Exclude<Need, { need: 'line' }>): Job {
  const argv = ['sh', '-c', need.command]
  if (need.need === 'system') return { pid: sys.spawn('/bin/sh', argv), need, text: '' }
  const [from, to] = sys.pipe()
  const reads = need.need === 'output'
  const pid = sys.spawn('/bin/sh', argv, { fds: reads ? { 0: 0, 1: to, 2: 2 } : { 0: from, 1: 1, 2: 2 } })
  sys.close(reads ? to : from)
  if (reads) return { pid, need, fd: from, text: '' }
  const { [need.command]: text = '', ...others } = o.pipes
  o.pipes = others
  orUndefined(() => sys.write(to, text))
  sys.close(to)
  return { pid, need, text: '' }
}

/** What the command said or how it ended; until then, what to wait for. */
export function finish(sys: Sys, job: Job): Answer | { readonly job: Job; readonly on: Await } {
  let { text } = job
  if (job.fd !== undefined) {
    for (let more = sys.read(job.fd); more !== ''; more = sys.read(job.fd)) {
      if (more === undefined) return { job: { ...job, text }, on: { on: 'readable', fd: job.fd } }
      text += more
    }
  }
  const ended = sys.wait(job.pid)
  if (ended === undefined) return { job: job.fd === undefined ? job : { ...job, text }, on: { on: 'child' } }
  if (job.fd !== undefined) sys.close(job.fd)
  return job.need.need === 'output' ? { text } : { status: ended.status }
}
