import type { CgroupTree, ContainerView, Message, Micros, OverlayView } from '../../trace/types'
import type { Score } from '../rhythm'
import { containerOf, type Seen } from '../seen'

/** What was really measured of one container in this world. Whatever is not known is left out. */
export interface Measured {
  readonly container: ContainerView
  readonly program: string
  /** What its PID 1 runs. */
  readonly argv: readonly string[]
  readonly processes: number
  /** Kinds of namespace in which it is not where the host is. */
  readonly namespaces: readonly string[]
  readonly disk: number | undefined
  readonly memory: number | undefined
  /** From the request to start it until the program was executed. */
  readonly start: Micros | undefined
}

/** The newest container that runs, measured. */
export function measured(
  seen: Seen,
  tree: CgroupTree,
  overlayOf: (upperDir: string) => OverlayView | undefined,
  score: Score,
  step: number,
): Measured | undefined {
  const container = Object.values(seen.dockerd.containers).findLast(({ pid }) => pid !== 0)
  const init = container && seen.host.procs[container.pid]
  if (container === undefined || init === undefined) return undefined
  const hostNs = seen.host.procs['1']?.ns ?? {}
  const memory = tree[init.cgroup.replace(/^\//, '')]?.files['memory.current']
  return {
    container,
    program: init.comm,
    argv: init.argv,
    processes: Object.values(seen.host.procs).filter((process) => containerOf(seen, process)?.id === container.id)
      .length,
    namespaces: Object.keys(init.ns).filter((kind) => init.ns[kind] !== hostNs[kind]),
    disk: overlayOf(container.upperDir)?.entries.reduce((sum, { size }) => sum + size, 0),
    memory: memory === undefined || memory === '0' ? undefined : Number(memory),
    start: startTime(container.id, score, step),
  }
}

/** Between the last request to start it and its answer. */
function startTime(id: string, score: Score, step: number): Micros | undefined {
  const path = `/containers/${id}/start`
  for (let at = step; at > 0; at--) {
    const asked = score.message(at)
    const { payload } = asked
    if (payload.kind === 'http.request' && payload.method === 'POST' && payload.path.includes(path))
      return answered(asked, payload, score, at, step)
  }
  return undefined
}

function answered(
  asked: Message,
  { conn, exchange }: { readonly conn: string; readonly exchange: number },
  score: Score,
  from: number,
  step: number,
): Micros | undefined {
  for (let at = from; at <= step; at++) {
    const { payload, sentAt } = score.message(at)
    if (payload.kind === 'http.response' && payload.conn === conn && payload.exchange === exchange)
      return sentAt - asked.dueAt
  }
  return undefined
}
