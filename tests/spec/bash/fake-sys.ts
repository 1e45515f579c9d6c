import { SysError } from '../../../src/sim/wire/errno'
import type { Await, ExitStatus, Pid, Program, SpawnOptions, Stat, Sys, Turn, Wake } from '../../../src/sim/wire/sys'
import { signalNumbers, type Signal } from '../../../src/sim/wire/signal'
import { bash, sh } from '../../../src/sim/programs/bash/bash'
import { fakePrograms } from './fake-programs'

/**
 * A kernel for the shell's tests: files in memory, pipes, processes and a scheduler that runs whoever can run.
 * After every turn the state of a process goes through JSON, so a shell that keeps something else fails here.
 */
interface Inode {
  kind: 'file' | 'dir' | 'char' | 'symlink' // a link's data is the path it leads to
  data: string
  mode: number
  readonly ino: number
  mtime: number
}

interface Pipe {
  data: string
  readers: number
  writers: number
}

interface Description {
  readonly kind: 'file' | 'null' | 'read' | 'write' | 'tty'
  readonly inode?: Inode
  readonly pipe?: Pipe
  at: number
  readonly append: boolean
  readonly access: 'r' | 'w' | 'rw'
  uses: number
}

interface Proc {
  readonly pid: Pid
  readonly ppid: Pid
  program: Program<unknown>
  exe: string
  argv: readonly string[]
  env: Readonly<Record<string, string>>
  cwd: string
  pgid: Pid
  umask: number
  readonly fds: Map<number, Description>
  state: unknown
  begun: boolean
  awaits: readonly Await[] | 'run'
  pending: Signal[]
  readonly handlers: Map<Signal, 'ignore' | 'catch'>
  execFailed?: 'ENOENT' | 'ENOEXEC' | 'EACCES'
  ended?: ExitStatus
}

class Killed {
  constructor(readonly signal: Signal) {}
}

export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

export interface Setup {
  readonly files?: Readonly<Record<string, string>>
  readonly cwd: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly exe?: string
  readonly json?: boolean
  /** Looks at every state that a process leaves behind. */
  readonly look?: (state: unknown) => void
  /** Lines typed at a terminal that is descriptors 0, 1 and 2; `^C` is the interrupt key. */
  readonly typed?: readonly string[]
  /** Keys typed there one by one, each once nobody can run. */
  readonly keys?: readonly string[]
  readonly columns?: number
  /** Lines for the headless shell's channel. */
  readonly headless?: readonly string[]
}

export function runFake(argv: readonly string[], setup: Setup): Outcome {
  return new FakeKernel(setup).run(argv)
}

export class FakeKernel {
  private readonly inodes = new Map<string, Inode>()
  private readonly procs = new Map<Pid, Proc>()
  private nextPid = 100
  private nextIno = 1
  private clock = 1_700_000_000_000_000
  private rng = 7
  private readonly limits = new Map<string, readonly [number, number]>()
  turns = 0
  readonly out: Pipe = { data: '', readers: 1, writers: 0 }
  readonly err: Pipe = { data: '', readers: 1, writers: 0 }
  readonly statuses: Pipe = { data: '', readers: 1, writers: 0 }
  private readonly typed: string[]
  private readonly keys: string[]
  /** What has been typed and not been read. */
  private input = ''
  /** What the terminal had shown when each key was typed. */
  readonly shownAt: string[] = []
  private foreground = 100
  private mode = { canonical: true, echo: true, signals: true, onlcr: true }

  constructor(private readonly setup: Setup) {
    this.typed = [...(setup.typed ?? [])]
    this.keys = [...(setup.keys ?? [])]
    for (const dir of ['/', '/bin', '/usr', '/usr/bin', '/tmp', '/dev', '/etc', '/home'])
      this.make(dir, 'dir', '', 0o755)
    let path = ''
    for (const part of setup.cwd.split('/').slice(1)) this.make((path += `/${part}`), 'dir', '', 0o755)
    this.make('/dev/null', 'char', '', 0o666)
    this.make('/etc/passwd', 'file', 'root:x:0:0:root:/root:/bin/bash\n', 0o644)
    for (const name of [...Object.keys(fakePrograms), 'bash', 'sh'])
      this.make(`/usr/bin/${name}`, 'file', `\x7fELF ${name}`, 0o755)
    for (const name of ['bash', 'sh', 'busybox']) this.make(`/bin/${name}`, 'file', `\x7fELF ${name}`, 0o755)
    for (const [name, data] of Object.entries(setup.files ?? {}))
      this.make(this.absolute(setup.cwd, name), 'file', data, 0o644)
  }

