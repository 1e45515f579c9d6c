import { orUndefined, put } from '../face'
import { text, utf8 } from '../../../base/bytes'
import { become } from '../launch'
import { crowdOf, registry } from './known-npm'
import { staged, type Plan, type Stage, type Staged } from './staged'
import { parents } from './unpack'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * npm and yarn: installing writes each package as a directory with a stand-in inside; scripts become a shell.
 *
 * @models npm 10, yarn 1.22
 * @fidelity part: of what a package brings along only the number and the size are true
 */
interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

/** package.json; undefined where there is none, its fault where it is none. */
function manifestOf(sys: Sys): Manifest | undefined | string {
  const bytes = orUndefined(() => sys.readFile('package.json'))
  try {
    return bytes === undefined ? undefined : (JSON.parse(text(bytes)) as Manifest)
  } catch (error) {
    return (error as Error).message
  }
}

function refuse(sys: Sys, words: string, status = 1): number {
  sys.write(2, utf8(words))
  return status
}

function shown(sys: Sys, words: string): number {
  put(sys, words)
  return 0
}

const nameOf = (word: string): string => word.replace(/(.)@.*$/, '$1')
const versionOf = (word: string): string =>
  /.@[\^~]?([\d.]+)/.exec(word)?.[1] ?? registry.find((each) => each.name === nameOf(word))?.version ?? '1.0.0'

const noManifest = (sys: Sys): number =>
  refuse(
    sys,
    `npm error code ENOENT\nnpm error syscall open\nnpm error path ${sys.cwd()}/package.json\nnpm error errno -2\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${sys.cwd()}/package.json'\nnpm error enoent This is related to npm not being able to find a file.\nnpm error enoent\n`,
    254,
  )

function plan(sys: Sys): Plan {
  const words = sys.argv.slice(1)
  const [verb, ...names] = words.filter((word) => !word.startsWith('-'))
  if (words.includes('-v') || words.includes('--version')) return shown(sys, '10.9.3\n')
  switch (verb) {
    case 'init':
      return init(sys)
    case 'install':
    case 'i':
    case 'ci':
    case 'add':
      return install(sys, verb, names, words)
    case 'uninstall':
    case 'remove':
      return {
        status: 0,
        stages: [
          {
            after: 500_000,
            words: `\nremoved ${names.length} package${names.length === 1 ? '' : 's'}, and audited 1 package in 1s\n\nfound 0 vulnerabilities\n`,
            act: ['drop', names.join(' ')],
          },
        ],
      }
    case 'list':
    case 'ls':
      return list(sys)
    case 'cache':
    case 'config':
    case 'set':
    case 'prune':
    case 'audit':
    case 'fund':
      return 0
    case 'version':
      return shown(sys, `{ npm: '10.9.3', node: '${sys.env['NODE_VERSION'] ?? '18.19.1'}' }\n`)
    case undefined:
      return refuse(
        sys,
        "npm <command>\n\nUsage:\n\nnpm install        install all the dependencies in your project\nnpm install <foo>  add the <foo> dependency to your project\nnpm test           run this project's tests\nnpm run <foo>      run the script named <foo>\nnpm <command> -h   quick help on <command>\nnpm -l             display usage info for all commands\nnpm help <term>    search for help on <term>\nnpm help npm       more involved overview\n",
      )
    default:
      return refuse(sys, `Unknown command: "${verb}"\n\nTo see a list of supported npm commands, run:\n  npm help\n`)
  }
}

function init(sys: Sys): Plan {
  const name = sys.cwd().split('/').at(-1) || 'app'
  const manifest = {
    name,
    version: '1.0.0',
    description: '',
    main: 'index.js',
    scripts: { test: 'echo "Error: no test specified" && exit 1' },
    keywords: [],
    author: '',
    license: 'ISC',
  }
  const words = `${JSON.stringify(manifest, undefined, 2)}\n`
  sys.writeFile('package.json', utf8(words))
  return shown(sys, `Wrote to ${sys.cwd()}/package.json:\n\n${words}\n\n\n`)
}

