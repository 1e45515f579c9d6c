import { orUndefined, put } from '../face'
import { text, utf8 } from '../../../base/bytes'
import { become } from '../launch'
import { staged, type Plan, type Stage } from './staged'
import { parents } from './unpack'
import type { Program, Sys } from '../../wire/sys'

/**
 * npm and pip: installing writes each package as a directory with a stand-in inside; `npm start` and `npm run` become a shell.
 *
 * @models npm 10, pip 25
 * @fidelity part: no dependency is looked up; every name is taken to exist
 */
interface Manifest {
  readonly name?: string
  readonly version?: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly scripts?: Readonly<Record<string, string>>
}

function manifestOf(sys: Sys): Manifest | undefined {
  const bytes = orUndefined(() => sys.readFile(`${sys.cwd()}/package.json`))
  try {
    return bytes === undefined ? undefined : (JSON.parse(text(bytes)) as Manifest)
  } catch {
    return undefined
  }
}

function refuse(sys: Sys, words: string, status = 1): number {
  sys.write(2, utf8(words))
  return status
}

function npmPlan(sys: Sys): Plan {
  const words = sys.argv.slice(1)
  const [verb, ...names] = words.filter((word) => !word.startsWith('-'))
  if (words.includes('-v') || words.includes('--version')) return shown(sys, '10.8.2\n')
  if (verb === 'init') {
    sys.writeFile(
      'package.json',
      utf8(
        `{\n  "name": "${sys.cwd().split('/').at(-1) || 'app'}",\n  "version": "1.0.0",\n  "main": "index.js",\n  "scripts": {\n    "test": "echo \\"Error: no test specified\\" && exit 1"\n  },\n  "license": "ISC"\n}\n`,
      ),
    )
    return shown(sys, `Wrote to ${sys.cwd()}/package.json\n`)
  }
  if (verb === 'install' || verb === 'i' || verb === 'ci' || verb === 'add') return npmInstall(sys, verb, names, words)
  if (verb === 'cache' || verb === 'config' || verb === 'set') return 0
  return refuse(sys, `glasswhale: npm ${verb ?? ''} is not simulated\n`)
}

function shown(sys: Sys, words: string): number {
  put(sys, words)
  return 0
}

function npmInstall(sys: Sys, verb: string, names: readonly string[], words: readonly string[]): Plan {
  const manifest = manifestOf(sys)
  if (names.length === 0 && !manifest)
    return refuse(
      sys,
      `npm error code ENOENT\nnpm error syscall open\nnpm error path ${sys.cwd()}/package.json\nnpm error errno -2\nnpm error enoent Could not read package.json: Error: ENOENT: no such file or directory, open '${sys.cwd()}/package.json'\n`,
      254,
    )
  if (verb === 'ci' && !orUndefined(() => sys.stat(`${sys.cwd()}/package-lock.json`)))
    return refuse(
      sys,
      'npm error code EUSAGE\nnpm error\nnpm error The `npm ci` command can only install with an existing package-lock.json or\nnpm error npm-shrinkwrap.json with lockfileVersion >= 1.\n',
    )
  const production = words.some((word) => /--(production|omit=dev|only=production)/.test(word))
  const wanted =
    names.length > 0
      ? names
      : [
          ...Object.keys(manifest?.dependencies ?? {}),
          ...(production ? [] : Object.keys(manifest?.devDependencies ?? {})),
        ]
  const root = words.includes('-g') || words.includes('--global') ? '/usr/local/lib' : sys.cwd()
  const count = wanted.length
  const stages = wanted.map((name): Stage => ({
    after: 400_000,
    words: '',
    act: ['npm', `${root}/node_modules/${name.replace(/(.)@.*$/, '$1')}`],
  }))
  const end =
    count === 0
      ? 'up to date, audited 1 package in 1s\n\nfound 0 vulnerabilities\n'
      : `\nadded ${count} package${count === 1 ? '' : 's'}, and audited ${count + 1} packages in ${Math.max(1, Math.round(count * 0.4))}s\n\nfound 0 vulnerabilities\n`
  const saves =
    names.length > 0 && root === sys.cwd()
      ? [{ after: 50_000, words: '', act: ['save', names.join(' ')] } as const]
      : []
  return { status: 0, stages: [...stages, ...saves, { after: 500_000, words: end, act: ['lock', root] }] }
}

