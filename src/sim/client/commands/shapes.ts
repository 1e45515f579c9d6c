import { text } from '../../../base/bytes'
import { daemonError, failed } from '../errors'
import type { Answer, Heard, Request } from '../call'
import { verb, type Cli, type Verb } from '../engine'

/**
 * The two shapes that most verbs have: one question and what to do with the answer, or one question for each argument.
 *
 * @models docker/cli cli/command/container/utils.go parallelOperation
 * @fidelity full
 */
export const bodyOf = <T>(answer: Answer): T => JSON.parse(text(answer.body)) as T

export const isAnswer = (heard: Heard): heard is Heard & Answer => heard.on === 'answer'

interface Asking {
  /** Undefined when the verb has already ended (with `fail` or `exit`). */
  readonly request: (c: Cli) => Request | undefined
  readonly tell: (c: Cli, answer: Answer) => void
  readonly refused?: (c: Cli, answer: Answer) => void
}

/** One request; exit 0 after `tell` unless it says otherwise. */
export const asks = ({ request, tell, refused }: Asking): Verb =>
  verb({
    start(c) {
      const asked = request(c)
      if (asked !== undefined) c.call(asked, 'answered')
    },
    phases: {
      answered(c, heard) {
        if (!isAnswer(heard)) return
        if (failed(heard)) return refused === undefined ? c.fail(daemonError(heard)) : refused(c, heard)
        tell(c, heard)
      },
    },
  })

interface Turns {
  readonly names: readonly string[]
  readonly asked: number
  readonly told: number
  /** Text for standard output, or an error, by position. */
  readonly answers: Readonly<Record<string, { readonly out?: string; readonly error?: string }>>
}

interface Each {
  /** All at once (at most 50), as `docker stop a b` does, or one after the other. */
  readonly parallel?: boolean
  readonly names?: (c: Cli) => readonly string[]
  readonly request: (c: Cli, name: string) => Request
  /** What is printed for a success; the name by default. */
  readonly tell?: (c: Cli, name: string, answer: Answer) => string
  readonly refused?: (c: Cli, name: string, answer: Answer) => string
  /** Errors as they come, or all at the end. */
  readonly atOnce?: boolean
  /** After the last: the exit status, and more words. */
  readonly ending?: (c: Cli, errors: readonly string[], failedNames: readonly string[]) => number
}

export const each = (o: Each): Verb =>
  verb<Turns>({
    start(c) {
      const names = o.names?.(c as Cli) ?? c.parsed.args
      c.data = { names, asked: 0, told: 0, answers: {} }
      const first = o.parallel === true ? Math.min(50, names.length) : 1
      for (let i = 0; i < first; i++) ask(c, o)
    },
    phases: {
      answered(c, heard) {
        if (!isAnswer(heard)) return
        const at = heard.tag as number
        const name = c.data.names[at]!
        const said = failed(heard)
          ? { error: o.refused?.(c as Cli, name, heard) ?? daemonError(heard) }
          : { out: o.tell?.(c as Cli, name, heard) ?? `${name}\n` }
        c.data = { ...c.data, answers: { ...c.data.answers, [at]: said } }
        ask(c, o)
        show(c, o)
      },
    },
  })

function ask(c: Cli<Turns>, o: Each): void {
  const { asked, names } = c.data
  const name = names[asked]
  if (name === undefined) return
  c.data = { ...c.data, asked: asked + 1 }
  c.call(o.request(c as Cli, name), 'answered', 'whole', asked)
}

/** In the order of the arguments, however the answers came. */
function show(c: Cli<Turns>, o: Each): void {
  for (let next = c.data.answers[c.data.told]; next !== undefined; next = c.data.answers[c.data.told]) {
    if (next.out !== undefined) c.out(next.out)
    else if (o.atOnce === true) c.err(`${next.error}\n`)
    c.data = { ...c.data, told: c.data.told + 1 }
  }
  if (c.data.told < c.data.names.length) return
  const wrong = c.data.names
    .map((name, i) => ({ name, error: c.data.answers[i]?.error }))
    .filter((w) => w.error !== undefined)
  const errors = wrong.map((w) => w.error!)
  if (o.atOnce !== true && errors.length > 0) c.err(`${errors.join('\n')}\n`)
  c.exit(
    o.ending?.(
      c as Cli,
      errors,
      wrong.map((w) => w.name),
    ) ?? (errors.length > 0 ? 1 : 0),
  )
}
