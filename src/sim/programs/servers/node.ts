import { utf8, text } from '../../../base/bytes'
import { orUndefined, put } from '../face'
import { join } from '../coreutils/walk'
import { httpServer, type Answer } from './http'
import { pythonServer } from './answering'
import { httpDate } from './static-files'
import type { Sys } from '../../wire/sys'

/**
 * node, as far as tutorials' little servers go: a recogniser reads the script for its port, its routes and the
 * text that it answers with. What it does not recognise is not run.
 *
 * @models nodejs.org
 * @fidelity part: http.createServer and express with text answers; console.log of plain strings
 */
interface Script {
  readonly port: number
  readonly routes: readonly { readonly path: string; readonly body: string; readonly type: string }[]
  readonly greeting: string
}

const quoted = `(?:'((?:\\\\.|[^'\\\\])*)'|"((?:\\\\.|[^"\\\\])*)"|\`((?:\\\\.|[^\`\\\\])*)\`)`

const unquoted = (match: readonly (string | undefined)[], from: number): string =>
  (match[from] ?? match[from + 1] ?? match[from + 2] ?? '').replace(
    /\\([nt"'`\\])/g,
    (_, c: string) => ({ n: '\n', t: '\t' })[c] ?? c,
  )

/** `${os.hostname()}`, `${port}`, `${process.env.X}` inside a template. */
const filled = (sys: Sys, words: string, known: Readonly<Record<string, string>>): string =>
  words.replace(/\$\{\s*([^}]+?)\s*\}/g, (_, expression: string) => valueOf(sys, expression, known))

function valueOf(sys: Sys, expression: string, known: Readonly<Record<string, string>>): string {
  const alternatives = expression.split(/\|\||\?\?/).map((part) => part.trim())
  for (const part of alternatives) {
    const env = /^process\.env\.(\w+)$/.exec(part) ?? /^process\.env\[['"](\w+)['"]\]$/.exec(part)
    const value = env
      ? sys.env[env[1]!]
      : /os\.hostname\(\)|hostname\(\)/.test(part)
        ? sys.hostname
        : part === 'process.version'
          ? `v${nodeVersion(sys)}`
          : part === 'process.pid'
            ? String(sys.pid)
            : /^['"`].*['"`]$/.test(part)
              ? part.slice(1, -1)
              : /^\d+$/.test(part)
                ? part
                : known[part]
    if (value !== undefined) return value
  }
  return ''
}

const nodeVersion = (sys: Sys) => sys.env['NODE_VERSION'] ?? '18.19.1'

/** Names that are given a plain value: `const port = process.env.PORT || 3000`. */
function constants(sys: Sys, source: string): Readonly<Record<string, string>> {
  const known: Record<string, string> = {}
  for (const match of source.matchAll(/(?:const|let|var)\s+(\w+)\s*=\s*([^;\n]+)/g))
    known[match[1]!] = valueOf(sys, match[2]!.trim().replace(/,$/, ''), known)
  return known
}

function recognise(sys: Sys, source: string): Script | undefined {
  if (!/createServer|express\(\)|Bun\.serve/.test(source)) return undefined
  const known = constants(sys, source)
  const listen = /\.listen\(\s*([^,)]+(?:\|\|\s*\d+)?)/.exec(source)
  const port = Number(valueOf(sys, listen?.[1] ?? '', known)) || Number(known['PORT'] ?? known['port'] ?? 0)
  if (!port) return undefined
  const answer = (words: string) => {
    const match = new RegExp(
      `(?:\\.send|\\.end|\\.write|\\.json)\\(\\s*(?:${quoted}|(\\{[^)]*\\}|\\w+(?:\\.\\w+\\(\\))?))`,
    ).exec(words)
    return match === null
      ? undefined
      : match[4] !== undefined
        ? match[4].startsWith('{')
          ? jsonOf(match[4])
          : valueOf(sys, match[4], known)
        : filled(sys, unquoted(match, 1), known) + joined(sys, words.slice(match.index + match[0].length), known)
  }
  const type = /application\/json|\.json\(/.test(source)
    ? 'application/json'
    : /text\/html|\.send\(/.test(source)
      ? 'text/html'
      : 'text/plain'
  const routes = [...source.matchAll(new RegExp(`\\.(?:get|use|all)\\(\\s*${quoted}`, 'g'))].flatMap((match) => {
    const body = answer(source.slice(match.index + match[0].length))
    return body === undefined ? [] : [{ path: unquoted(match, 1), body, type }]
  })
  const only = answer(source)
  const all = routes.length > 0 ? routes : only === undefined ? [] : [{ path: '*', body: only, type }]
  if (all.length === 0) return undefined
  const afterListen = source.slice(listen?.index ?? 0)
  const log = new RegExp(`console\\.log\\(\\s*${quoted}`).exec(afterListen)
  return {
    port,
    routes: all,
    greeting: log ? filled(sys, unquoted(log, 1), { ...known, port: String(port), PORT: String(port) }) : '',
  }
}

/** `"Hello " + os.hostname() + "\n"`. */
function joined(sys: Sys, rest: string, known: Readonly<Record<string, string>>): string {
  const match = new RegExp(`^\\s*\\+\\s*(?:${quoted}|([\\w.]+(?:\\(\\))?))`).exec(rest)
  if (!match) return ''
  const here = match[4] === undefined ? unquoted(match, 1) : valueOf(sys, match[4], known)
  return here + joined(sys, rest.slice(match[0].length), known)
}

const jsonOf = (source: string): string =>
  source
    .replace(/([{,]\s*)(\w+)\s*:/g, '$1"$2":')
    .replace(/'/g, '"')
    .replace(/\s+/g, '')

const respond = (sys: Sys, script: Script, method: string, target: string): Answer => {
  const path = target.replace(/\?.*$/, '')
  const route = script.routes.find((each) => each.path === path) ?? script.routes.find((each) => each.path === '*')
  const body = utf8(
    route?.body ??
      `<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Error</title>\n</head>\n<body>\n<pre>Cannot ${method} ${path}</pre>\n</body>\n</html>\n`,
  )
  return {
    status: route ? 200 : 404,
    headers: {
      'Content-Type': route?.type ?? 'text/html; charset=utf-8',
      Date: httpDate(sys.now() / 1e6),
      Connection: 'keep-alive',
      'Content-Length': String(body.length),
    },
    body,
  }
}

const lone = (words: string) => `glasswhale: ${words}\n`

function shown(sys: Sys, words: string): number {
  put(sys, words)
  return 0
}

function refuse(sys: Sys, words: string): number {
  sys.write(2, utf8(words))
  return 1
}

/** Prints what a script does no more than print. */
function printed(sys: Sys, source: string, call: string): string | undefined {
  const plain = source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(#|\/\/|import |from |const |let |var |['"]use strict)/.test(line))
  const outputs = plain.map((line) => new RegExp(`^${call}\\(\\s*${quoted}\\s*\\);?$`).exec(line))
  return outputs.every((match) => match !== null) && outputs.length > 0
    ? outputs.map((match) => `${filled(sys, unquoted(match!, 1), constants(sys, source))}\n`).join('')
    : undefined
}

function scriptSource(sys: Sys, file: string): string | undefined {
  const path = file.startsWith('/') ? file : join(sys.cwd(), file)
  const candidates = [path, `${path}.js`, join(path, 'index.js')]
  for (const candidate of candidates) {
    const bytes = orUndefined(() => sys.readFile(candidate))
    if (bytes !== undefined) return text(bytes)
  }
  return undefined
}

function beginScript(sys: Sys, script: Script) {
  if (script.greeting !== '') put(sys, `${script.greeting}\n`)
  return { listen: [`tcp:0.0.0.0:${script.port}`], config: { kind: 'script', script } as const }
}

type Config = { readonly kind: 'script'; readonly script: Script } | { readonly kind: 'files'; readonly root: string }

const server = (
  name: string,
  begin: (
    sys: Sys,
  ) => ReturnType<typeof beginScript> | { readonly listen: readonly string[]; readonly config: Config } | number,
) =>
  httpServer<Config>({
    name,
    begin,
    answer: (sys, config, request, remote) =>
      config.kind === 'files'
        ? pythonServer.answer(sys, config, request, remote)
        : respond(sys, config.script, request.method, request.path),
    signals: {},
  })

export const node = server('node', (sys) => {
  const args = sys.argv.slice(1).filter((arg) => !/^--(?!version|eval|print)/.test(arg))
  const [first, second] = args
  if (first === '-v' || first === '--version') return shown(sys, `v${nodeVersion(sys)}\n`)
  if (first === '-e' || first === '--eval' || first === '-p' || first === '--print')
    return evaluated(sys, first, second ?? '')
  if (first === undefined) return refuse(sys, lone('the node prompt is not simulated'))
  const source = scriptSource(sys, first)
  const path = first.startsWith('/') ? first : join(sys.cwd(), first)
  if (source === undefined)
    return refuse(
      sys,
      `node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '${path}'\n    at Function._resolveFilename (node:internal/modules/cjs/loader:1225:15) {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v${nodeVersion(sys)}\n`,
    )
  const needs = [...source.matchAll(/require\(['"]([a-z@][^'"]*)['"]\)|from\s+['"]([a-z@][^'"]*)['"]/g)]
    .map((match) => match[1] ?? match[2]!)
    .find((name) => !builtins.has(name.replace(/^node:/, '').split('/')[0]!) && !installed(sys, path, name))
  if (needs !== undefined)
    return refuse(
      sys,
      `node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '${needs}'\nRequire stack:\n- ${path} {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: [ '${path}' ]\n}\n\nNode.js v${nodeVersion(sys)}\n`,
    )
  const script = recognise(sys, source)
  if (script) return beginScript(sys, script)
  const words = printed(sys, source, 'console\\.log')
  return words === undefined
    ? refuse(sys, lone(`node cannot run ${first}: only small web servers and console.log are simulated`))
    : shown(sys, words)
})

const builtins = new Set([
  'http',
  'https',
  'os',
  'fs',
  'path',
  'url',
  'util',
  'events',
  'process',
  'net',
  'crypto',
  'stream',
  'child_process',
])

function installed(sys: Sys, script: string, name: string): boolean {
  const parts = script.split('/').slice(0, -1)
  return parts.some(
    (_, i) =>
      orUndefined(() => sys.stat(`${parts.slice(0, parts.length - i).join('/')}/node_modules/${name}`)) !== undefined,
  )
}

function evaluated(sys: Sys, flag: string, code: string): number {
  const words = flag.includes('p') ? valueOf(sys, code, {}) : printed(sys, code.replace(/;\s*$/, ''), 'console\\.log')
  if (words === undefined || words === '')
    return refuse(sys, lone('node -e is simulated for console.log of plain text only'))
  put(sys, flag.includes('p') ? `${words}\n` : words)
  return 0
}
