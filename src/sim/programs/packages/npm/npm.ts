import { utf8 } from '../../../../base/bytes'
import { orUndefined, put } from '../../face'
import { refuse, shown } from '../answers'
import { staged, type Plan } from '../staged'
import { perform } from './files'
import { install } from './install'
import { manifestOf, noManifest, versionIn } from './manifest'
import { shell, type Scripted } from './scripts'
import type { Program, Sys } from '../../../wire/sys'

/**
 * npm: installing writes each package as a directory with a stand-in inside; scripts become a shell.
 *
 * @models npm 10
 * @fidelity part: of what a package brings along only the number and the size are true
 */
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

const installer = staged('npm', plan, perform)

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
