import { commandOf, type Instruction, type Stage } from '../../../builder/frontend'
import type { RunConfig } from '../../../oci/config'
import { whenEnded } from '../../containers/kill-and-wait'
import { startContainer, type Started } from '../../containers/start'
import { chunk, encodeJson } from '../../respond'
import type { Daemon } from '../../state'
import type { Continuations } from '../../request'
import { change, classicOf, failBuild, say, short, stepped, type Classic } from './classic'
import { commitStep, probe, register } from './commit'
import { createContainer } from './self'

/** An instruction in a container of its own: RUN runs it, all others only have their settings committed. */
export function plainStep(d: Daemon, b: Classic, stage: Stage, comment: string): void {
  change(d, b.id, { stage })
  inContainer(d, b, stage.config, ['/bin/sh', '-c', `#(nop)${comment}`], [])
}

export function runStep(d: Daemon, b: Classic, instruction: Instruction & { readonly kind: 'run' }): void {
  const { argv, args } = commandOf(b.stage, instruction)
  inContainer(d, b, b.stage.config, args.length === 0 ? argv : [`|${args.length}`, ...args, ...argv], args, argv)
}

/** `cmd` is what the history and the cache know it by. */
function inContainer(
  d: Daemon,
  b: Classic,
  config: RunConfig,
  cmd: readonly string[],
  args: readonly string[],
  runs?: readonly string[],
): void {
  const hit = probe(d, b, config, cmd)
  if (hit !== undefined) {
    say(d, b.id, ' ---> Using cache\n')
    change(d, b.id, { image: hit })
    return stepped(d, b.id)
  }
  change(d, b.id, { busted: true, pending: { config, cmd, runs: runs ?? null } })
  // Nothing can be created on scratch before there is a first layer.
  if (b.image === '') return register(d, b.id, undefined)
  createContainer(d, b.id, {
    ...config,
    Image: b.image,
    Hostname: '',
    Cmd: runs ?? cmd,
    ...(runs && { Entrypoint: [] }),
    Env: [...(config.Env ?? []), ...args],
    AttachStdout: true,
    AttachStderr: true,
  })
}

function created(d: Daemon, { id, container }: Running): void {
  const b = classicOf(d, id)
  if (b === undefined) return
  change(d, id, { made: [...b.made, container] })
  say(d, id, ` ---> Running in ${short(container)}\n`)
  if (b.pending.runs === null) return commitStep(d, id, container)
  whenEnded(d, container, { then: 'build.classic/ended', data: { id, container } })
  startContainer(d, container, { then: 'build.classic/started', data: { id, container } })
}

interface Running {
  readonly id: string
  readonly container: string
}

export const stepContinuations: Continuations = {
  'build.classic/created': created,
  'build.classic/started': (d: Daemon, { id }: Running, { refused }: Started) => {
    if (refused !== undefined) failBuild(d, id, refused.message)
  },
  'build.classic/ended': (d: Daemon, { id, container }: Running) => {
    const b = classicOf(d, id)
    const done = d.state.containers[container]
    if (b === undefined || done === undefined) return
    for (const { stream, log } of done.logs) tell(d, b, stream === 'stderr' ? `\x1b[91m${log}\x1b[0m` : log)
    if (done.exitCode === 0) return commitStep(d, id, container)
    const { runs } = b.pending
    failBuild(
      d,
      id,
      `The command '${(runs ?? []).join(' ')}' returned a non-zero code: ${done.exitCode}`,
      done.exitCode,
    )
  },
}

/** Bytes as the process wrote them; standard error in red. */
const tell = (d: Daemon, b: Classic, stream: string): void => {
  if (!b.quiet) chunk(d, b.sink, encodeJson({ stream: '' }).replace('""', JSON.stringify(stream)))
}
