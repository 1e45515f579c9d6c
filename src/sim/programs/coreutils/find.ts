import { strerror } from '../../wire/errno'
import type { Pid, Program, Sys, Turn } from '../../wire/sys'
import { complain, exit, isBusybox, quietly, why } from '../face'
import { launch } from '../launch'
import { quote } from '../say'
import { holds, refuse, wholeExec, type Found } from './find-tests'
import { parse, type Order, type Parsed } from './find-words'
import { walk } from './walk'

/**
 * Walks trees and tests what it finds.
 *
 * @models findutils find, busybox findutils/find.c
 * @fidelity part: -exec answers yes before it has run; one time for all three; no -fprint, -fstype, -xtype
 */
interface Finding {
  /** Command lines of -exec still to run, in order. */
  readonly queue: readonly Order[]
  readonly child?: Pid
  readonly status: number
}

export const find: Program<Finding> = {
  name: 'find',
  start: (sys) =>
    quietly(() => {
      const args = sys.argv.slice(1)
      const cut = args.findIndex((arg) => /^[-!(]/.test(arg))
      const paths = cut < 0 ? args : args.slice(0, cut)
      const parsed = parse(cut < 0 ? [] : args.slice(cut))
      if (typeof parsed === 'string') {
        complain(sys, isBusybox(sys) ? parsed.replace(/^unknown predicate `(.*)'$/, 'unrecognized: $1') : parsed)
        return exit(1)
      }
      return search(sys, paths.length > 0 ? paths : ['.'], parsed)
    }),
  resume: (sys, state) =>
    quietly(() => {
      const ended = state.child === undefined ? undefined : sys.wait(state.child)
      return ended ? next(sys, state) : { turn: 'wait', state, on: [{ on: 'child' }] }
    }),
}

function search(sys: Sys, paths: readonly string[], parsed: Parsed): Turn<Finding> {
  const found: Found = { queue: [], batch: [], pruned: [], quit: false, root: '' }
  let status = 0
  for (const path of paths) {
    if (found.quit) break
    try {
      found.root = path
      const visits = walk(sys, path, {
        deepFirst: parsed.deepFirst,
        unreadable: (where, error) => {
          status = 1
          refuse(sys, where, why(error))
        },
      })
      for (const visit of visits) {
        if (found.quit || visit.depth > parsed.deepest || visit.depth < parsed.least) continue
        if (found.pruned.some((dir) => visit.path.startsWith(`${dir}/`))) continue
        holds(sys, parsed.test, visit, found)
      }
    } catch (error) {
      refuse(sys, path, why(error))
      status = 1
    }
  }
  const together = wholeExec(parsed.test)
  if (together && found.batch.length > 0) found.queue.push({ argv: [...together.slice(0, -1), ...found.batch] })
  return next(sys, { queue: found.queue, status })
}

function next(sys: Sys, state: Finding): Turn<Finding> {
  const [order, ...queue] = state.queue
  if (order === undefined) return exit(state.status)
  const { argv, ...where } = order
  const child = launch(sys, argv, where)
  if (typeof child !== 'string') return { turn: 'wait', state: { ...state, queue, child }, on: [{ on: 'child' }] }
  complain(sys, `${quote(sys, argv[0]!)}: ${strerror[child]}`)
  return next(sys, { ...state, queue })
}
