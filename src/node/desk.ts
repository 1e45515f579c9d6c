import type { Bytes } from '../base/bytes'
import { text, utf8 } from '../base/bytes'
import type { FileEntry } from '../base/file-entry'
import { behaviours, makeWorld } from '../sim/host'
import { isWhole } from '../sim/programs/bash/complete'
import type { HostState, Process } from '../sim/kernel/state'
import type { Block, TerminalState } from '../sim/terminal/terminal'
import type { Message } from '../sim/world/message'
import { inject, step } from '../sim/world/step'
import type { World } from '../sim/world/world'
import type { Input } from './inputs'

/** A headless terminal: lines go in, rows come out. The world is in `world`; everything else is derived from it. */
export interface Desk {
  world: World
  readonly trace: Message[]
  readonly tracing: boolean
  crossed: number
  /** Span of a command that had to be interrupted. */
  overtime?: number
}

export interface Row {
  readonly cmd: string
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  readonly simMs: number
  readonly messages: number
}

export function openDesk(options: {
  readonly seed: number
  readonly files: readonly FileEntry[]
  readonly cwd?: string
  readonly trace: boolean
}): Desk {
  const { trace, ...rest } = options
  return { world: settled(makeWorld({ ...rest, headless: true })), trace: [], tracing: trace, crossed: 0 }
}

/** Lets the host come up: until nothing is in flight any more. */
function settled(world: World): World {
  let w = world
  for (let n = 0; n < 10_000 && w.queue.length > 0; n++) w = step(w, behaviours)
  return w
}

export interface Manner {
  readonly tty: boolean
  readonly maxMicros: number
}

/** Types the first input, and gives later plain lines to it while it reads them; answers the row and the inputs that are left. */
export function perform(desk: Desk, inputs: readonly Input[], manner: Manner): readonly [Row, readonly Input[]] {
  const [input, rest] = wholeCommand(inputs)
  const started = desk.world.now
  const before = desk.crossed
  const span = typeLine(desk, input, manner)
  const left = playOut(desk, span, input, rest, started + manner.maxMicros)
  const block = blockOf(desk.world, span)
  return [row(desk, input, block, started, before), left]
}

/** The first command: physical lines that belong together (a here-document, a loop) are handed over together. */
function wholeCommand(inputs: readonly Input[]): readonly [Input, readonly Input[]] {
  const [first, ...rest] = inputs
  if (first === undefined) throw new RangeError('no input')
  let lines = 0
  let { cmd } = first
  while (first.plain && rest[lines]?.plain && !isWhole(cmd)) cmd += `\n${rest[lines++]!.cmd}`
  return [{ ...first, cmd }, rest.slice(lines)]
}

const pty = (input: Input, manner: Manner): boolean => manner.tty || input.keys !== undefined

function typeLine(desk: Desk, input: Input, manner: Manner): number {
  const span = desk.world.seq
  const tty = pty(input, manner) ? { tty: { name: 'pts/0', rows: 24, cols: 80 } } : {}
  const open = input.plain && !pty(input, manner) ? { open: true } : {}
  const payload = {
    kind: 'command' as const,
    line: input.cmd,
    ...tty,
    ...open,
    ...(input.stdin !== undefined && { stdin: input.stdin }),
  }
  desk.world = inject(desk.world, 'user', { to: 'terminal:1', payload })
  return span
}

/** Output counts as quiet, and so the next keys are typed, after this long. */
const quiet = 700_000

/** A command may deliver so many messages before it is taken for endless, however little simulated time they take. */
const mostSteps = 3_000_000

function playOut(desk: Desk, span: number, input: Input, rest: readonly Input[], deadline: number): readonly Input[] {
  let keys = input.keys ?? []
  let lines = rest
  let lastOutput = desk.world.now
  for (let n = 0; !isDone(desk.world, span); n++) {
    const next = desk.world.queue[0]
    const idle = next === undefined || next.dueAt - lastOutput > quiet
    if (idle && keys[0] !== undefined) {
      desk.world = inject({ ...desk.world, now: Math.max(desk.world.now, lastOutput + quiet) }, 'user', typed(keys[0]))
      keys = keys.slice(1)
      lastOutput = desk.world.now
    } else if (idle && input.plain && readsInput(desk.world, span)) {
      const line = lines[0]?.plain ? lines[0].cmd : undefined
      desk.world = inject(desk.world, 'user', { to: 'terminal:1', payload: answer(desk.world, span, line) })
      lines = line === undefined ? lines : lines.slice(1)
      lastOutput = desk.world.now
    } else if (next === undefined || next.dueAt > deadline || n > mostSteps) {
      desk.overtime = span
      desk.world = {
        ...desk.world,
        now: Math.max(desk.world.now, next === undefined ? deadline : Math.min(deadline, next.dueAt)),
      }
      interrupt(desk, span)
      return lines
    } else if (deliver(desk)) lastOutput = desk.world.now
  }
  return lines
}