function list(sys: Sys): number {
  const manifest = manifestOf(sys)
  const {
    name = sys.cwd().split('/').at(-1) ?? '',
    version = '1.0.0',
    dependencies = {},
    devDependencies = {},
  } = typeof manifest === 'object' ? manifest : {}
  const rows = Object.keys({ ...dependencies, ...devDependencies }).filter((each) =>
    orUndefined(() => sys.stat(`node_modules/${each}`)),
  )
  const tree =
    rows.length === 0
      ? '`-- (empty)\n'
      : rows.map((each, i) => `${i === rows.length - 1 ? '└──' : '├──'} ${each}@${versionIn(sys, each)}\n`).join('')
  return shown(sys, `${name}@${version} ${sys.cwd()}\n${tree}\n`)
}

const versionIn = (sys: Sys, name: string): string =>
  /"version":"([^"]*)"/.exec(orUndefined(() => sys.readFile(`node_modules/${name}/package.json`)) ?? '')?.[1] ?? '1.0.0'

function install(sys: Sys, verb: string, names: readonly string[], words: readonly string[]): Plan {
  const manifest = manifestOf(sys)
  const global = words.includes('-g') || words.includes('--global')
  if (typeof manifest === 'string')
    return refuse(
      sys,
      `npm error code EJSONPARSE\nnpm error path ${sys.cwd()}/package.json\nnpm error JSON.parse ${manifest}\nnpm error JSON.parse Failed to parse JSON data.\nnpm error JSON.parse Note: package.json must be actual JSON, not just JavaScript.\n`,
    )
  if (names.length === 0 && !manifest) return noManifest(sys)
  if (verb === 'ci' && !orUndefined(() => sys.stat('package-lock.json')))
    return refuse(
      sys,
      'npm error code EUSAGE\nnpm error\nnpm error The `npm ci` command can only install with an existing package-lock.json or\nnpm error npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or\nnpm error later to generate a package-lock.json file, then try again.\nnpm error\nnpm error Clean install a project\n',
    )
  const root = global ? '/usr/local/lib' : sys.cwd()
  const wanted = names.length > 0 ? names : fromManifest(manifest, words)
  const fresh =
    verb === 'ci'
      ? wanted
      : wanted.filter(
          (word) => names.length > 0 || !orUndefined(() => sys.stat(`${root}/node_modules/${nameOf(word)}`)),
        )
  const count = fresh.reduce((sum, word) => sum + crowdOf(nameOf(word)), 0)
  const missing = fresh.find((word) => !registry.some((each) => each.name === nameOf(word)))
  const from = {
    host: 'registry.npmjs.org',
    offline: {
      err: `npm error code EAI_AGAIN\nnpm error syscall getaddrinfo\nnpm error errno EAI_AGAIN\nnpm error request to https://registry.npmjs.org/${nameOf(fresh[0] ?? '')} failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org\n`,
      status: 1,
    },
  }
  if (missing !== undefined)
    return {
      status: 1,
      from,
      stages: [
        {
          after: 700_000,
          words: '',
          act: [
            'complain',
            `npm error code E404\nnpm error 404 Not Found - GET https://registry.npmjs.org/${encoded(nameOf(missing))} - Not found\nnpm error 404\nnpm error 404  '${nameOf(missing)}@${/.@(.*)$/.exec(missing)?.[1] ?? '*'}' is not in this registry.\nnpm error 404\nnpm error 404 Note that you can also install from a\nnpm error 404 tarball, folder, http url, or git folder.\n`,
          ],
        },
      ],
    }
  const stages = fresh.map((word): Stage => ({
    after: 60_000 * Math.min(60, crowdOf(nameOf(word))),
    words: '',
    act: ['add', `${root} ${nameOf(word)} ${versionOf(word)}`],
  }))
  const dev = words.some((word) => /^(-D|--save-dev)$/.test(word))
  const saves: readonly Stage[] =
    names.length > 0 && !global && !words.includes('--no-save')
      ? [{ after: 50_000, words: '', act: ['save', `${dev ? 'devDependencies' : 'dependencies'} ${names.join(' ')}`] }]
      : []
  const took = Math.max(1, Math.round(stages.reduce((sum, stage) => sum + stage.after, 900_000) / 1e6))
  return {
    status: 0,
    ...(fresh.length > 0 && { from }),
    stages: [...stages, ...saves, { after: 500_000, words: summary(count, fresh, took, global), act: ['lock', root] }],
  }
}

