import { namesOf } from '../../scene/layout/layers'
import { see, stateName } from '../../scene/seen'
import type { World } from '../../trace/types'

interface Found {
  readonly from: number
  readonly words: readonly string[]
}

type Paths = (directory: string) => readonly { readonly name: string; readonly dir: boolean }[]

const management: Readonly<Record<string, string>> = {
  container:
    'attach commit cp create diff exec export inspect kill logs ls pause port prune rename restart rm run start stats stop top unpause update wait',
  image: 'build history import inspect load ls prune pull push rm save tag',
  network: 'connect create disconnect inspect ls prune rm',
  volume: 'create inspect ls prune rm',
  system: 'df events info prune',
  buildx: 'build ls prune version',
  builder: 'build prune',
}

const plain =
  'attach build commit cp create diff events exec export history images import info inspect kill load login logout logs pause port ps pull push rename restart rm rmi run save search start stats stop tag top unpause update version wait'
const shell =
  'cat cd clear cp curl docker echo env exit export grep head history hostname id ip iptables kill ls mkdir mount mv ping ps pwd rm sed sleep sort tail touch uname wc whoami'

const flags: Readonly<Record<string, string>> = {
  run: '--detach --env --entrypoint --interactive --memory --cpus --mount --name --network --publish --publish-all --read-only --restart --rm --tty --user --volume --workdir',
  create:
    '--env --entrypoint --interactive --memory --name --network --publish --restart --rm --tty --user --volume --workdir',
  build: '--build-arg --file --no-cache --progress --pull --tag --target',
  ps: '--all --filter --format --last --latest --no-trunc --quiet --size',
  images: '--all --digests --filter --format --no-trunc --quiet',
  logs: '--details --follow --since --tail --timestamps --until',
  exec: '--detach --env --interactive --privileged --tty --user --workdir',
  rm: '--force --link --volumes',
  rmi: '--force --no-prune',
  inspect: '--format --size --type',
  history: '--format --human --no-trunc --quiet',
}

const containers = new Set(
  'attach commit cp diff exec export kill logs pause port rename restart rm start stats stop top unpause update wait'.split(
    ' ',
  ),
)
const images = new Set('build create history push pull rmi run save tag'.split(' '))

/** What Tab can put in place of the word before the cursor: commands, flags, images, containers, paths. */
export function candidates(line: string, cursor: number, world: World, paths: Paths): Found {
  const before = line.slice(0, cursor)
  const from = /[^\s|;&<>()]*$/.exec(before)!.index
  const word = before.slice(from)
  const words = before
    .slice(0, from)
    .split(/[|;&(]/)
    .at(-1)!
    .trim()
    .split(/\s+/)
    .filter(Boolean)
  const all = wordsFor(words, word, world)
  const found = [...new Set(all)].filter((candidate) => candidate.startsWith(word)).sort()
  return found.length > 0 || words.length === 0 ? { from, words: found } : files(word, from, paths)
}

function wordsFor([command, ...rest]: readonly string[], word: string, world: World): readonly string[] {
  if (command === undefined) return shell.split(' ')
  if (command !== 'docker') return []
  const [noun, second] = rest.filter((part) => !part.startsWith('-'))
  if (noun === undefined) return [...Object.keys(management), ...plain.split(' ')]
  const verbs = management[noun]
  if (verbs !== undefined && second === undefined) return verbs.split(' ')
  const verb = verbs === undefined ? noun : second!
  if (word.startsWith('-')) return (flags[verb] ?? '').split(' ').filter(Boolean)
  return objects(noun, verb, world)
}

function objects(noun: string, verb: string, world: World): readonly string[] {
  const { dockerd, hub } = see(world)
  const named = Object.values(dockerd.containers)
  const local = Object.keys(dockerd.images)
    .flatMap((id) => namesOf(dockerd, id))
    .flatMap((name) => [name, name.replace(/:latest$/, '')])
  const remote = ['pull', 'run', 'create'].includes(verb)
    ? Object.keys(hub.repositories).map((name) => name.replace(/^library\//, ''))
    : []
  if (noun === 'volume') return Object.keys(dockerd.volumes)
  if (noun === 'network') return Object.values(dockerd.networks).map(({ name }) => name)
  if (verb === 'inspect') return [...named.map(({ name }) => name), ...local]
  if (noun !== 'image' && containers.has(verb))
    return named
      .filter((container) => verb !== 'stop' || stateName(container.life.value) === 'running')
      .map(({ name }) => name)
  return noun === 'image' || images.has(verb) ? [...local, ...remote] : []
}

function files(word: string, from: number, paths: Paths): Found {
  const slash = word.lastIndexOf('/') + 1
  const [directory, start] = [word.slice(0, slash), word.slice(slash)]
  const found = paths(directory)
    .filter(({ name }) => name.startsWith(start) && (start !== '' || !name.startsWith('.')))
    .map(({ name, dir }) => `${directory}${name}${dir ? '/' : ''}`)
  return { from, words: found.sort() }
}