  make(path: string, kind: Inode['kind'], data: string, mode: number): Inode {
    const old = this.inodes.get(path)
    if (old !== undefined) return old
    const made = { kind, data, mode, ino: this.nextIno++, mtime: 1_700_000_000 }
    this.inodes.set(path, made)
    return made
  }

  private absolute(cwd: string, path: string): string {
    const out: string[] = []
    for (const part of (path.startsWith('/') ? path : `${cwd}/${path}`).split('/')) {
      if (part === '..') out.pop()
      else if (part !== '' && part !== '.') out.push(part)
    }
    return `/${out.join('/')}`
  }

  run(argv: readonly string[]): Outcome {
    const first = this.spawnFirst(argv)
    while (first.ended === undefined) this.round()
    for (let i = 0; i < 1000 && this.round(true); i++);
    return { stdout: this.out.data, stderr: this.err.data, status: first.ended.status }
  }

  spawnFirst(argv: readonly string[]): Proc {
    const input: Pipe = { data: this.setup.stdin ?? '', readers: 1, writers: 0 }
    const fds = new Map<number, Description>([
      [
        0,
        this.setup.stdin === undefined
          ? nullDevice()
          : { kind: 'read', pipe: input, at: 0, append: false, access: 'r', uses: 1 },
      ],
      [1, writer(this.out)],
      [2, writer(this.err)],
    ])
    if (this.setup.typed !== undefined || this.setup.keys !== undefined)
      for (const n of [0, 1, 2]) fds.set(n, { kind: 'tty', at: 0, append: false, access: 'rw', uses: 1 })
    if (this.setup.headless !== undefined) {
      fds.set(255, {
        kind: 'read',
        pipe: { data: this.setup.headless.map((l) => `${l}\n`).join(''), readers: 1, writers: 0 },
        at: 0,
        append: false,
        access: 'r',
        uses: 1,
      })
      fds.set(254, writer(this.statuses))
    }
    const env = { PATH: '/usr/bin:/bin', HOME: '/home', PWD: this.setup.cwd, ...this.setup.env }
    const proc: Proc = {
      pid: this.nextPid++,
      ppid: 1,
      program: this.programAt(this.setup.exe ?? '/usr/bin/bash'),
      exe: this.setup.exe ?? '/usr/bin/bash',
      argv,
      env,
      cwd: this.setup.cwd,
      pgid: 100,
      umask: 0o022,
      fds,
      state: undefined,
      begun: false,
      awaits: 'run',
      pending: [],
      handlers: new Map(),
    }
    this.procs.set(proc.pid, proc)
    return proc
  }

  /** Gives every process that can run one turn; time passes only when none can. False when nothing happened. */
  round(draining = false): boolean {
    let ran = false
    for (const proc of Array.from(this.procs.values())) {
      if (proc.ended !== undefined) continue
      const wake = this.wakeOf(proc)
      if (wake === undefined) continue
      ran = true
      this.turn(proc, wake)
    }
    if (ran) return true
    if (this.key()) return true
    const timers = [...this.procs.values()].flatMap((p) =>
      p.ended !== undefined || p.awaits === 'run' ? [] : p.awaits.flatMap((a) => (a.on === 'timer' ? [a.at] : [])),
    )
    if (timers.length === 0) {
      if (draining) return false
      throw new Error(
        `deadlock: ${[...this.procs.values()]
          .filter((p) => !p.ended)
          .map((p) => `${p.pid} ${p.argv.join(' ')} ${JSON.stringify(p.awaits)}`)
          .join('; ')} out=${this.out.data} err=${this.err.data}`,
      )
    }
    this.clock = Math.min(...timers)
    return true
  }

  /** The interrupt key goes to the foreground group once nobody else can run. */
  private key(): boolean {
    if (this.setup.keys !== undefined) return this.typeKey()
    if (this.typed[0] !== '^C') return false
    this.typed.shift()
    this.out.data += '^C'
    for (const p of this.procs.values()) if (p.pgid === this.foreground && p.ended === undefined) this.kill(p, 'SIGINT')
    return true
  }

