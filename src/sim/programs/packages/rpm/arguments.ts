import type { Chosen } from './repositories'

/** The command line of yum and dnf: options anywhere, a verb, names. */
export interface Asked {
  readonly verb: string | undefined
  readonly names: readonly string[]
  readonly yes: boolean
  readonly no: boolean
  readonly quiet: boolean
  readonly has: (option: string) => boolean
  readonly chosen: readonly Chosen[]
}

const valued =
  /^(--(setopt|enablerepo|disablerepo|repo|repoid|releasever|installroot|exclude|excludepkgs|config|color|downloaddir|destdir|advisory|cve)|-[cdexR])$/

export function argumentsOf(args: readonly string[]): Asked {
  const options: (readonly [option: string, value: string])[] = []
  const plain: string[] = []
  for (let i = 0; i < args.length; i++) {
    const word = args[i]!
    if (!word.startsWith('-') || word === '-') plain.push(word)
    else if (valued.test(word)) options.push([word, args[++i] ?? ''])
    else if (word.startsWith('--')) options.push([word.replace(/=.*$/s, ''), word.replace(/^[^=]*=?/, '')])
    else options.push(...Array.from(word.slice(1), (letter) => [`-${letter}`, ''] as const))
  }
  const has = (option: string) => options.some(([each]) => each === option)
  const [verb, ...names] = plain
  return {
    verb,
    names,
    yes: has('-y') || has('--assumeyes'),
    no: has('--assumeno'),
    quiet: has('-q') || has('--quiet'),
    has,
    chosen: options.flatMap(([option, value]) => choiceOf(option, value)),
  }
}

function choiceOf(option: string, value: string): readonly Chosen[] {
  if (option === '--enablerepo') return [{ enable: true, glob: value }]
  if (option === '--disablerepo') return [{ enable: false, glob: value }]
  if (option !== '--repo' && option !== '--repoid') return []
  return [
    { enable: false, glob: '*' },
    { enable: true, glob: value },
  ]
}
