import { text, utf8 } from '../../../base/bytes'
import { giveUpLine, remembered } from '../asking'
import { exit, orUndefined, put, quietly } from '../face'
import { open, send } from './link'
import { metaCommand } from './psql-commands'
import { ended, fed, historyPath, query } from './psql-input'
import { asking, listened, passwordRead } from './psql-link'
import { planOf, type Job } from './psql-options'
import { major, version } from './version'
import type { Psql } from './psql-state'
import type { Program, Sys, Turn, Wake } from '../../wire/sys'

/**
 * psql: statements from its options, a file, a pipe or a person, and what the server answers drawn as tables.
 *
 * @models postgres src/bin/psql
 * @fidelity part: no completion, no pager, no \copy, \e, \watch or \if
 */
export const psql: Program<Psql> = {
  name: 'psql',
  start: (sys) => quietly(() => begin(sys)),
  resume: (sys, state, wake) =>
    quietly(() => (wake.on === 'signal' ? interrupted(sys, state) : run(sys, state, wake as Wake))),
}

function begin(sys: Sys): Turn<Psql> {
  const plan = planOf(sys)
  if (typeof plan === 'number') return exit(plan)
  const interactive = plan.jobs.length === 0 && sys.isatty(0) && sys.isatty(1)
  if (interactive) sys.sigaction('SIGINT', 'catch')
  const jobs: readonly Job[] = plan.jobs.length > 0 ? plan.jobs : [{ kind: 'file', words: '' }]
  const state: Psql = {
    link: open(sys, plan.target),
    look: plan.look,
    quiet: plan.quiet,
    echo: plan.echo,
    password: plan.password,
    variables: plan.variables,
    jobs: plan.single ? [{ kind: 'command', words: 'BEGIN' }, ...jobs, { kind: 'command', words: 'COMMIT' }] : jobs,
    interactive,
    begun: false,
    lines: interactive ? remembered(sys, 'readline', historyPath(sys)) : { history: [], killed: [] },
    entry: '',
    buffer: '',
    standing: 'I',
    superuser: false,
    server: version(sys),
    major: Number(major(sys)),
    timing: false,
    status: 0,
  }
  return run(sys, plan.password === 'always' ? asking(sys, state) : state, undefined)
}

/** Where it goes on by itself until it has to wait or is done. */
function run(sys: Sys, from: Psql, first: Wake | undefined): Turn<Psql> {
  let [state, wake]: [Psql, Wake | undefined] = [from, first]
  for (let i = 0; i < 2000; i++) {
    const next = step(sys, state, wake)
    wake = undefined
    if ('turn' in next) return next
    state = next
  }
  return { turn: 'yield', state }
}

function step(sys: Sys, state: Psql, wake: Wake | undefined): Psql | Turn<Psql> {
  if (state.prompting) return passwordRead(sys, state, state.prompting)
  if (state.link.phase !== 'open' || state.asked) return listened(sys, state, wake)
  if (!state.begun) return greeted(sys, { ...state, begun: true })
  if (state.source) return fed(sys, state, state.source)
  const [job, ...jobs] = state.jobs
  if (job === undefined) return ended(sys, state)
  return started(sys, { ...state, jobs }, job)
}

function started(sys: Sys, state: Psql, { kind, words }: Job): Psql | Turn<Psql> {
  if (kind === 'command') {
    if (!words.trimStart().startsWith('\\')) return query(sys, state, words)
    const after = metaCommand(sys, state, words.trim())
    return 'status' in after && after.failedCommand ? { ...after, status: 1 } : after
  }
  if (words === '' || words === '-')
    return {
      ...state,
      source: { kind: 'input', pending: '', ended: false, line: 0, ...(words === '-' && { name: '<stdin>' }) },
    }
  const bytes = orUndefined(() => sys.readFile(words))
  if (bytes === undefined) {
    sys.write(2, utf8(`psql: error: ${words}: No such file or directory\n`))
    return { ...state, status: 1 }
  }
  return { ...state, source: { kind: 'file', pending: text(bytes), ended: true, line: 0, name: words } }
}

function greeted(sys: Sys, state: Psql): Psql {
  if (state.interactive && !state.quiet) put(sys, `psql (${state.server})\nType "help" for help.\n\n`)
  return state
}

function interrupted(sys: Sys, state: Psql): Turn<Psql> {
  if (state.prompting?.opened) sys.tcsetattr(state.prompting.fd, { echo: state.prompting.echo })
  if (state.prompting || state.link.phase !== 'open') return exit(130)
  if (state.asked) {
    sys.write(2, 'Cancel request sent\n')
    send(sys, state.link, { type: 'CancelRequest' })
    return run(sys, state, undefined)
  }
  return run(sys, { ...state, lines: giveUpLine(sys, 'readline', state.lines), buffer: '', entry: '' }, undefined)
}