  private typeKey(): boolean {
    const key = this.keys.shift()
    this.shownAt.push(this.out.data)
    if (key === undefined) return false
    if (this.mode.signals && key === '\x03') {
      for (const p of this.procs.values())
        if (p.pgid === this.foreground && p.ended === undefined) this.kill(p, 'SIGINT')
    } else this.input += key
    return true
  }

  private wakeOf(proc: Proc): Wake | { on: 'execFailed'; errno: 'ENOENT' | 'ENOEXEC' | 'EACCES' } | undefined {
    const signal = proc.pending.shift()
    if (signal !== undefined) return { on: 'signal', signal }
    if (proc.execFailed !== undefined) {
      const errno = proc.execFailed
      delete proc.execFailed
      return { on: 'execFailed', errno }
    }
    if (proc.awaits === 'run') return { on: 'slice' }
    for (const a of proc.awaits) {
      if (a.on === 'readable') {
        const d = proc.fds.get(a.fd)
        if (d?.kind === 'tty') {
          if (this.setup.keys !== undefined) {
            if (this.input !== '') return { on: 'readable', fd: a.fd }
          } else if (this.typed[0] !== '^C' && proc.pgid === this.foreground) return { on: 'readable', fd: a.fd }
        } else if (d === undefined || d.kind !== 'read' || d.pipe!.data !== '' || d.pipe!.writers === 0)
          return { on: 'readable', fd: a.fd }
      } else if (a.on === 'timer' && this.clock >= a.at) return { on: 'timer' }
      else if (a.on === 'child' && [...this.procs.values()].some((p) => p.ppid === proc.pid && p.ended !== undefined))
        return { on: 'child' }
    }
    return undefined
  }

  private turn(proc: Proc, wake: NonNullable<ReturnType<FakeKernel['wakeOf']>>): void {
    this.turns++
    if (this.turns > 200_000) throw new Error(`endless: ${this.out.data.slice(0, 500)}`)
    this.clock += 100
    try {
      const sys = this.sysFor(proc)
      const begun = proc.begun
      proc.begun = true
      this.apply(proc, begun ? proc.program.resume(sys, proc.state, wake as Wake) : proc.program.start(sys))
    } catch (error) {
      if (!(error instanceof Killed)) throw error
      this.end(proc, 128 + signalNumbers[error.signal], error.signal)
    }
  }

  private apply(proc: Proc, turn: Turn<unknown>): void {
    if (turn.turn === 'exit') return this.end(proc, turn.status)
    this.setup.look?.(turn.state)
    proc.state = this.setup.json === false ? turn.state : (JSON.parse(JSON.stringify(turn.state)) as unknown)
    proc.awaits = turn.turn === 'wait' ? turn.on : 'run'
    if (turn.turn === 'exec') this.exec(proc, turn.path, turn.argv, turn.env ?? proc.env)
  }

  private exec(proc: Proc, path: string, argv: readonly string[], env: Readonly<Record<string, string>>): void {
    const found = this.image(this.absolute(proc.cwd, path), argv)
    if (typeof found === 'string') {
      proc.execFailed = found
      return
    }
    proc.program = found.program
    proc.exe = found.exe
    proc.argv = found.argv
    proc.env = env
    proc.begun = false
    for (const [signal, action] of proc.handlers) if (action === 'catch') proc.handlers.delete(signal)
  }

  private image(
    path: string,
    argv: readonly string[],
  ): { program: Program<unknown>; exe: string; argv: readonly string[] } | 'ENOENT' | 'ENOEXEC' | 'EACCES' {
    const inode = this.inodes.get(path)
    if (inode === undefined) return 'ENOENT'
    if (inode.kind !== 'file' || (inode.mode & 0o111) === 0) return 'EACCES'
    const script = /^#!\s*(\S+)(?:[ \t]+(\S+))?/.exec(inode.data)
    if (script !== null) {
      const inner = this.image(script[1]!, [
        script[1]!,
        ...(script[2] === undefined ? [] : [script[2]]),
        path.startsWith(this.setup.cwd) ? argv[0]! : path,
        ...argv.slice(1),
      ])
      return inner
    }
    if (!inode.data.startsWith('\x7fELF ')) return 'ENOEXEC'
    return {
      program: this.programAt(path),
      exe: this.setup.exe === '/bin/busybox' && path.endsWith('/sh') ? '/bin/busybox' : path,
      argv,
    }
  }