const encoded = (name: string) => name.replace('/', '%2f')

const fromManifest = (manifest: Manifest | undefined, words: readonly string[]): readonly string[] => {
  const production = words.some((word) => /--(production|omit=dev|only=production|only=prod)/.test(word))
  const all = { ...manifest?.dependencies, ...(production ? {} : manifest?.devDependencies) }
  return Object.entries(all).map(([name, range]) => (/^[\^~]?\d/.test(range) ? `${name}@${range}` : name))
}

function summary(count: number, fresh: readonly string[], took: number, global: boolean): string {
  const funding = fresh.some((word) => ['express', 'jest', 'nodemon', 'axios'].includes(nameOf(word)))
    ? `\n${Math.max(1, Math.round(count / 6))} packages are looking for funding\n  run \`npm fund\` for details\n`
    : ''
  if (count === 0) return 'up to date, audited 1 package in 1s\n\nfound 0 vulnerabilities\n'
  const packages = `${count} package${count === 1 ? '' : 's'}`
  if (global) return `\nadded ${packages} in ${took}s\n${funding}`
  return `\nadded ${packages}, and audited ${count + 1} packages in ${took}s\n${funding}\nfound 0 vulnerabilities\n`
}

function perform(sys: Sys, act: string, on: string): void {
  if (act === 'complain') return sys.write(2, utf8(on))
  if (act === 'save') return save(sys, on.split(' '))
  if (act === 'drop') return drop(sys, on.split(' '))
  if (act === 'lock') return lock(sys, on)
  if (act !== 'add') return
  const [root = '', name = '', version = ''] = on.split(' ')
  const known = registry.find((each) => each.name === name)
  const dir = `${root}/node_modules/${name}`
  parents(sys, `${dir}/x`)
  sys.writeFile(`${dir}/package.json`, `{"name":"${name}","version":"${version}","main":"index.js"}\n`)
  sys.writeFile(`${dir}/index.js`, '// stand-in\n')
  sys.truncate(`${dir}/index.js`, (known?.size ?? 20_000) + (crowdOf(name) - 1) * 30_000)
  const bin = root === '/usr/local/lib' ? '/usr/local/bin' : `${root}/node_modules/.bin`
  for (const program of known?.programs ?? []) {
    parents(sys, `${bin}/x`)
    sys.writeFile(`${bin}/${program}`, `\x7fELF glasswhale:${program}\n`, 0o755)
    sys.chmod(`${bin}/${program}`, 0o755)
  }
}

function lock(sys: Sys, root: string): void {
  const manifest = manifestOf(sys)
  if (root !== sys.cwd() || typeof manifest !== 'object') return
  const { name = 'app', version = '1.0.0', dependencies = {} } = manifest
  const packages = Object.fromEntries(
    Object.keys(dependencies).map((each) => [`node_modules/${each}`, { version: versionIn(sys, each) }]),
  )
  sys.writeFile(
    'package-lock.json',
    utf8(
      `${JSON.stringify({ name, version, lockfileVersion: 3, requires: true, packages: { '': { name, version, dependencies }, ...packages } }, undefined, 2)}\n`,
    ),
  )
}

function save(sys: Sys, [key = 'dependencies', ...names]: readonly string[]): void {
  const found = manifestOf(sys)
  const manifest = typeof found === 'object' ? found : {}
  const more = Object.fromEntries(names.map((word) => [nameOf(word), `^${versionOf(word)}`]))
  const before = (manifest as Record<string, Readonly<Record<string, string>> | undefined>)[key]
  sys.writeFile(
    'package.json',
    utf8(`${JSON.stringify({ ...manifest, [key]: { ...before, ...more } }, undefined, 2)}\n`),
  )
}

function drop(sys: Sys, names: readonly string[]): void {
  const found = manifestOf(sys)
  for (const name of names) {
    for (const file of ['index.js', 'package.json']) orUndefined(() => sys.unlink(`node_modules/${name}/${file}`))
    orUndefined(() => sys.rmdir(`node_modules/${name}`))
  }
  if (typeof found !== 'object') return
  const dependencies = Object.fromEntries(
    Object.entries(found.dependencies ?? {}).filter(([name]) => !names.includes(name)),
  )
  sys.writeFile('package.json', utf8(`${JSON.stringify({ ...found, dependencies }, undefined, 2)}\n`))
}

