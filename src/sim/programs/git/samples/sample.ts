/** A repository of the simulated GitHub, as data. */
export interface Sample {
  /** `owner/name`, in lower case. */
  readonly name: string
  readonly branch: string
  /** Oldest first; each adds or replaces files. */
  readonly commits: readonly {
    readonly message: string
    readonly time: number
    readonly files: Readonly<Record<string, string>>
  }[]
}

/** 2025-01-08 and some days on: when the samples were written, as their histories say. */
const first = 1_736_330_400
const day = 86_400

export const sample = (
  name: string,
  branch: string,
  ...commits: readonly (readonly [message: string, files: Readonly<Record<string, string>>])[]
): Sample => ({
  name,
  branch,
  commits: commits.map(([message, files], i) => ({ message, time: first + i * day, files })),
})

export const readme = (title: string, words: string): string =>
  `# ${title}\n\n${words}\n\nThis is a small stand-in, written for a simulator; the real repository of this name holds more.\n`
