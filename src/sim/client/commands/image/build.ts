import { text, utf8, type Bytes } from '../../../../base/bytes'
import type { FileEntry } from '../../../../base/file-entry'
import { goJson } from '../../../../base/json'
import { dirOf, nameOf } from '../../../../base/path'
import { SysError } from '../../../wire/errno'
import type { Json } from '../../../wire/rpc'
import { contextFiles, dockerfileFiles, fromInput, ignored, pick, textFile, type Wanted } from '../../build/context'
import type { Heard } from '../../call'
import { verb, type Cli } from '../../engine'
import { daemonError, notSimulated } from '../../errors'
import { list, on, value } from '../../flags/parse'
import { absolute } from '../../flags/mount'
import { fullString, parseNormalizedNamed, tagNameOnly } from '../../names'
import { plainBegin, printPlain, type Plain } from '../../progress/build-plain'
import {
  errorLogs,
  heardStatus,
  isDone,
  noTrace,
  warningsText,
  type StatusTold,
  type Trace,
} from '../../progress/build-trace'
import { drawTty, ttyBegin, type Tty } from '../../progress/build-tty'

/**
 * docker build, which is `docker buildx build` with the daemon's own BuildKit: a connection to control it, a session over
 * which BuildKit asks for files, and the progress that it streams.
 *
 * @models docker/buildx commands/build.go, build/build.go; buildkit client/solve.go
 * @fidelity part: a frame is one JSON document; no secrets, no ssh, no outputs other than the image store
 */
interface Building {
  readonly root: string
  readonly dockerfile: string
  readonly names: readonly string[]
  /** What came on standard input instead of a directory or a Dockerfile. */
  readonly input?: { readonly files: readonly FileEntry[]; readonly dockerfile?: Bytes }
  readonly typed: Bytes
  readonly grpc: number
  readonly session: number
  readonly open: number
  readonly ref: string
  readonly trace: Trace
  readonly mode: 'plain' | 'tty' | 'quiet'
  readonly plain: Plain
  readonly tty: Tty
  /** When it was last drawn, and whether it will be drawn again by itself. */
  readonly drawnAt: number
  readonly ticking: boolean
}

