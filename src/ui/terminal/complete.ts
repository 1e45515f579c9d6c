import {
  dockerWants,
  homeOf,
  pathsOn,
  pathsSeenBy,
  programsFor,
  shellCommands,
  shellPid,
  shellVariables,
  type Wanted,
} from '../../lesson/typing'
import { namesOf } from '../../scene/layout/layers'
import { see, stateName, type Seen } from '../../scene/seen'
import type { ContainerView, World } from '../../trace/types'
import { builtins, dirsOnly, keywords, valueWords, variablesOnly, wrappers } from './complete-words'

export interface Found {
  readonly from: number
  readonly words: readonly string[]
}

/** One question: the world at this moment, the terminal's shell, and the word that is being typed. */
interface Asked {
  readonly world: World
  readonly seen: Seen
  readonly tty: string
  readonly word: string
  /** Repositories that a pull could find. */
  readonly shelf: readonly string[]
}

/** What Tab can put in place of the word before the cursor: commands, Docker's commands, flags and objects, variables, paths. */
export function candidates(
  line: string,
  cursor: number,
  world: World,
  terminal: number,
  shelf: readonly string[],
): Found {
  const seen = see(world)
  const tty = seen.terminals[terminal]?.tty ?? ''
  const { from, word, words, redirects } = wordAt(line.slice(0, cursor))
  const asked: Asked = { world, seen, tty, word, shelf }
  const variable = /\$\{?(\w*)$/.exec(word)
  if (variable) return variables(asked, from + variable.index, variable[0], line[cursor] === '}')
  if (redirects) return files(asked, from)
  const command = commandOf(words)
  if (command.length === 0) return word.includes('/') ? files(asked, from) : fitting(from, word, commands(asked))
  if (command[0] === 'docker') return docker(asked, from, command.slice(1))
  if (variablesOnly.has(command[0]!)) return fitting(from, word, shellVariables(world, tty))
  return files(asked, from, dirsOnly.has(command[0]!))
}

/** The word before the cursor and the words of its command before it; quotes keep blanks together. */
function wordAt(before: string) {
  let quote = ''
  let from = 0
  let start = 0
  for (let i = 0; i < before.length; i++) {
    const char = before[i]!
    if (quote !== '') quote = char === quote ? '' : quote
    else if (char === '\\') i++
    else if (char === '"' || char === "'") quote = char
    else if (/[|;&(`\n]/.test(char)) start = from = i + 1
    else if (/[\s<>]/.test(char)) from = i + 1
  }
  const opened = /^["']/.test(before.slice(from)) ? 1 : 0
  const head = before.slice(start, from)
  const redirects = /[<>]\s*$/.test(head)
  const words = head.replace(/\d*[<>]+&?\s*\S*/g, ' ').trim()
  return {
    from: from + opened,
    word: before.slice(from + opened),
    words: words === '' ? [] : words.split(/\s+/).map((one) => one.replace(/^(["'])(.*)\1$/, '$2')),
    redirects,
  }
}

/** Without what only stands before a command: assignments, keywords, `sudo -u root`, `time`, `xargs`. */
function commandOf(words: readonly string[]): readonly string[] {
  const [first] = words
  if (first === undefined) return words
  if (/^\w+=/.test(first) || keywords.has(first)) return commandOf(words.slice(1))
  const valued = wrappers[first]
  if (valued === undefined) return words
  let rest = words.slice(1)
  while (rest[0]?.startsWith('-')) rest = rest.slice(valued.includes(rest[0]) ? 2 : 1)
  return commandOf(rest)
}

const fitting = (from: number, word: string, all: readonly string[]): Found => ({
  from,
  words: [...new Set(all)].filter((one) => one.startsWith(word) && one !== '').sort(),
})

function commands({ world, tty }: Asked): readonly string[] {
  const path = '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin'
  return [...builtins, ...shellCommands(world, tty), ...programsFor(world, shellPid(world, tty), path)]
}

function variables({ world, tty }: Asked, from: number, start: string, closed: boolean): Found {
  const sign = start.startsWith('${') ? '${' : '$'
  const end = sign === '${' && !closed ? '}' : ''
  return fitting(
    from,
    start,
    shellVariables(world, tty).map((name) => `${sign}${name}${end}`),
  )
}

/** Names that hold blanks or signs of the shell are written with backslashes. */
const escaped = (name: string): string => name.replace(/[\s"'\\$`&;|()<>*?[\]#!{}]/g, '\\$&')
const unescaped = (word: string): string => word.replace(/\\(.)/g, '$1')

function files(asked: Asked, from: number, dirs = false): Found {
  const { world, tty, word } = asked
  const plain = unescaped(word)
  if (/^~$/.test(plain)) return { from, words: ['~/'] }
  const home = (path: string): string => path.replace(/^~(?=\/)/, homeOf(world, tty))
  return { from, words: paths(word, (directory) => pathsOn(world, tty, home(directory)), dirs) }
}

function paths(
  word: string,
  list: (directory: string) => readonly { readonly name: string; readonly dir: boolean }[],
  dirs = false,
): readonly string[] {
  const slash = word.lastIndexOf('/') + 1
  const [directory, start] = [word.slice(0, slash), unescaped(word.slice(slash))]
  return list(unescaped(directory))
    .filter(({ name, dir }) => name.startsWith(start) && (start !== '' || !name.startsWith('.')) && (dir || !dirs))
    .map(({ name, dir }) => `${directory}${escaped(name)}${dir ? '/' : ''}`)
    .sort()
}

// — docker

function docker(asked: Asked, from: number, words: readonly string[]): Found {
  const { word } = asked
  const joined = /^(--?[\w-]+)=(.*)$/.exec(word)
  if (joined) {
    const wants = dockerWants([...words, joined[1]!])
    const start = from + joined[1]!.length + 1
    const inner = { ...asked, word: joined[2]! }
    return wants.kind === 'value' ? valueOf(inner, start, wants) : { from, words: [] }
  }
  const wants = dockerWants(words)
  if (wants.kind === 'words') return fitting(from, word, wants.words)
  if (wants.kind === 'value') return valueOf(asked, from, wants)
  if (word.startsWith('-')) return fitting(from, word, wants.flags)
  return argument(asked, from, wants)
}

function valueOf(asked: Asked, from: number, { flag, command }: Extract<Wanted, { kind: 'value' }>): Found {
  const { seen, word } = asked
  const known = valueWords[`${command} ${flag}`] ?? valueWords[flag]
  if (known !== undefined) return fitting(from, word, known)
  if (flag === 'network' || flag === 'net') return fitting(from, word, [...networks(seen), 'host', 'none'])
  if (flag === 'volumes-from')
    return fitting(
      from,
      word,
      named(seen, () => true),
    )
  if (flag === 'volume') {
    if (word.includes(':')) return { from, words: [] }
    const volumes = Object.keys(seen.dockerd.volumes).map((name) => `${name}:`)
    return /^[./~]/.test(word) ? files(asked, from) : fitting(from, word, volumes)
  }
  return /file$|^output$|^input$/.test(flag) ? files(asked, from) : { from, words: [] }
}

const networks = (seen: Seen): readonly string[] => Object.values(seen.dockerd.networks).map(({ name }) => name)
const stateOf = (container: ContainerView): string => stateName(container.life.value).split(/[ .]/)[0]!
const named = (seen: Seen, wanted: (state: string) => boolean): readonly string[] =>
  Object.values(seen.dockerd.containers)
    .filter((container) => wanted(stateName(container.life.value)))
    .map(({ name }) => name)

const up = (state: string): boolean => /running/.test(state)
const still = (state: string): boolean => !/running|paused|restarting/.test(state)
const any = (): boolean => true

/** Which containers a command is for, as docker's own completion has it. */
const containersFor: Readonly<Record<string, (state: string) => boolean>> = {
  attach: up,
  commit: any,
  diff: any,
  exec: up,
  export: any,
  inspect: any,
  kill: up,
  logs: any,
  pause: up,
  port: up,
  rename: any,
  restart: any,
  rm: still,
  start: still,
  stats: up,
  stop: up,
  top: up,
  unpause: (state) => /paused/.test(state),
  update: any,
  wait: up,
}
const severalContainers = /^(inspect|kill|pause|restart|rm|start|stats|stop|unpause|update|wait)$/

function argument(asked: Asked, from: number, wants: Extract<Wanted, { kind: 'argument' }>): Found {
  const { seen, word } = asked
  const [noun = '', verb = noun] = wants.command.split(' ')
  const { given, set } = wants
  const rest = (all: readonly string[]): Found =>
    fitting(
      from,
      word,
      all.filter((name) => !given.includes(name)),
    )
  if (verb === 'cp') return copied(asked, from)
  if (wants.command === 'inspect')
    return rest([...named(seen, any), ...localImages(seen), ...networks(seen), ...Object.keys(seen.dockerd.volumes)])
  if (verb === 'build' || verb === 'load' || verb === 'import') return files(asked, from, verb === 'build')
  if (noun === 'volume') return verb === 'create' ? rest([]) : rest(Object.keys(seen.dockerd.volumes))
  if (noun === 'network') {
    if (given.length === 0 || !/^(dis)?connect$/.test(verb)) return verb === 'create' ? rest([]) : rest(networks(seen))
    return rest(given.length === 1 ? connected(seen, given[0]!, verb === 'disconnect') : [])
  }
  if (noun === 'context') return rest(verb === 'use' || verb === 'inspect' || verb === 'rm' ? ['default'] : [])
  if (noun === 'image') return rest(given.length > 0 && /^(history|pull|push)$/.test(verb) ? [] : images(asked, verb))
  if (verb === 'run' || verb === 'create') return given.length === 0 ? rest(images(asked, verb)) : { from, words: [] }
  if (verb === 'exec' && given.length > 0) return inside(asked, from, given)
  const wanted = verb === 'rm' && set.includes('force') ? any : containersFor[verb]
  if (wanted === undefined || (given.length > 0 && !severalContainers.test(verb))) return { from, words: [] }
  return rest(named(seen, wanted))
}

const connected = (seen: Seen, network: string, yes: boolean): readonly string[] =>
  Object.values(seen.dockerd.containers)
    .filter(({ networks: on }) => (on[network] !== undefined) === yes)
    .map(({ name }) => name)

const localImages = ({ dockerd }: Seen): readonly string[] =>
  Object.keys(dockerd.images).flatMap((id) => namesOf(dockerd, id))

/** Names of images that are here; for what pulls also those of Docker Hub. After a colon: tags. */
function images({ seen, word, shelf }: Asked, verb: string): readonly string[] {
  const here = localImages(seen)
  const pulls = /^(pull|run|create)$/.test(verb)
  if (word.includes(':')) {
    const repository = word.slice(0, word.lastIndexOf(':'))
    const tags = seen.hub.repositories[`library/${repository}`]?.tags ?? seen.hub.repositories[repository]?.tags ?? {}
    return [...here, ...(pulls ? Object.keys(tags).map((tag) => `${repository}:${tag}`) : [])]
  }
  const short = here.map((name) => name.replace(/:latest$/, ''))
  return [...short, ...here, ...(pulls ? shelf.map((name) => name.replace(/^library\//, '')) : [])]
}

/** `docker exec web l`: programs of that container, then its paths. */
function inside({ world, seen, word }: Asked, from: number, given: readonly string[]): Found {
  const container = Object.values(seen.dockerd.containers).find(
    ({ name, id }) => name === given[0] || id.startsWith(given[0]!),
  )
  if (container === undefined || container.pid === 0) return { from, words: [] }
  if (given.length === 1 && !word.includes('/')) {
    const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'
    return fitting(from, word, programsFor(world, container.pid, path))
  }
  return { from, words: paths(word, (directory) => pathsSeenBy(world, container.pid, directory)) }
}

/** `docker cp web:/etc/ho`, and paths of the host. */
function copied(asked: Asked, from: number): Found {
  const { world, seen, word } = asked
  const colon = word.indexOf(':')
  if (colon > 0) {
    const name = word.slice(0, colon)
    const container = Object.values(seen.dockerd.containers).find((one) => one.name === name && stateOf(one) !== '')
    const list = (directory: string) => pathsSeenBy(world, container?.pid ?? 0, directory === '' ? '/' : directory)
    return { from, words: paths(word.slice(colon + 1), list).map((path) => `${name}:${path}`) }
  }
  const containers = fitting(
    from,
    word,
    named(seen, any).map((name) => `${name}:`),
  )
  return { from, words: [...(/^[./~]/.test(word) ? [] : containers.words), ...files(asked, from).words] }
}