const installer = staged('npm', plan, perform)

type Scripted = Staged | { readonly file: string }

const scripts: Readonly<Record<string, string>> = { start: 'start', test: 'test', t: 'test', stop: 'stop' }

/** Scripts run in a shell; everything else is the installer's. */
export const npm: Program<Scripted> = {
  name: 'npm',
  start: (sys) => {
    const [verb = '', ...rest] = sys.argv.slice(1).filter((word) => !/^(-s|--silent|--prefix=.*|--quiet)$/.test(word))
    const script =
      scripts[verb] ?? (/^(run|run-script)$/.test(verb) ? rest.find((word) => !word.startsWith('-')) : undefined)
    if (script === undefined)
      return /^(run|run-script)$/.test(verb) ? { turn: 'exit', status: listed(sys) } : installer.start(sys)
    const manifest = manifestOf(sys)
    if (typeof manifest !== 'object') return { turn: 'exit', status: noManifest(sys) }
    const command =
      manifest.scripts?.[script] ??
      (script === 'start' && orUndefined(() => sys.stat('server.js')) ? 'node server.js' : undefined)
    if (command === undefined)
      return {
        turn: 'exit',
        status: refuse(
          sys,
          `npm error Missing script: "${script}"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n`,
        ),
      }
    put(sys, `\n> ${manifest.name ?? 'app'}@${manifest.version ?? '1.0.0'} ${script}\n> ${command}\n\n`)
    return shell(sys, command)
  },
  resume: (sys, state, wake) =>
    'stages' in state ? installer.resume(sys, state, wake) : { turn: 'exit', status: 127 },
}

function listed(sys: Sys): number {
  const manifest = manifestOf(sys)
  if (typeof manifest !== 'object') return noManifest(sys)
  const all = Object.entries(manifest.scripts ?? {})
  return shown(
    sys,
    all.length === 0
      ? ''
      : `Scripts available in ${manifest.name ?? 'app'}@${manifest.version ?? '1.0.0'} via \`npm run-script\`:\n${all.map(([name, command]) => `  ${name}\n    ${command}\n`).join('')}`,
  )
}

/** Programs of node_modules/.bin come first. The shell gives way to a single command, so that signals reach it. */
const shell = (sys: Sys, command: string): Turn<Scripted> => {
  const path = `PATH="${sys.cwd()}/node_modules/.bin:$PATH"`
  const single = !/&&|\|\||;|\||^\w+=/.test(command)
  return become<Scripted>(sys, ['sh', '-c', `${path}; ${single ? 'exec ' : ''}${command}`], { file: 'sh' }, () => 127)
}

export const yarn: Program<Scripted> = {
  name: 'yarn',
  start: (sys) => {
    const [verb = 'install', ...rest] = sys.argv.slice(1).filter((word) => !/^(-s|--silent)$/.test(word))
    const manifest = manifestOf(sys)
    if (verb === '--version' || verb === '-v') return { turn: 'exit', status: shown(sys, '1.22.22\n') }
    if (verb === 'install' || verb === 'add' || verb.startsWith('-')) return yarnInstaller.start(sys)
    if (verb === 'cache' || verb === 'config')
      return { turn: 'exit', status: shown(sys, 'yarn cache v1.22.22\nsuccess Cleared cache.\nDone in 0.05s.\n') }
    const script = verb === 'run' ? (rest[0] ?? '') : verb
    const command = typeof manifest === 'object' ? manifest.scripts?.[script] : undefined
    if (command === undefined)
      return {
        turn: 'exit',
        status: refuse(
          sys,
          `yarn run v1.22.22\nerror Command "${script}" not found.\ninfo Visit https://yarnpkg.com/en/docs/cli/run for documentation about this command.\n`,
        ),
      }
    put(sys, `yarn run v1.22.22\n$ ${command}\n`)
    return shell(sys, command)
  },
  resume: (sys, state, wake) =>
    'stages' in state ? yarnInstaller.resume(sys, state, wake) : { turn: 'exit', status: 127 },
}