const typed = (keys: string) => ({
  to: 'terminal:1',
  payload: { kind: 'tty.input' as const, tty: 'pts/0', data: utf8(keys) },
})

/** A line for the program that waits for one, or end of file when there are none. */
const answer = (world: World, span: number, line: string | undefined) => {
  const tty = hostOf(world).pipes[`${span}.stdin`] === undefined
  const data = line === undefined ? (tty ? '\x04' : '') : utf8(`${line}\n`)
  return tty
    ? ({ kind: 'tty.input', tty: 'pts/0', data } as const)
    : ({ kind: 'pipe', pipe: `${span}.stdin`, data, end: line === undefined } as const)
}

const hostOf = (world: World) => world.nodes['host'] as HostState
const terminalOf = (world: World) => world.nodes['terminal:1'] as TerminalState
const blockOf = (world: World, span: number): Block | undefined =>
  terminalOf(world).blocks.find((block) => block.span === span)
const isDone = (world: World, span: number): boolean =>
  blockOf(world, span)?.exit !== undefined && capturesArrived(world, span)

/** Nothing that the command wrote is still on its way to the terminal. */
const capturesArrived = (world: World, span: number): boolean =>
  !world.queue.some(
    (m) => m.to === 'terminal:1' && m.span === span && (m.payload.kind === 'pipe' || m.payload.kind === 'tty.output'),
  )

/** Some process waits for standard input that only the terminal can give. */
function readsInput(world: World, span: number): boolean {
  const host = hostOf(world)
  const waits = (p: Process) =>
    p.awaits.some((a) => {
      const file = a.on === 'readable' ? host.files[p.fds[a.fd] ?? -1] : undefined
      return file?.kind === 'pipe' ? file.pipe === `${span}.stdin` : file?.kind === 'tty'
    })
  return Object.values(host.procs).some((p) => p.run === 'wait' && waits(p))
}

/** Delivers one message; true when it reached the terminal. */
function deliver(desk: Desk): boolean {
  desk.world = step(desk.world, behaviours)
  const { last } = desk.world
  if (last === undefined || last.payload.kind === 'sched' || last.payload.kind === 'timer') return false
  if (last.from !== last.to) desk.crossed++
  if (desk.tracing) desk.trace.push(last)
  return last.to === 'terminal:1'
}

/** Ctrl-C for a command that does not end, and the hard way where that does not help. */
function interrupt(desk: Desk, span: number): void {
  for (const signal of ['SIGINT', 'SIGKILL'] as const) {
    for (const pid of descendants(desk.world))
      desk.world = inject(desk.world, 'user', { to: `host/${pid}`, payload: { kind: 'signal', pid, signal } })
    const until = desk.world.now + 2_000_000
    for (let n = 0; n < 100_000 && !isDone(desk.world, span) && (desk.world.queue[0]?.dueAt ?? Infinity) < until; n++)
      deliver(desk)
    if (isDone(desk.world, span)) return
  }
}

function descendants(world: World): readonly number[] {
  const host = hostOf(world)
  const shell = Number(terminalOf(world).shell.split('/')[1])
  const below = (pid: number): number[] =>
    Object.values(host.procs).flatMap((p) => (p.ppid === pid ? [p.pid, ...below(p.pid)] : []))
  return below(shell)
}

function row(desk: Desk, input: Input, block: Block | undefined, started: number, before: number): Row {
  const overtime = block?.endedAt === undefined || desk.overtime === block.span
  return {
    cmd: input.cmd,
    exit: overtime ? 124 : (block.exit ?? 124),
    stdout: text(block?.stdout ?? ''),
    stderr: text(block?.stderr ?? '') + (overtime ? `glasswhale: interrupted: the command did not end\n` : ''),
    simMs: ((block?.endedAt ?? desk.world.now) - started) / 1000,
    messages: desk.crossed - before,
  }
}

/** Loads a `docker save` archive as `docker load` would; answers what went wrong, if anything. */
export function load(desk: Desk, archive: Bytes): string | undefined {
  const input = { cmd: 'docker load -q', stdin: archive, plain: false }
  const [done] = perform(desk, [input], { tty: false, maxMicros: 600_000_000 })
  return done.exit === 0 ? undefined : done.stderr.trim()
}
