import { verb, type Cli } from '../../engine'
import { daemonError, failed } from '../../errors'
import { value } from '../../flags/parse'
import { compile, execute } from '../../format/template/run'
import { TemplateError } from '../../format/template/node'
import { json, type Row } from '../../format/template/value'
import { clientVersion } from '../../version'
import { bodyOf, isAnswer } from '../shapes'

/**
 * docker version. The client's half is shown even when there is no daemon.
 *
 * @models docker/cli cli/command/system/version.go
 * @fidelity full
 */
interface ServerVersion {
  readonly Platform: { readonly Name: string }
  readonly Version: string
  readonly ApiVersion: string
  readonly MinAPIVersion: string
  readonly GitCommit: string
  readonly GoVersion: string
  readonly Os: string
  readonly Arch: string
  readonly KernelVersion: string
  readonly BuildTime: string
  readonly Experimental?: boolean
  readonly Components?: readonly {
    readonly Name: string
    readonly Version: string
    readonly Details: Readonly<Record<string, string>>
  }[]
}

export const version = verb({
  start(c) {
    c.call({ method: 'GET', path: '/version' }, 'answered')
  },
  phases: {
    answered(c, heard) {
      if (!isAnswer(heard)) return
      if (failed(heard)) return without(c, daemonError(heard))
      show(c, bodyOf<ServerVersion>(heard))
    },
  },
  fail: (c, message) => without(c, message),
})

function without(c: Cli, message: string): void {
  if (shown(c, undefined)) {
    c.err(`${message}\n`)
    c.exit(1)
  }
}

function show(c: Cli, server: ServerVersion): void {
  if (shown(c, server)) c.exit(0)
}

const client = {
  Version: clientVersion.version,
  ApiVersion: clientVersion.apiVersion,
  DefaultAPIVersion: clientVersion.apiVersion,
  GitCommit: clientVersion.gitCommit,
  GoVersion: clientVersion.goVersion,
  Os: clientVersion.os,
  Arch: clientVersion.arch,
  BuildTime: clientVersion.built,
  Context: 'default',
}

function shown(c: Cli, server: ServerVersion | undefined): boolean {
  const format = value(c.parsed, 'format')
  if (format === '') {
    c.out(clientText() + (server === undefined ? '' : serverText(server)))
    return true
  }
  if (format === 'json' || format === '{{json .}}') {
    c.out(`${json({ Client: client, Server: (server ?? null) as never })}\n`)
    return true
  }
  try {
    c.out(`${execute(compile(format, 'version'), row(server))}\n`)
    return true
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    const parsing = !/executing/.test(error.message)
    c.err(parsing ? `template parsing error: ${error.message}\n` : `${error.message}\n`)
    if (!parsing) c.out('\n')
    c.exit(parsing ? 64 : 1)
    return false
  }
}

const names = (o: Readonly<Record<string, unknown>>): Row['methods'] => ({
  ...(o as Row['methods']),
  APIVersion: o['ApiVersion'] as string,
})

const row = (server: ServerVersion | undefined): Row => ({
  row: 'system.versionInfo',
  methods: {
    Client: { row: 'system.clientVersion', methods: names(client) },
    Server:
      server === undefined
        ? null
        : { row: '*types.Version', methods: names(server as unknown as Readonly<Record<string, unknown>>) },
  },
})

const line = (indent: string, name: string, width: number, text: string): string =>
  `${indent}${`${name}:`.padEnd(width)}${text}\n`

function clientText(): string {
  const l = (name: string, text: string) => line(' ', name, 19, text)
  return `Client:\n${l('Version', client.Version)}${l('API version', client.ApiVersion)}${l('Go version', client.GoVersion)}${l('Git commit', client.GitCommit)}${l('Built', client.BuildTime)}${l('OS/Arch', `${client.Os}/${client.Arch}`)}${l('Context', client.Context)}`
}

function serverText(s: ServerVersion): string {
  const [engine, ...others] = s.Components ?? []
  const d = engine?.Details ?? {}
  const l = (name: string, text: string) => line('  ', name, 18, text)
  const platform = s.Platform.Name === '' ? '' : ` ${s.Platform.Name}`
  let out = `\nServer:${platform}\n Engine:\n${l('Version', engine?.Version ?? s.Version)}${l('API version', `${d['ApiVersion'] ?? s.ApiVersion} (minimum version ${d['MinAPIVersion'] ?? s.MinAPIVersion})`)}`
  out += `${l('Go version', d['GoVersion'] ?? s.GoVersion)}${l('Git commit', d['GitCommit'] ?? s.GitCommit)}${l('Built', builtText(d['BuildTime'] ?? s.BuildTime))}`
  out += `${l('OS/Arch', `${d['Os'] ?? s.Os}/${d['Arch'] ?? s.Arch}`)}${l('Experimental', d['Experimental'] ?? 'false')}`
  for (const o of others)
    out += ` ${o.Name}:\n${l('Version', o.Version)}${l('GitCommit', o.Details['GitCommit'] ?? '')}`
  return out
}

/** `2025-09-15T11:02:57.000000000+00:00` as `Mon Sep 15 11:02:57 2025`. */
function builtText(time: string): string {
  const at = new Date(`${time.slice(0, 19)}Z`)
  if (Number.isNaN(at.getTime())) return time
  const [day, date, month, year, clock] = at.toUTCString().replace(',', '').split(' ') as [
    string,
    string,
    string,
    string,
    string,
  ]
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${clock} ${year}`
}