const yarnInstaller = staged(
  'yarn',
  (sys) => {
    const words = sys.argv.slice(1)
    const manifest = manifestOf(sys)
    const [verb, ...names] = words.filter((word) => !word.startsWith('-'))
    if (typeof manifest !== 'object' && verb !== 'add')
      return shown(
        sys,
        'yarn install v1.22.22\ninfo No lockfile found.\n[1/4] Resolving packages...\n[2/4] Fetching packages...\n[3/4] Linking dependencies...\n[4/4] Building fresh packages...\nsuccess Saved lockfile.\nDone in 0.04s.\n',
      )
    const wanted = verb === 'add' ? names : fromManifest(typeof manifest === 'object' ? manifest : undefined, words)
    const missing = wanted.find((word) => !registry.some((each) => each.name === nameOf(word)))
    const title = `yarn ${verb === 'add' ? 'add' : 'install'} v1.22.22\n`
    const from = {
      host: 'registry.npmjs.org',
      offline: {
        out: `${title}[1/4] Resolving packages...\n`,
        err: 'info There appears to be trouble with your network connection. Retrying...\nerror An unexpected error occurred: "https://registry.yarnpkg.com/: getaddrinfo EAI_AGAIN registry.yarnpkg.com".\n',
        status: 1,
      },
    }
    if (missing !== undefined)
      return {
        status: 1,
        from,
        stages: [
          {
            after: 400_000,
            words: `${title}[1/4] Resolving packages...\n`,
            act: [
              'complain',
              `error An unexpected error occurred: "https://registry.yarnpkg.com/${encoded(nameOf(missing))}: Not found".\n`,
            ],
          },
        ],
      }
    const locked = orUndefined(() => sys.stat('yarn.lock')) !== undefined
    const adds = wanted.map((word): Stage => ({
      after: 40_000 * Math.min(60, crowdOf(nameOf(word))),
      words: '',
      act: ['add', `${sys.cwd()} ${nameOf(word)} ${versionOf(word)}`],
    }))
    const took = (adds.reduce((sum, stage) => sum + stage.after, 900_000) / 1e6).toFixed(2)
    const saves: readonly Stage[] =
      verb === 'add' ? [{ after: 20_000, words: '', act: ['save', `dependencies ${names.join(' ')}`] }] : []
    return {
      status: 0,
      from,
      stages: [
        { after: 100_000, words: `${title}${locked ? '' : 'info No lockfile found.\n'}[1/4] Resolving packages...\n` },
        { after: 300_000, words: '[2/4] Fetching packages...\n' },
        ...adds,
        ...saves,
        { after: 200_000, words: '[3/4] Linking dependencies...\n' },
        {
          after: 200_000,
          words: `[4/4] Building fresh packages...\n${locked ? '' : 'success Saved lockfile.\n'}Done in ${took}s.\n`,
          act: ['yarn.lock', ''],
        },
      ],
    }
  },
  (sys, act, on) => {
    if (act !== 'yarn.lock') return perform(sys, act, on)
    if (!orUndefined(() => sys.stat('yarn.lock')))
      sys.writeFile(
        'yarn.lock',
        '# THIS IS AN AUTOGENERATED FILE. DO NOT EDIT THIS FILE DIRECTLY.\n# yarn lockfile v1\n',
      )
  },
)

/** `npx PROGRAM …`: of this project, or of everyone. */
export const npx: Program<Scripted> = {
  name: 'npx',
  start: (sys) => {
    const words = sys.argv.slice(1).filter((word, i) => i > 0 || !/^(-y|--yes)$/.test(word))
    const [name, ...args] = words
    if (name === '--version' || name === '-v') return { turn: 'exit', status: shown(sys, '10.9.3\n') }
    const path = [`${sys.cwd()}/node_modules/.bin/${name}`, `/usr/local/bin/${name}`].find((each) =>
      orUndefined(() => sys.stat(each)),
    )
    if (name === undefined || path === undefined)
      return {
        turn: 'exit',
        status: refuse(sys, `glasswhale: npx of ${name ?? 'nothing'}, which is not installed here, is not simulated\n`),
      }
    return become<Scripted>(sys, [path, ...args], { file: path }, () => 127)
  },
  resume: () => ({ turn: 'exit', status: 127 }),
}
