import { utf8, type Bytes } from '../../../../base/bytes'
import { packTar } from '../../../../base/tar-pack'
import type { FileEntry } from '../../../../base/file-entry'
import { joinPath } from '../../../../base/path'
import { humanSize } from '../../../../base/units'
import { SysError } from '../../../wire/errno'
import { contextFiles, fromInput, ignored, textFile } from '../../build/context'
import { verb, type Cli } from '../../engine'
import { daemonError, notSimulated } from '../../errors'
import { absolute } from '../../flags/mount'
import { list, off, on, value } from '../../flags/parse'
import { parseNormalizedNamed } from '../../names'
import { draw, nothingDrawn, type Drawn } from '../../progress/json-lines'

/**
 * `DOCKER_BUILDKIT=0 docker build`: the whole context as one archive, and the daemon's words as they come.
 *
 * @models docker/cli cli/command/image/build.go, cli/command/image/build/context.go
 * @fidelity part: no URLs as context, no credentials
 */
interface Building {
  readonly typed: Bytes
  readonly drawn: Drawn
  /** What --quiet keeps back, told if the build fails. */
  readonly held: string
}

export const buildClassic = verb<Building>({
  start(c) {
    c.data = { typed: '', drawn: nothingDrawn, held: '' }
    const [context = '.'] = c.parsed.args
    if (/^(https?|git|ssh):\/\/|^git@/.test(context)) return c.fail(notSimulated('docker build URL'))
    if (context === '-') return c.read('typed')
    try {
      fromDirectory(c, context)
    } catch (problem) {
      if (problem instanceof SysError) throw problem
      c.fail(`unable to prepare context: ${(problem as Error).message}`)
    }
  },
  phases: {
    typed(c, heard) {
      if (heard.on !== 'stdin') return
      if (!heard.eof) c.data = { ...c.data, typed: c.data.typed + heard.data }
      else fromStdin(c)
    },
    building(c, heard) {
      if (heard.on === 'answer') return failed(c, daemonError(heard), 1)
      if (heard.on === 'end') return c.exit(0)
      if (heard.on !== 'line') return
      const { drawn, error } = draw(c as Cli, 1, c.data.drawn, heard.value)
      c.data = { ...c.data, drawn }
      if (error === undefined) return
      const { errorDetail } = heard.value as { readonly errorDetail?: { readonly code?: number } }
      failed(c, error, errorDetail?.code || 1)
    },
  },
})

function failed(c: Cli<Building>, message: string, status: number): void {
  c.err(`${c.data.held}${message}\n`)
  c.exit(status)
}

function fromStdin(c: Cli<Building>): void {
  const { files, dockerfile } = fromInput(c.data.typed)
  const all = dockerfile === undefined ? files : [...files, textFile('Dockerfile', dockerfile)]
  const archive = packTar(all)
  send(c, archive, value(c.parsed, 'file') || 'Dockerfile', archive.length)
}

function fromDirectory(c: Cli<Building>, context: string): void {
  const root = absolute(context, c.sys.cwd())
  if (kindOf(c, root) === undefined) throw new Error(`path ${JSON.stringify(context)} not found`)
  if (kindOf(c, root) !== 'dir') throw new Error(`context must be a directory: ${root}`)
  const asked = value(c.parsed, 'file')
  const file = asked === '' ? `${root}/Dockerfile` : absolute(asked, c.sys.cwd())
  if (kindOf(c, file) === undefined)
    throw new Error(`unable to evaluate symlinks in Dockerfile path: lstat ${file}: no such file or directory`)
  // The Dockerfile and .dockerignore go along even where they are excluded: the daemon needs them.
  const needed = file.startsWith(`${root}/`) ? [file.slice(root.length + 1)] : []
  const excludes = [...ignored(c.sys, root, ''), '!.dockerignore', ...needed.map((path) => `!${path}`)]
  const files = contextFiles(c.sys, root, { name: 'context', excludes })
  if (needed.length > 0) {
    const archive = packTar(files)
    return send(c, archive, needed[0]!, archive.length)
  }
  const name = `.dockerfile.${Array.from({ length: 20 }, () => (c.sys.random() % 16).toString(16)).join('')}`
  const outside = textFile(name, c.sys.readFile(file))
  send(c, packTar([...files, outside]), name, packTar(files).length - 1024 + 512 + outside.data!.length)
}

function kindOf(c: Cli<Building>, path: string): FileEntry['type'] | 'socket' | undefined {
  try {
    return c.sys.stat(joinPath('/', path)).kind
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}

function send(c: Cli<Building>, data: Bytes, dockerfile: string, size: number): void {
  const told = `Sending build context to Docker daemon  ${humanSize(size).padStart(7)}\r\r\n`
  if (on(c.parsed, 'quiet')) c.data = { ...c.data, held: told }
  else c.out(told)
  c.call(
    { method: 'POST', path: '/build', query: query(c, dockerfile), raw: { type: 'application/x-tar', data } },
    'building',
    'lines',
  )
}

function query(c: Cli<Building>, dockerfile: string) {
  const p = c.parsed
  const args = pairs(list(p, 'build-arg'), (name) => c.sys.env[name])
  const labels = pairs(list(p, 'label'), () => '')
  return {
    ...(Object.keys(args).length > 0 && { buildargs: JSON.stringify(args) }),
    dockerfile,
    ...(on(p, 'force-rm') && { forcerm: '1' }),
    ...(Object.keys(labels).length > 0 && { labels: JSON.stringify(labels) }),
    ...(on(p, 'no-cache') && { nocache: '1' }),
    ...(on(p, 'pull') && { pull: '1' }),
    ...(on(p, 'quiet') && { q: '1' }),
    ...(off(p, 'rm') && { rm: '0' }),
    ...(list(p, 'tag').length > 0 && { t: list(p, 'tag') }),
    ...(value(p, 'target') !== '' && { target: value(p, 'target') }),
    version: '1',
  }
}

function pairs(
  given: readonly string[],
  fallback: (name: string) => string | undefined,
): Readonly<Record<string, string>> {
  const all = given.flatMap((word) => {
    const cut = word.indexOf('=')
    const found = cut < 0 ? fallback(word) : word.slice(cut + 1)
    return found === undefined ? [] : [[cut < 0 ? word : word.slice(0, cut), found] as const]
  })
  return Object.fromEntries(all)
}

export const deprecated = utf8(
  'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.\n' +
    '            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0\n' +
    '            environment-variable.\n\n',
)

/** The first name that is none. */
export function wrongTag(tags: readonly string[]): string | undefined {
  for (const tag of tags) {
    try {
      parseNormalizedNamed(tag)
    } catch (problem) {
      return `invalid argument ${JSON.stringify(tag)} for "-t, --tag" flag: ${(problem as Error).message}`
    }
  }
  return undefined
}