export const build = verb<Building>({
  start(c) {
    const p = c.parsed
    const [context = '.'] = p.args
    if (/^(https?|git|ssh):\/\/|^git@|\.git(#|$)/.test(context)) return c.fail(notSimulated('docker build URL'))
    const names = tags(list(p, 'tag'))
    if (typeof names === 'string') return fail(c, names)
    const mode = modeOf(c as Cli)
    if (mode === undefined) return fail(c, `invalid progress mode ${value(p, 'progress')}`)
    const root = context === '-' ? '' : absolute(context, c.sys.cwd())
    const file = value(p, 'file')
    const dockerfile = file === '' || file === '-' ? `${root}/Dockerfile` : absolute(file, c.sys.cwd())
    c.data = {
      root,
      dockerfile,
      names,
      typed: '',
      grpc: 0,
      session: 0,
      open: 0,
      ref: '',
      trace: noTrace,
      mode,
      plain: plainBegin,
      tty: ttyBegin,
      drawnAt: 0,
      ticking: false,
    }
    if (context === '-' || file === '-') {
      if (context === '-' && file === '-')
        return fail(c, "invalid argument: can't use stdin for both build context and dockerfile")
      return c.read('typed')
    }
    if (contextThere(c)) connect(c)
  },
  phases: {
    typed(c, heard) {
      if (heard.on !== 'stdin') return
      if (!heard.eof) c.data = { ...c.data, typed: c.data.typed + heard.data }
      else {
        if (c.data.root !== '' && !contextThere(c)) return
        const input =
          value(c.parsed, 'file') === '-' ? { files: [], dockerfile: c.data.typed } : fromInput(c.data.typed)
        c.data = { ...c.data, typed: '', input }
        connect(c)
      }
    },
    control: (c, heard) => {
      if (heard.on === 'head') return opened(c)
      if (heard.on === 'answer') return fail(c, daemonError(heard))
      if (heard.on === 'stream' && heard.data !== '') controlled(c, frame(heard.data))
      if (heard.on === 'end')
        fail(c, 'failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF')
    },
    session: (c, heard) => {
      if (heard.on === 'head') return opened(c)
      if (heard.on === 'answer') return fail(c, daemonError(heard))
      if (heard.on === 'stream' && heard.data !== '') asked(c, frame(heard.data))
    },
    tick: (c) => {
      c.data = { ...c.data, ticking: false }
      redraw(c, false)
      if (c.data.mode === 'tty') tickAfter(c, 500_000)
    },
    interrupted: (c, heard) => interrupted(c, heard),
  },
  fail: (c, message) => fail(c as Cli<Building>, message),
})

function fail(c: Cli<Building>, message: string): void {
  c.err(`ERROR: ${message}\n`)
  c.exit(1)
}

function modeOf(c: Cli): Building['mode'] | undefined {
  const asked = value(c.parsed, 'progress') || c.sys.env['BUILDKIT_PROGRESS'] || 'auto'
  if (on(c.parsed, 'quiet') || asked === 'quiet' || asked === 'none') return 'quiet'
  if (asked === 'plain' || asked === 'rawjson') return 'plain'
  if (asked !== 'auto' && asked !== 'tty') return undefined
  return c.sys.isatty(2) ? 'tty' : 'plain'
}

function tags(given: readonly string[]): string[] | string {
  const out: string[] = []
  for (const tag of given) {
    try {
      out.push(fullString(tagNameOnly(parseNormalizedNamed(tag))))
    } catch (error) {
      return `invalid tag ${JSON.stringify(tag)}: ${(error as Error).message}`
    }
  }
  return out
}

function contextThere(c: Cli<Building>): boolean {
  try {
    if (c.sys.stat(c.data.root).kind === 'dir') return true
  } catch (error) {
    if (!(error instanceof SysError)) throw error
  }
  fail(c, `unable to prepare context: path ${JSON.stringify(c.parsed.args[0])} not found`)
  return false
}

const identity = (c: Cli): string => Array.from({ length: 25 }, () => (c.sys.random() % 36).toString(36)).join('')

function connect(c: Cli<Building>): void {
  c.catch(['SIGINT', 'SIGTERM'], 'interrupted')
  const [uuid, ref] = [identity(c as Cli), identity(c as Cli)]
  const grpc = c.call({ method: 'POST', path: '/grpc', unversioned: true, upgrade: 'h2c' }, 'control', 'hijack')
  const session = c.call(
    {
      method: 'POST',
      path: '/session',
      unversioned: true,
      upgrade: 'h2c',
      headers: {
        'X-Docker-Expose-Session-Grpc-Method': '/moby.filesync.v1.FileSync/DiffCopy',
        'X-Docker-Expose-Session-Sharedkey': sharedKey(c),
        'X-Docker-Expose-Session-Uuid': uuid,
      },
    },
    'session',
    'hijack',
  )
  c.data = { ...c.data, grpc, session, ref }
}

const sharedKey = (c: Cli<Building>): string => nameOf(c.data.root || 'stdin')

/** Both connections stand: the build is asked for. */
function opened(c: Cli<Building>): void {
  c.data = { ...c.data, open: c.data.open + 1 }
  if (c.data.open < 2) return
  const args: Json = {
    ref: c.data.ref,
    frontend: 'dockerfile.v0',
    frontendAttrs: frontendAttrs(c),
    exporter: 'moby',
    exporterAttrs: c.data.names.length > 0 ? { name: c.data.names.join(',') } : {},
    sharedKey: sharedKey(c),
  }
  say(c, c.data.grpc, { method: 'moby.buildkit.v1.Control/Solve', call: 1, args })
  say(c, c.data.grpc, { method: 'moby.buildkit.v1.Control/Status', call: 2, args: { ref: c.data.ref } })
  if (c.data.mode === 'tty') tickAfter(c, 500_000)
}

function frontendAttrs(c: Cli<Building>): Readonly<Record<string, string>> {
  const p = c.parsed
  const attrs: Record<string, string> = { filename: nameOf(c.data.dockerfile) }
  if (value(p, 'target') !== '') attrs['target'] = value(p, 'target')
  for (const arg of list(p, 'build-arg')) {
    const cut = arg.indexOf('=')
    const name = cut < 0 ? arg : arg.slice(0, cut)
    const val = cut < 0 ? c.sys.env[name] : arg.slice(cut + 1)
    if (val !== undefined) attrs[`build-arg:${name}`] = val
  }
  for (const label of list(p, 'label')) {
    const cut = label.indexOf('=')
    attrs[`label:${cut < 0 ? label : label.slice(0, cut)}`] = cut < 0 ? '' : label.slice(cut + 1)
  }
  if (on(p, 'no-cache')) attrs['no-cache'] = ''
  if (on(p, 'pull')) attrs['image-resolve-mode'] = 'pull'
  if (list(p, 'platform').length > 0) attrs['platform'] = list(p, 'platform').join(',')
  if (list(p, 'add-host').length > 0) attrs['add-hosts'] = list(p, 'add-host').join(',')
  const network = value(p, 'network')
  if (network !== '' && network !== 'default') attrs['force-network-mode'] = network
  return attrs
}

const say = (c: Cli<Building>, call: number, document: Json): void => c.say(call, 'raw', utf8(goJson(document)))

interface Frame {
  readonly call: number
  readonly method?: string
  readonly args?: Json
  readonly stream?: Json
  readonly result?: Json
  readonly error?: { readonly message: string } | string
}

const frame = (data: Bytes): Frame => JSON.parse(text(data)) as Frame

function controlled(c: Cli<Building>, f: Frame): void {
  if (f.call === 2 && f.stream !== undefined) {
    c.data = { ...c.data, trace: heardStatus(c.data.trace, f.stream as unknown as StatusTold) }
    // Not more than ten times a second: what comes meanwhile is shown together.
    if (c.sys.now() - c.data.drawnAt >= 100_000) redraw(c, false)
    else tickAfter(c, 100_000)
  }
  if (f.call !== 1) return
  if (f.error !== undefined) return failedBuild(c, f)
  if (f.result !== undefined)
    done(c, ((f.result as Record<string, Json>)['exporterResponse'] ?? {}) as Record<string, string>)
}

function tickAfter(c: Cli<Building>, micros: number): void {
  if (c.data.ticking) return
  c.data = { ...c.data, ticking: true }
  c.after(micros, 'tick')
}

function redraw(c: Cli<Building>, finished: boolean): void {
  c.data = { ...c.data, drawnAt: c.sys.now() }
  const { mode, plain, tty, trace } = c.data
  if (mode === 'plain') {
    const [out, next, printed] = printPlain(plain, trace)
    c.err(out)
    c.data = { ...c.data, plain: next, trace: printed }
  }
  if (mode === 'tty') {
    const [out, next] = drawTty(tty, trace, c.sys.now(), c.sys.winsize(2), finished)
    c.err(out)
    c.data = { ...c.data, tty: next, trace: { ...trace, updated: [] } }
  }
}

function done(c: Cli<Building>, response: Readonly<Record<string, string>>): void {
  redraw(c, true)
  if (c.data.mode !== 'quiet') c.err(warningsText(c.data.trace))
  const id = response['containerimage.config.digest'] ?? response['containerimage.digest'] ?? ''
  if (c.data.mode === 'quiet') c.out(`${id}\n`)
  if (value(c.parsed, 'iidfile') !== '') c.sys.writeFile(value(c.parsed, 'iidfile'), utf8(id), 0o644)
  c.exit(0)
}

/** The logs of the step that failed, where the Dockerfile is to blame, and the error. */
function failedBuild(c: Cli<Building>, f: Frame): void {
  redraw(c, true)
  const message = typeof f.error === 'string' ? f.error : f.error!.message
  const excerpt = ((f.result ?? {}) as Record<string, Json>)['excerpt']
  if (c.data.mode !== 'quiet') c.err(errorLogs(c.data.trace))
  if (typeof excerpt === 'string' && excerpt !== '') c.err(`${excerpt}\n`)
  fail(c, message.startsWith('failed to solve: ') ? message : `failed to solve: ${message}`)
}

/** BuildKit asks for files. */
function asked(c: Cli<Building>, f: Frame): void {
  if (f.method === undefined) return
  if (!f.method.endsWith('/DiffCopy'))
    return say(c, c.data.session, {
      call: f.call,
      error: { code: 'Unimplemented', message: `unknown method ${f.method}` },
    })
  try {
    say(c, c.data.session, {
      call: f.call,
      result: { files: files(c, f.args as unknown as Wanted) as unknown as Json },
    })
  } catch (error) {
    if (!(error instanceof SysError)) throw error
    say(c, c.data.session, { call: f.call, error: { code: 'Unknown', message: error.message } })
  }
}

function files(c: Cli<Building>, wanted: Wanted): readonly FileEntry[] {
  const { input, root, dockerfile } = c.data
  if (wanted.name === 'dockerfile') {
    if (input?.dockerfile !== undefined) return [textFile(nameOf(dockerfile), input.dockerfile)]
    return input === undefined
      ? dockerfileFiles(c.sys, dirOf(dockerfile), wanted)
      : pick(input.files, { name: wanted.name, followPaths: wanted.followPaths ?? [] })
  }
  if (input !== undefined && root === '') return pick(input.files, wanted)
  const excludes = (wanted.excludes ?? []).length > 0 ? wanted.excludes : ignored(c.sys, root, dockerfile)
  return contextFiles(c.sys, root, { ...wanted, excludes: excludes ?? [] })
}

function interrupted(c: Cli<Building>, heard: Heard): void {
  if (heard.on !== 'signal') return
  const completed = c.sys.now()
  const open = Object.values(c.data.trace.vertexes).filter((v) => v.started !== undefined && !isDone(v))
  const vertexes = open.map(({ digest, name }) => ({ digest, name, completed, error: 'context canceled' }))
  c.data = { ...c.data, trace: heardStatus(c.data.trace, { vertexes }) }
  redraw(c, true)
  c.err('ERROR: failed to solve: Canceled: context canceled\n')
  c.exit(heard.signal === 'SIGTERM' ? 143 : 130)
}