  private programAt(path: string): Program<unknown> {
    const name = this.inodes.get(path)!.data.slice(5)
    return (name === 'bash' ? bash : name === 'sh' || name === 'busybox' ? sh : fakePrograms[name]!) as Program<unknown>
  }

  private end(proc: Proc, status: number, signal?: Signal): void {
    for (const fd of Array.from(proc.fds.keys())) this.close(proc, fd)
    proc.ended = { pid: proc.pid, status, what: 'exited', ...(signal === undefined ? {} : { signal }) }
    const parent = this.procs.get(proc.ppid)
    if (parent === undefined || parent.ended !== undefined) this.procs.delete(proc.pid)
  }

  private close(proc: Proc, fd: number): void {
    const d = proc.fds.get(fd)
    if (d === undefined) throw new SysError('EBADF')
    proc.fds.delete(fd)
    if (--d.uses > 0) return
    if (d.kind === 'read') d.pipe!.readers--
    if (d.kind === 'write') d.pipe!.writers--
  }

  kill(proc: Proc, signal: Signal): void {
    const action = proc.handlers.get(signal)
    if (action === 'ignore' && signal !== 'SIGKILL') return
    if (action === 'catch') {
      proc.pending.push(signal)
      return
    }
    if (['SIGCHLD', 'SIGWINCH', 'SIGCONT', 'SIGURG'].includes(signal)) return
    this.end(proc, 128 + signalNumbers[signal], signal)
  }

