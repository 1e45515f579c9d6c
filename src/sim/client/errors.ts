import { text } from '../../base/bytes'
import type { Answer } from './call'

/**
 * The client's own words, in one place.
 *
 * @models docker/cli cli/required.go, moby client/errors.go
 * @fidelity full
 */
export const unreachable = (host: string, errno: string): string =>
  errno === 'EACCES'
    ? `permission denied while trying to connect to the Docker daemon socket at ${host}: dial unix ${host.replace('unix://', '')}: connect: permission denied`
    : `Cannot connect to the Docker daemon at ${host}. Is the docker daemon running?`

/** What an answer of 400 or more says. */
export function daemonMessage(answer: Answer): string {
  const body = text(answer.body).trim()
  try {
    const parsed = JSON.parse(body) as { message?: string }
    if (typeof parsed.message === 'string') return parsed.message.trim()
  } catch {
    // not JSON: the text itself is the message
  }
  return body === ''
    ? `request returned ${answer.status}; check if the server supports the requested API version`
    : body
}

export const daemonError = (answer: Answer): string => `Error response from daemon: ${daemonMessage(answer)}`

export const failed = (answer: Answer): boolean => answer.status >= 400

export const unknownCommand = (path: string, name: string, usage: string): string =>
  path === 'docker'
    ? `docker: unknown command: docker ${name}\n\nRun 'docker --help' for more information`
    : `docker: unknown command: ${path} ${name}\n\nUsage:  ${usage}\n\nRun '${path} --help' for more information`

export const withUsage = (message: string, path: string, usage: string): string =>
  `${message}\n\nUsage:  ${usage}\n\nRun '${path} --help' for more information`

export const notSimulated = (path: string): string => `glasswhale: \`${path}\` is not simulated`

export const noTty = 'the input device is not a TTY'

export const withRunHelp = (message: string, name: string): string =>
  `docker: ${message}\n\nRun 'docker ${name} --help' for more information`

export type Arity =
  | { readonly kind: 'none' }
  | { readonly kind: 'exact'; readonly n: number }
  | { readonly kind: 'min'; readonly n: number }
  | { readonly kind: 'max'; readonly n: number }
  | { readonly kind: 'range'; readonly min: number; readonly max: number }

const plural = (n: number): string => (n === 1 ? 'argument' : 'arguments')

/** Undefined when the count is right. The words `See` and `SRun` are the real ones of 28.2.2. */
export function arityError(arity: Arity, count: number, path: string, usage: string): string | undefined {
  const say = (what: string, run = 'Run') =>
    `docker: '${path}' ${what}\n\nUsage:  ${usage}\n\n${run} '${path} --help' for more information`
  switch (arity.kind) {
    case 'none':
      return count === 0 ? undefined : say('accepts no arguments')
    case 'exact':
      return count === arity.n ? undefined : say(`requires ${arity.n} ${plural(arity.n)}`)
    case 'min':
      return count >= arity.n ? undefined : say(`requires at least ${arity.n} ${plural(arity.n)}`, 'See')
    case 'max':
      return count <= arity.n ? undefined : say(`requires at most ${arity.n} ${plural(arity.n)}`, 'SRun')
    case 'range':
      return count >= arity.min && count <= arity.max
        ? undefined
        : say(`requires at least ${arity.min} and at most ${arity.max} ${plural(arity.max)}`)
  }
}