function perform(sys: Sys, act: string, on: string): void {
  if (act === 'save') return save(sys, on.split(' '))
  if (act === 'lock') {
    if (on === sys.cwd() && !orUndefined(() => sys.stat(`${on}/package-lock.json`)))
      sys.writeFile(
        `${on}/package-lock.json`,
        `{\n  "name": "${manifestOf(sys)?.name ?? 'app'}",\n  "lockfileVersion": 3,\n  "requires": true,\n  "packages": {}\n}\n`,
      )
    return
  }
  const file = act === 'npm' ? 'index.js' : '__init__.py'
  parents(sys, `${on}/${file}`)
  sys.writeFile(`${on}/${file}`, act === 'npm' ? '// stand-in\n' : '# stand-in\n')
  sys.truncate(`${on}/${file}`, 250_000)
}

function save(sys: Sys, names: readonly string[]): void {
  const manifest = manifestOf(sys) ?? {}
  const more = Object.fromEntries(
    names.map((name) => [name.replace(/(.)@.*$/, '$1'), `^${/.@(.*)$/.exec(name)?.[1] ?? '1.0.0'}`]),
  )
  sys.writeFile(
    'package.json',
    utf8(`${JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, ...more } }, undefined, 2)}\n`),
  )
}

const installer = staged('npm', npmPlan, perform)

type Npm = typeof installer extends Program<infer S> ? S | { readonly file: string } : never

/** Scripts run in a shell; everything else is the installer's. */
export const npm: Program<Npm> = {
  name: 'npm',
  start: (sys) => {
    const [verb, second] = sys.argv.slice(1)
    const script =
      verb === 'start' || verb === 'test' || verb === 't'
        ? verb === 't'
          ? 'test'
          : verb
        : verb === 'run' || verb === 'run-script'
          ? second
          : undefined
    if (script === undefined) return installer.start(sys)
    const manifest = manifestOf(sys)
    const command =
      manifest?.scripts?.[script] ??
      (script === 'start' && orUndefined(() => sys.stat('server.js')) ? 'node server.js' : undefined)
    if (command === undefined)
      return {
        turn: 'exit',
        status: refuse(
          sys,
          `npm error Missing script: "${script}"\nnpm error\nnpm error To see a list of scripts, run:\nnpm error   npm run\n`,
        ),
      }
    put(sys, `\n> ${manifest?.name ?? 'app'}@${manifest?.version ?? '1.0.0'} ${script}\n> ${command}\n\n`)
    return become<Npm>(
      sys,
      ['sh', '-c', `exec ${command}`.replace(/^exec (?=.*(&&|\|\||;|\|))/, '')],
      { file: 'sh' },
      () => 127,
    )
  },
  resume: (sys, state, wake) =>
    'stages' in state ? installer.resume(sys, state, wake) : { turn: 'exit', status: 127 },
}

export const pip = staged(
  'pip',
  (sys) => {
    const words = sys.argv.slice(1)
    if (words.includes('--version') || words.includes('-V'))
      return shown(sys, 'pip 25.0.1 from /usr/local/lib/python3.13/site-packages/pip (python 3.13)\n')
    const [verb, ...rest] = words.filter((word) => !word.startsWith('-'))
    if (verb !== 'install')
      return verb === 'list' || verb === 'freeze' ? 0 : refuse(sys, `glasswhale: pip ${verb ?? ''} is not simulated\n`)
    const at = words.findIndex((word) => word === '-r' || word === '--requirement')
    const file = at < 0 ? undefined : words[at + 1]
    const bytes = file === undefined ? '' : orUndefined(() => sys.readFile(file))
    if (bytes === undefined)
      return refuse(sys, `ERROR: Could not open requirements file: [Errno 2] No such file or directory: '${file}'\n`)
    const listed = bytes
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim())
      .filter((line) => line !== '' && !line.startsWith('-'))
    const wanted = [...rest.filter((word) => word !== file), ...listed]
    const bare = (word: string) => word.replace(/[=<>~![; ].*$/, '')
    const quiet = words.includes('-q') || words.includes('--quiet')
    const say = (line: string) => (quiet ? '' : line)
    const stages = wanted.map((word): Stage => ({
      after: 500_000,
      words: say(`Collecting ${word}\n  Downloading ${bare(word).toLowerCase()}-py3-none-any.whl (100 kB)\n`),
      act: ['pip', `/usr/local/lib/python3/site-packages/${bare(word).toLowerCase()}`],
    }))
    return {
      status: 0,
      stages: [
        ...stages,
        {
          after: 400_000,
          words: say(
            `Installing collected packages: ${wanted.map(bare).join(', ')}\nSuccessfully installed ${wanted.map((word) => `${bare(word)}-${/[=~]=\s*([\w.]+)/.exec(word)?.[1] ?? '1.0.0'}`).join(' ')}\n`,
          ),
        },
      ],
    }
  },
  perform,
)
