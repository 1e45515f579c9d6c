/**
 * BuildKit's words. An error may know which lines of the Dockerfile it is about.
 * @models buildkit frontend/dockerfile/{parser,instructions,dockerfile2llb}, util/suggest, solver/errdefs
 * @fidelity full
 */
export interface Lines {
  readonly start: number
  readonly end: number
}

/** An Error that knows its lines; the innermost place wins. */
export function at(lines: Lines, error: unknown): Error {
  const plain = error instanceof Error ? error : new Error(String(error))
  return linesOf(plain) === undefined ? Object.assign(plain, { lines }) : plain
}

export const linesOf = (error: Error): Lines | undefined => (error as { readonly lines?: Lines }).lines

/** Runs something that may throw, and gives its error the lines. */
export function within<T>(lines: Lines, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw at(lines, error)
  }
}

export const unknownInstruction = (name: string): string => `unknown instruction: ${name}`
export const parseError = (line: number, message: string): string =>
  `dockerfile parse error on line ${line}: ${message}`
export const atLeastOneArgument = (name: string): string => `${name} requires at least one argument`
export const exactlyOneArgument = (name: string): string => `${name} requires exactly one argument`
export const noDestination = (name: string): string =>
  `${name} requires at least two arguments, but only one was provided. Destination could not be determined`
export const blankName = (name: string): string => `${name} names can not be blank`
export const notJson = (name: string): string => `${name} requires the arguments to be in JSON form`

export const emptyDockerfile = 'the Dockerfile cannot be empty'
export const noInstructions = 'file with no instructions'
export const noStages = 'dockerfile contains no stages to build'
export const noStage = 'no build stage in current context'
export const noDockerfile = (filename: string): string =>
  `failed to read dockerfile: open ${filename}: no such file or directory`

export const processFailed = (argv: readonly string[], exitCode: number): string =>
  `process "${argv.join(' ')}" did not complete successfully: exit code: ${exitCode}`

export const checksumFailed = (ref: string, path: string): string =>
  `failed to calculate checksum of ref ${ref}: "${path}": not found`

/** Wraps the message of a COPY whose source is not there. */
export const cacheKeyFailed = (message: string): string => `failed to compute cache key: ${message}`

/** Adds "(did you mean …?)" when one of the options is at most two edits away. */
export function suggest(message: string, value: string, options: readonly string[], caseSensitive: boolean): string {
  const fold = (text: string) => (caseSensitive ? text : text.toLowerCase())
  let best: string | undefined
  let least = 3
  for (const option of options.map(fold)) {
    if (option === fold(value)) return message
    const far = distance(fold(value), option)
    if (far < least) [best, least] = [option, far]
  }
  if (best === undefined) return message
  return `${message} (did you mean ${caseSensitive ? best : inCaseOf(best, value)}?)`
}

function inCaseOf(text: string, model: string): string {
  if (model === model.toLowerCase()) return text.toLowerCase()
  return model === model.toUpperCase() ? text.toUpperCase() : text
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
