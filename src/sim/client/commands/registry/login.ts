import { text } from '../../../../base/bytes'
import { verb, type Cli } from '../../engine'
import { daemonError, failed } from '../../errors'
import { changed, on, value } from '../../flags/parse'
import { configPath, eraseLogin, hubServer, storedLogin, storeLogin } from '../../config/file'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker login and docker logout.
 *
 * @models docker/cli cli/command/registry/login.go, logout.go
 * @fidelity part: no web-based login: name and password are asked for at once
 */
interface LoggingIn {
  readonly server: string
  readonly username: string
  readonly password: string
  readonly asking: 'username' | 'password' | 'stdin' | 'none'
  readonly typed: string
  readonly stored: boolean
}

export const login = verb<LoggingIn>({
  start(c) {
    const p = c.parsed
    const wrong = flagError(c as Cli)
    if (wrong !== undefined) return c.fail(wrong)
    if (changed(p, 'password')) c.err('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n')
    const server =
      p.args[0] === undefined || p.args[0] === 'docker.io'
        ? hubServer
        : p.args[0].replace(/^https?:\/\//, '').replace(/\/.*$/, '')
    c.data = {
      server,
      username: value(p, 'username'),
      password: value(p, 'password'),
      asking: 'none',
      typed: '',
      stored: false,
    }
    if (on(p, 'password-stdin')) {
      c.data = { ...c.data, asking: 'stdin' }
      return c.read('typed')
    }
    const known = storedLogin(c.sys, server)
    if (c.data.username === '' && c.data.password === '' && known !== undefined) {
      c.err(
        `Authenticating with existing credentials... [Username: ${known.username}]\n\n Info -> To login with a different account, run 'docker logout' followed by 'docker login'\n\n\n`,
      )
      c.data = { ...c.data, ...known, stored: true }
      return authenticate(c)
    }
    prompt(c)
  },
  phases: {
    typed(c, heard) {
      if (heard.on !== 'stdin') return
      const typed = c.data.typed + text(heard.data)
      c.data = { ...c.data, typed }
      if (c.data.asking === 'stdin' ? !heard.eof : !typed.includes('\n') && !heard.eof) return
      const answer = c.data.asking === 'stdin' ? typed.replace(/\r?\n$/, '') : typed.split('\n')[0]!.replace(/\r$/, '')
      if (c.data.asking === 'password') {
        c.sys.tcsetattr(0, { echo: true })
        c.out('\n')
      }
      c.read('')
      const field = c.data.asking === 'username' ? 'username' : 'password'
      c.data = { ...c.data, [field]: answer, asking: 'none', typed: '' }
      if (answer === '')
        return c.fail(field === 'username' ? 'Error: Non-null Username Required' : 'Error: Password Required')
      prompt(c)
    },
    answered(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return refused(c, daemonError(heard), heard.status)
      const plain = !c.data.stored
      storeLogin(c.sys, c.data.server, c.data)
      if (plain)
        c.err(
          `\nWARNING! Your credentials are stored unencrypted in '${configPath(c.sys)}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`,
        )
      c.out(`${bodyOf<{ Status: string }>(heard).Status}\n`)
      c.exit(0)
    },
  },
})

function flagError(c: Cli): string | undefined {
  const p = c.parsed
  if (changed(p, 'password-stdin')) {
    if (changed(p, 'password')) return 'conflicting options: cannot specify both --password and --password-stdin'
    if (!changed(p, 'username')) return 'the --password-stdin option requires --username to be set'
  }
  if (changed(p, 'username') && value(p, 'username') === '') return 'username is empty'
  return changed(p, 'password') && value(p, 'password') === '' ? 'password is empty' : undefined
}

/** Asks for what is missing; a password is not shown while it is typed. */
function prompt(c: Cli<LoggingIn>): void {
  const { username, password } = c.data
  if (username !== '' && password !== '') return authenticate(c)
  if (!c.sys.isatty(0)) return c.fail('Error: Cannot perform an interactive login from a non TTY device')
  const asking = username === '' ? 'username' : 'password'
  if (asking === 'password') c.sys.tcsetattr(0, { echo: false })
  c.out(asking === 'username' ? 'Username: ' : 'Password: ')
  c.data = { ...c.data, asking }
  c.read('typed')
}

function authenticate(c: Cli<LoggingIn>): void {
  const { username, password, server } = c.data
  c.call({ method: 'POST', path: '/auth', body: { username, password, serveraddress: server } }, 'answered')
}

function refused(c: Cli<LoggingIn>, message: string, status: number): void {
  if (!c.data.stored) return c.fail(message)
  c.err(status === 401 ? 'Stored credentials invalid or expired\n' : `Login did not succeed, error: ${message}\n`)
  c.data = { ...c.data, username: '', password: '', stored: false }
  prompt(c)
}

export const logout = verb({
  start(c) {
    const server =
      c.parsed.args[0] === undefined || c.parsed.args[0] === 'docker.io'
        ? hubServer
        : c.parsed.args[0].replace(/^https?:\/\//, '')
    c.out(`Removing login credentials for ${server}\n`)
    eraseLogin(c.sys, server)
    c.exit(0)
  },
  phases: {},
})