  private sysFor(proc: Proc): Sys {
    // oxlint-disable-next-line no-this-alias -- every call below closes over both the kernel and its process
    const kernel = this
    const at = (path: string) => kernel.absolute(proc.cwd, path)
    const find = (path: string): Inode => {
      if (path === '') throw new SysError('ENOENT', path)
      const inode = kernel.inodes.get(at(path))
      if (inode === undefined) {
        const parent = kernel.inodes.get(at(`${path}/..`))
        throw new SysError(parent !== undefined && parent.kind === 'file' ? 'ENOTDIR' : 'ENOENT', path)
      }
      return inode.kind === 'symlink' ? find(inode.data) : inode
    }
    const stat = (inode: Inode): Stat => ({
      kind: inode.kind,
      ino: inode.ino,
      dev: 1,
      mode: inode.mode,
      nlink: 1,
      uid: 0,
      gid: 0,
      size: inode.data.length,
      mtime: inode.mtime,
    })
    const fd = (n: number): Description => {
      const d = proc.fds.get(n)
      if (d === undefined) throw new SysError('EBADF')
      return d
    }
    const install = (d: Description, from = 0): number => {
      let n = from
      while (proc.fds.has(n)) n++
      d.uses++
      proc.fds.set(n, d)
      return n
    }
    const child = (
      program: Program<unknown>,
      exe: string,
      argv: readonly string[],
      options: SpawnOptions,
      state?: unknown,
    ): Pid => {
      const fds = new Map<number, Description>()
      for (const [to, from] of Object.entries(
        options.fds ?? Object.fromEntries([...proc.fds.keys()].map((n) => [n, n])),
      )) {
        const d = fd(from)
        d.uses++
        fds.set(Number(to), d)
      }
      const pid = kernel.nextPid++
      const handlers = new Map(
        state === undefined ? [...proc.handlers].filter(([, a]) => a === 'ignore') : proc.handlers,
      )
      for (const signal of options.ignore ?? []) handlers.set(signal, 'ignore')
      kernel.procs.set(pid, {
        pid,
        ppid: proc.pid,
        program,
        exe,
        argv,
        env: options.env ?? proc.env,
        cwd: options.cwd ?? proc.cwd,
        pgid: options.pgid === undefined ? proc.pgid : options.pgid === 0 ? pid : options.pgid,
        umask: proc.umask,
        fds,
        state: state === undefined ? undefined : JSON.parse(JSON.stringify(state)),
        begun: state !== undefined,
        awaits: 'run',
        pending: [],
        handlers,
      })
      return pid
    }
    const sys: Partial<Sys> = {
      pid: proc.pid,
      ppid: proc.ppid,
      argv: proc.argv,
      exe: proc.exe,
      env: proc.env,
      uid: 0,
      gid: 0,
      groups: [],
      hostname: 'docker',
      cwd: () => proc.cwd,
      now: () => kernel.clock,
      uptime: () => kernel.clock - 1_700_000_000_000_000,
      getrlimit: (resource) => kernel.limits.get(resource) ?? [-1, -1],
      setrlimit: (resource, soft, hard) => void kernel.limits.set(resource, [soft, hard]),
      random: () => (kernel.rng = (Math.imul(kernel.rng, 1664525) + 1013904223) >>> 0),
      umask: (mask) => {
        const was = proc.umask
        if (mask !== undefined) proc.umask = mask
        return was
      },
      open: (path, flags, mode = 0o666) => {
        const lent = /^\/dev\/fd\/(\d+)$/.exec(at(path))
        if (lent !== null) return install(fd(Number(lent[1])))
        let inode = kernel.inodes.get(at(path))
        if (inode === undefined) {
          if (!flags.create) throw new SysError(path === '' ? 'ENOENT' : 'ENOENT', path)
          const parent = find(`${path}/..`)
          if (parent.kind !== 'dir') throw new SysError('ENOTDIR', path)
          inode = kernel.make(at(path), 'file', '', mode & ~proc.umask)
        } else if (inode.kind === 'dir' && flags.write) throw new SysError('EISDIR', path)
        if (inode.kind === 'char') return install({ ...nullDevice(), uses: 0 })
        if (flags.truncate) inode.data = ''
        return install({
          kind: 'file',
          inode,
          at: 0,
          append: flags.append === true,
          access: flags.write ? (flags.read ? 'rw' : 'w') : 'r',
          uses: 0,
        })
      },
      close: (n) => kernel.close(proc, n),
      read: (n, max = 65536) => {
        const d = fd(n)
        if (d.kind === 'null') return ''
        if (d.kind === 'tty') {
          if (kernel.setup.keys !== undefined) {
            const given = kernel.input.slice(0, max)
            kernel.input = kernel.input.slice(max)
            return given === '' ? undefined : given
          }
          if (kernel.typed[0] === '^C') return undefined
          const line = kernel.typed.shift()
          if (line !== undefined && kernel.mode.echo) kernel.out.data += `${line}\n`
          return line === undefined ? '' : `${line}\n`
        }
        if (d.kind === 'write' || d.access === 'w') throw new SysError('EBADF')
        if (d.kind === 'read') {
          if (d.pipe!.data === '') return d.pipe!.writers === 0 ? '' : undefined
          const data = d.pipe!.data.slice(0, max)
          d.pipe!.data = d.pipe!.data.slice(data.length)
          return data
        }
        if (d.inode!.kind === 'dir') throw new SysError('EISDIR')
        const data = d.inode!.data.slice(d.at, d.at + max)
        d.at += data.length
        return data
      },
      write: (n, data) => {
        if (/[^\x00-\xff]/.test(data)) throw new Error('not bytes')
        const d = fd(n)
        if (d.kind === 'null') return
        if (d.kind === 'tty') {
          kernel.out.data += kernel.setup.keys === undefined ? data : data.replaceAll('\n', '\r\n')
          return
        }
        if (d.kind === 'read' || d.access === 'r') throw new SysError('EBADF')
        if (d.kind === 'write') {
          if (d.pipe!.readers === 0) {
            if (proc.handlers.get('SIGPIPE') === undefined) throw new Killed('SIGPIPE')
            if (proc.handlers.get('SIGPIPE') === 'catch') proc.pending.push('SIGPIPE')
            throw new SysError('EPIPE')
          }
          d.pipe!.data += data
          return
        }
        if (d.append) d.at = d.inode!.data.length
        d.inode!.data = d.inode!.data.slice(0, d.at).padEnd(d.at, '\0') + data + d.inode!.data.slice(d.at + data.length)
        d.at += data.length
      },
      readFile: (path) => {
        const inode = find(path)
        if (inode.kind === 'dir') throw new SysError('EISDIR', path)
        return inode.data
      },
      writeFile: (path, data, mode = 0o666) => {
        kernel.make(at(path), 'file', '', mode & ~proc.umask).data = data
      },
      dup: (n) => install(fd(n)),
      dup2: (from, to) => {
        const d = fd(from)
        if (from === to) return
        if (proc.fds.has(to)) kernel.close(proc, to)
        d.uses++
        proc.fds.set(to, d)
      },
      pipe: () => {
        const pipe: Pipe = { data: '', readers: 1, writers: 1 }
        return [
          install({ kind: 'read', pipe, at: 0, append: false, access: 'r', uses: 0 }),
          install({ kind: 'write', pipe, at: 0, append: false, access: 'w', uses: 0 }),
        ]
      },
      fds: () => [...proc.fds.keys()].sort((a, b) => a - b),
      isatty: (n) => fd(n).kind === 'tty',
      tcgetattr: () => kernel.mode,
      tcsetattr: (_, mode) => {
        kernel.mode = { ...kernel.mode, ...mode }
      },
      tcsetpgrp: (_, pgid) => {
        kernel.foreground = pgid
      },
      tcgetpgrp: () => kernel.foreground,
      winsize: () => ({ rows: 24, cols: kernel.setup.columns ?? 80 }),
      stat: (path) => stat(find(path)),
      lstat: (path) => stat(kernel.inodes.get(at(path)) ?? find(path)),
      fstat: (n) => stat(fd(n).inode ?? { kind: 'char', data: '', mode: 0o666, ino: 0, mtime: 0 }),
      readdir: (path) => {
        if (find(path).kind !== 'dir') throw new SysError('ENOTDIR', path)
        const base = at(path) === '/' ? '/' : `${at(path)}/`
        return [...kernel.inodes]
          .filter(([p]) => p !== '/' && p.startsWith(base) && !p.slice(base.length).includes('/'))
          .map(([p, i]) => ({ name: p.slice(base.length), kind: i.kind }))
          .sort((a, b) => (a.name < b.name ? -1 : 1))
      },
      realpath: (path) => (find(path), at(path)),
      access: (path, mode) => {
        const inode = kernel.inodes.get(at(path))
        return inode !== undefined && (mode !== 'x' || inode.kind === 'dir' || (inode.mode & 0o111) !== 0)
      },
      mkdir: (path, mode = 0o777) => void kernel.make(at(path), 'dir', '', mode & ~proc.umask),
      unlink: (path) => {
        find(path)
        kernel.inodes.delete(at(path))
      },
      chmod: (path, mode) => {
        find(path).mode = mode
      },
      chdir: (path) => {
        if (find(path).kind !== 'dir') throw new SysError('ENOTDIR', path)
        proc.cwd = at(path)
      },
      spawn: (path, argv, options = {}) => {
        const found = kernel.image(at(path), argv)
        if (typeof found === 'string') throw new SysError(found, path)
        return child(found.program, found.exe, found.argv, options)
      },
      fork: (state, options = {}) => child(proc.program, proc.exe, proc.argv, options, state),
      wait: (pid) => {
        const mine = [...kernel.procs.values()].filter(
          (p) => p.ppid === proc.pid && (pid === undefined || p.pid === pid),
        )
        if (mine.length === 0) throw new SysError('ECHILD')
        const over = mine.find((p) => p.ended !== undefined)
        if (over === undefined) return undefined
        kernel.procs.delete(over.pid)
        return over.ended!
      },
      kill: (pid, signal) => {
        const targets = [...kernel.procs.values()].filter(
          (p) =>
            p.ended === undefined && (pid < 0 ? p.pgid === -pid : pid === 0 ? p.pgid === proc.pgid : p.pid === pid),
        )
        if (targets.length === 0) throw new SysError('ESRCH')
        for (const target of targets) {
          if (signal === 0) continue
          if (
            target === proc &&
            proc.handlers.get(signal) === undefined &&
            !['SIGCHLD', 'SIGCONT', 'SIGWINCH'].includes(signal)
          )
            throw new Killed(signal)
          kernel.kill(target, signal)
        }
      },
      sigaction: (signal, action) =>
        void (action === 'default' ? proc.handlers.delete(signal) : proc.handlers.set(signal, action)),
      setpgid: (who, group) => {
        kernel.procs.get(who === 0 ? proc.pid : who)!.pgid = group === 0 ? (who === 0 ? proc.pid : who) : group
      },
      getpgid: () => proc.pgid,
      ttyname: () => {
        throw new SysError('ENOTTY')
      },
    }
    return sys as Sys
  }
}

const nullDevice = (): Description => ({ kind: 'null', at: 0, append: false, access: 'rw', uses: 1 })

function writer(pipe: Pipe): Description {
  pipe.writers++
  return { kind: 'write', pipe, at: 0, append: false, access: 'w', uses: 1 }
}
