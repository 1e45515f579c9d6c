import { utf8 } from '../../base/bytes'
import { strerror } from '../wire/errno'
import { exit } from './face'
import { launch } from './launch'
import type { Signal } from '../wire/signal'
import type { Pid, Program, Sys, Turn } from '../wire/sys'

/**
 * The init that `docker run --init` puts before a command: it hands signals on, takes in orphans, and ends as the command ends.
 *
 * @models tini 0.19.0 src/tini.c
 * @fidelity part: the command is not put in the terminal's foreground by a process group of its own; no options but `--`
 */
interface Init {
  readonly child: Pid
}

const passedOn: readonly Signal[] = ['SIGTERM', 'SIGINT', 'SIGQUIT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH']

export const dockerInit: Program<Init> = {
  name: 'docker-init',
  start: (sys) => {
    const words = sys.argv.slice(1)
    const argv = words[0] === '--' ? words.slice(1) : words
    for (const signal of passedOn) sys.sigaction(signal, 'catch')
    const child = launch(sys, argv)
    if (typeof child === 'number') return wait({ child })
    sys.write(2, utf8(`[FATAL tini (7)] exec ${argv[0]} failed: ${strerror[child]}\n`))
    return exit(child === 'ENOENT' ? 127 : 126)
  },
  resume: (sys, state, wake) => {
    if (wake.on !== 'signal') return reap(sys, state)
    sys.kill(state.child, wake.signal)
    return wait(state)
  },
}

const wait = (state: Init): Turn<Init> => ({ turn: 'wait', state, on: [{ on: 'child' }] })

/** Every child that ended, the command or an orphan. */
function reap(sys: Sys, state: Init): Turn<Init> {
  for (let ended = sys.wait(); ended !== undefined; ended = sys.wait())
    if (ended.pid === state.child) return exit(ended.status)
  return wait(state)
}
