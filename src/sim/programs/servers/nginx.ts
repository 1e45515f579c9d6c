import { utf8 } from '../../../base/bytes'
import type { Sys } from '../../wire/sys'
import { strftime } from '../clock'
import { orUndefined } from '../face'
import { httpServer, type Begun } from './http'
import { answerTo, finished } from './nginx-answer'
import { load, prefix, type NginxConfig } from './nginx-load'
import { logAccess, notice } from './nginx-log'

/**
 * nginx serving files: its configuration files, its pages, its logs.
 *
 * @models nginx 1.29
 * @fidelity part: one process instead of master and workers; root, alias, index, return, try_files, autoindex, error_page, prefix and regex locations; no proxy_pass
 */
const option = (argv: readonly string[], name: string): string | undefined => {
  const at = argv.indexOf(name)
  return at < 0 ? undefined : argv[at + 1]
}

export const nginx = httpServer<NginxConfig>({
  name: 'nginx',
  begin: (sys) => {
    const version = versionOf(sys)
    if (sys.argv.includes('-v') || sys.argv.includes('-V')) return says(sys, `nginx version: nginx/${version}\n`, 0)
    const file = option(sys.argv, '-c') ?? `${prefix}/nginx.conf`
    const loaded = load(sys, file, version)
    if (typeof loaded === 'string')
      return says(sys, loaded + (sys.argv.includes('-t') ? `nginx: configuration file ${file} test failed\n` : ''), 1)
    if (sys.argv.includes('-t'))
      return says(
        sys,
        `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`,
        0,
      )
    const signal = option(sys.argv, '-s')
    if (signal !== undefined) return signalMaster(sys, signal)
    return begun(sys, loaded)
  },
  answer: (sys, config, request, remote) => {
    const answer = finished(sys, config, answerTo(sys, config, request, remote))
    logAccess(sys, config, request, remote, answer)
    return answer
  },
  signals: {
    SIGQUIT: (sys, config) => ended(sys, config, 'signal 3 (SIGQUIT) received, shutting down'),
    SIGTERM: (sys, config) => ended(sys, config, 'signal 15 (SIGTERM) received, exiting'),
    SIGINT: (sys, config) => ended(sys, config, 'signal 2 (SIGINT) received, exiting'),
    SIGWINCH: (_sys, config) => config,
    SIGHUP: (sys, config) => {
      notice(sys, config, 'signal 1 (SIGHUP) received, reconfiguring')
      const loaded = load(sys, `${prefix}/nginx.conf`, config.version)
      return typeof loaded === 'string' ? config : loaded
    },
  },
})

function says(sys: Sys, words: string, status: number): number {
  sys.write(2, utf8(words))
  return status
}

const versionOf = (sys: Sys): string => sys.env['NGINX_VERSION'] ?? '1.22.1'

function signalMaster(sys: Sys, signal: string): number {
  const pid = Number(orUndefined(() => sys.readFile('/run/nginx.pid'))?.trim())
  const known = { stop: 'SIGTERM', quit: 'SIGQUIT', reload: 'SIGHUP', reopen: 'SIGUSR1' } as const
  if (!(signal in known)) return says(sys, `nginx: invalid option: "-s ${signal}"\n`, 1)
  if (!pid)
    return says(
      sys,
      `${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} [error] ${sys.pid}#${sys.pid}: invalid PID number "" in "/run/nginx.pid"\n`,
      1,
    )
  sys.kill(pid, known[signal as keyof typeof known])
  return says(
    sys,
    `${strftime('%Y/%m/%d %H:%M:%S', sys.now() / 1e6)} [notice] ${sys.pid}#${sys.pid}: signal process started\n`,
    0,
  )
}

function begun(sys: Sys, config: NginxConfig): Begun<NginxConfig> | number {
  const ports = [...new Set(config.servers.flatMap((server) => server.ports))]
  for (const line of [
    'using the "epoll" event method',
    `nginx/${config.version}`,
    'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ',
    'OS: Linux 6.8.0-60-generic',
    'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
    'start worker processes',
  ])
    notice(sys, config, line)
  orUndefined(() => sys.writeFile('/run/nginx.pid', `${sys.pid}\n`))
  return { listen: ports.map((port) => `tcp:0.0.0.0:${port}`), config }
}

function ended(sys: Sys, config: NginxConfig, words: string): number {
  notice(sys, config, words)
  notice(sys, config, 'exit')
  return 0
}
