import type { Bytes } from '../../base/bytes'
import type { Rng } from '../../base/random'
import type { HttpRequest } from '../wire/http'
import { SysError } from '../wire/errno'
import type { Await, Fd, Program, Sys, Turn } from '../wire/sys'
import { noSessions, serveRequest, startLog, storageRoot } from '../registry/serve'
import type { Sessions } from '../registry/exchange'
import type { Storage } from '../registry/storage'

/**
 * The binary `registry` of the image registry:2 as a process: the registry room's pure steps over files of the process's own root.
 * @models distribution/distribution cmd/registry
 * @fidelity part: only the port of its configuration file is read
 */
interface RegistryState {
  readonly listener: Fd
  readonly clients: readonly Fd[]
  readonly sessions: Sessions
  readonly rng: Rng
  readonly deletes: boolean
}

export const registryProgram: Program<RegistryState> = {
  name: 'registry',
  start,
  resume: (sys, state, wake) => resume(sys, state, wake),
}

function start(sys: Sys): Turn<RegistryState> {
  if (sys.argv[1] !== 'serve') return usage(sys)
  const config = readOptional(sys, sys.argv[2] ?? '/etc/docker/registry/config.yml') ?? ''
  const address = sys.env['REGISTRY_HTTP_ADDR'] ?? /addr:\s*(\S*:\d+)/.exec(config)?.[1] ?? ':5000'
  const port = Number(address.slice(address.lastIndexOf(':') + 1))
  const [log, rng] = startLog(sys.now(), sys.random(), port)
  sys.write(2, log)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) sys.sigaction(signal, 'catch')
  const deletes = sys.env['REGISTRY_STORAGE_DELETE_ENABLED'] === 'true' || /delete:\s*\n\s*enabled:\s*true/.test(config)
  return waiting({ listener: sys.listen(`tcp:0.0.0.0:${port}`), clients: [], sessions: noSessions, rng, deletes })
}

const usage = (sys: Sys): Turn<RegistryState> => {
  sys.write(
    1,
    '`registry`\n\nUsage:\n  registry [flags]\n  registry [command]\n\nAvailable Commands:\n  serve           `serve` stores and distributes Docker images\n  garbage-collect `garbage-collect` deletes layers not referenced by any manifests\n',
  )
  return { turn: 'exit', status: 0 }
}

const waiting = (state: RegistryState): Turn<RegistryState> => ({
  turn: 'wait',
  state,
  on: [{ on: 'acceptable', fd: state.listener }, ...state.clients.map((fd): Await => ({ on: 'readable', fd }))],
})

function resume(sys: Sys, state: RegistryState, wake: Parameters<Program['resume']>[2]): Turn<RegistryState> {
  if (wake.on === 'acceptable') return waiting(accepted(sys, state))
  // A Go program without a handler of its own ends with status 2.
  if (wake.on === 'signal') return { turn: 'exit', status: 2 }
  if (wake.on === 'readable') return waiting(heard(sys, state, wake.fd))
  return waiting(state)
}

function accepted(sys: Sys, state: RegistryState): RegistryState {
  const client = sys.accept(state.listener)
  return client === undefined ? state : { ...state, clients: [...state.clients, client] }
}

function heard(sys: Sys, state: RegistryState, fd: Fd): RegistryState {
  const payload = sys.receive(fd)
  if (payload?.kind === 'http.request') return served(sys, state, fd, payload)
  if (payload?.kind !== 'conn.closed') return state
  sys.close(fd)
  return { ...state, clients: state.clients.filter((client) => client !== fd) }
}

function served(sys: Sys, state: RegistryState, fd: Fd, request: HttpRequest): RegistryState {
  const remote = sys.peer(fd).remote
  const done = serveRequest(files(sys), state.sessions, request, sys.now(), state.rng, {
    deletes: state.deletes,
    remote,
  })
  sys.write(1, done.log)
  const { conn: _given, ...response } = done.response
  sys.send(fd, response)
  return { ...state, sessions: done.sessions, rng: done.rng }
}

const at = (path: string): string => (path === '' ? storageRoot : `${storageRoot}/${path}`)

/** The registry's storage driver over the process's own files. */
const files = (sys: Sys): Storage => ({
  read: (path) => readOptional(sys, at(path)),
  write: (path, data) => {
    makeParents(sys, at(path))
    sys.writeFile(at(path), data, 0o644)
  },
  append: (path, data) => {
    makeParents(sys, at(path))
    const fd = sys.open(at(path), { write: true, append: true, create: true }, 0o644)
    sys.write(fd, data)
    sys.close(fd)
  },
  delete: (path) => removeAll(sys, at(path)),
  list: (path) => {
    try {
      return sys.readdir(at(path)).map((entry) => entry.name)
    } catch (error) {
      if (error instanceof SysError) return []
      throw error
    }
  },
})

function makeParents(sys: Sys, path: string): void {
  const parts = path.split('/').slice(1, -1)
  parts.reduce((above, part) => {
    const next = `${above}/${part}`
    if (!sys.access(next, 'r')) sys.mkdir(next, 0o755)
    return next
  }, '')
}

function removeAll(sys: Sys, path: string): void {
  try {
    if (sys.lstat(path).kind !== 'dir') return sys.unlink(path)
    for (const entry of sys.readdir(path)) removeAll(sys, `${path}/${entry.name}`)
    sys.rmdir(path)
  } catch (error) {
    if (!(error instanceof SysError && error.errno === 'ENOENT')) throw error
  }
}

function readOptional(sys: Sys, path: string): Bytes | undefined {
  try {
    return sys.readFile(path)
  } catch (error) {
    if (error instanceof SysError) return undefined
    throw error
  }
}
