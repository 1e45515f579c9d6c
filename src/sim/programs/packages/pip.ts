import { text, utf8 } from '../../../base/bytes'
import { orUndefined } from '../face'
import { pypi, type Module } from './known-pypi'
import { staged, type Plan, type Stage } from './staged'
import { parents } from './unpack'
import { refuse, shown } from './answers'
import type { Sys } from '../../wire/sys'

/**
 * pip on a small simulated index. What it installs are directories of true size; what python plays of them is python's business.
 *
 * @models pip 25
 * @fidelity part: install, uninstall, list, freeze, show; versions are taken as asked for; progress bars are not drawn
 */
const site = '/usr/local/lib/python3/site-packages'

const folder = (sys: Sys): string =>
  sys.env['VIRTUAL_ENV'] === undefined ? site : `${sys.env['VIRTUAL_ENV']}/lib/python3/site-packages`

interface Wanted {
  readonly module: Module
  readonly version: string
  readonly asked: string
  /** Who needs it; undefined for what was asked for. */
  readonly of?: string
}

const bare = (word: string): string =>
  word
    .replace(/\[.*?\]/, '')
    .replace(/[=<>~![; ].*$/, '')
    .toLowerCase()
    .replace(/_/g, '-')

/** What is there, by the `NAME-VERSION.dist-info` of each. */
const installed = (sys: Sys): readonly (readonly [name: string, version: string])[] =>
  (orUndefined(() => sys.readdir(folder(sys))) ?? []).flatMap((entry) => {
    const match = /^(.+)-([^-]+)\.dist-info$/.exec(entry.name)
    return match ? [[match[1]!, match[2]!] as const] : []
  })

const pythonVersion = (sys: Sys): string => (sys.env['PYTHON_VERSION'] ?? '3.12.3').split('.').slice(0, 2).join('.')

function begin(sys: Sys): Plan {
  const words = sys.argv.slice(1)
  if (words.includes('--version') || words.includes('-V'))
    return shown(
      sys,
      `pip 25.0.1 from /usr/local/lib/python${pythonVersion(sys)}/site-packages/pip (python ${pythonVersion(sys)})\n`,
    )
  const [verb, ...rest] = words.filter((word) => !word.startsWith('-'))
  const all = installed(sys)
  switch (verb) {
    case 'install':
      return install(sys, words, rest)
    case 'uninstall':
      return uninstall(sys, rest, all)
    case 'list':
      return shown(sys, table([...all, ['pip', '25.0.1']]))
    case 'freeze':
      return shown(sys, all.map(([name, version]) => `${name}==${version}\n`).join(''))
    case 'show': {
      const found = all.find(([name]) => name === bare(rest[0] ?? ''))
      if (!found) return refuse(sys, `WARNING: Package(s) not found: ${rest[0] ?? ''}\n`)
      const needs = pypi.find((each) => each.name === found[0])?.needs ?? []
      return shown(
        sys,
        `Name: ${found[0]}\nVersion: ${found[1]}\nSummary: simulated package\nLocation: ${folder(sys)}\nRequires: ${needs.join(', ')}\nRequired-by: \n`,
      )
    }
    case 'cache':
    case 'config':
      return 0
    case undefined:
      return shown(
        sys,
        '\nUsage:   \n  pip <command> [options]\n\nCommands:\n  install                     Install packages.\n  uninstall                   Uninstall packages.\n  freeze                      Output installed packages in requirements format.\n  list                        List installed packages.\n  show                        Show information about installed packages.\n',
      )
    default:
      return refuse(sys, `ERROR: unknown command "${verb}"\n`)
  }
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(7, ...rows.map(([name]) => name.length))
  const version = Math.max(7, ...rows.map(([, each]) => each.length))
  const line = ([name, each]: readonly [string, string]) => `${name.padEnd(width)} ${each}\n`
  return `${line(['Package', 'Version'])}${'-'.repeat(width)} ${'-'.repeat(version)}\n${[...rows].sort().map(line).join('')}`
}

const managed = `error: externally-managed-environment

× This environment is externally managed
╰─> To install Python packages system-wide, try apt install
    python3-xyz, where xyz is the package you are trying to
    install.
    
    If you wish to install a non-Debian-packaged Python package,
    create a virtual environment using python3 -m venv path/to/venv.
    Then use path/to/venv/bin/python and path/to/venv/bin/pip. Make
    sure you have python3-full installed.

note: If you believe this is a mistake, please contact your Python installation or OS distribution provider. You can override this, at the risk of breaking your Python installation or OS, by passing --break-system-packages.
hint: See PEP 668 for the detailed specification.
`

/** The value of an option that takes one. */
const valued =
  /^(-r|--requirement|-i|--index-url|--extra-index-url|-t|--target|-c|--constraint|--trusted-host|--timeout|--root-user-action|--cache-dir)$/

function install(sys: Sys, words: readonly string[], rest: readonly string[]): Plan {
  const files = words.flatMap((word, i) =>
    /^(-r|--requirement)$/.test(word) ? [words[i + 1] ?? ''] : /^-r./.test(word) ? [word.slice(2)] : [],
  )
  const named = rest.filter((word) => words.some((each, i) => each === word && !valued.test(words[i - 1] ?? '')))
  const asked = [...named]
  for (const file of files) {
    const bytes = orUndefined(() => sys.readFile(file))
    if (bytes === undefined)
      return refuse(sys, `ERROR: Could not open requirements file: [Errno 2] No such file or directory: '${file}'\n`)
    asked.push(
      ...text(bytes)
        .split('\n')
        .map((line) => line.replace(/(^|\s)#.*/, '').trim())
        .filter((line) => line !== '' && !line.startsWith('-')),
    )
  }
  if (asked.length === 0)
    return files.length > 0
      ? 0
      : refuse(sys, 'ERROR: You must give at least one requirement to install (see "pip help install")\n')
  if (
    sys.exe.startsWith('/usr/bin/') &&
    sys.env['VIRTUAL_ENV'] === undefined &&
    !words.includes('--break-system-packages')
  )
    return refuse(sys, managed)
  const local = asked.find((word) => /^[./]/.test(word) || word.includes('://'))
  if (local !== undefined) return refuse(sys, `glasswhale: pip install of ${local} is not simulated\n`)
  return fetched(sys, words, asked)
}

function fetched(sys: Sys, words: readonly string[], asked: readonly string[]): Plan {
  const quiet = words.includes('-q') || words.includes('--quiet')
  const say = (line: string) => (quiet ? '' : line)
  const have = new Map(installed(sys))
  const missing = asked.find((word) => !pypi.some((each) => each.name === bare(word)))
  const none = (word: string) =>
    `ERROR: Could not find a version that satisfies the requirement ${word} (from versions: none)\nERROR: No matching distribution found for ${word}\n`
  const upgrade = words.includes('-U') || words.includes('--upgrade')
  const satisfied = asked.filter((word) => have.has(bare(word)) && !upgrade)
  const wanted = closure(
    asked.filter((word) => pypi.some((each) => each.name === bare(word)) && !satisfied.includes(word)),
    upgrade ? new Map() : have,
  )
  const from = {
    host: 'pypi.org',
    offline: {
      err: `WARNING: Retrying (Retry(total=4, connect=None, read=None, redirect=None, status=None)) after connection broken by 'NewConnectionError: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution': /simple/${bare(asked[0]!)}/\n${none(asked[0]!)}`,
      status: 1,
    },
  }
  if (missing !== undefined)
    return { status: 1, from, stages: [{ after: 600_000, words: '', act: ['none', none(missing)] }] }
  const here = satisfied
    .map((word) => say(`Requirement already satisfied: ${word} in ${folder(sys)} (${have.get(bare(word))})\n`))
    .join('')
  const stages: Stage[] = wanted.map((each, i) => ({
    after: 250_000,
    words:
      (i === 0 ? here : '') +
      say(
        `Collecting ${each.asked}${each.of === undefined ? '' : ` (from ${each.of})`}\n  Downloading ${wheel(each)}.metadata (${(2 + (each.module.name.length % 5)).toFixed(1)} kB)\n`,
      ),
  }))
  const downloads = wanted.map((each): Stage => ({
    after: 60_000 + Math.floor(each.module.size / 12),
    words: say(`Downloading ${wheel(each)} (${human(each.module.size)})\n`),
    act: ['add', `${each.module.name} ${each.version}`],
  }))
  const order = [...wanted].reverse().map((each) => each.module.name)
  const done = wanted.map((each) => `${each.module.name}-${each.version}`).sort()
  const end =
    wanted.length === 0
      ? here
      : say(`Installing collected packages: ${order.join(', ')}\n`) + say(`Successfully installed ${done.join(' ')}\n`)
  return {
    status: 0,
    from,
    stages: [
      ...stages,
      ...downloads,
      { after: 500_000, words: end },
      {
        after: 100_000,
        words: '',
        act: ['notice', quiet || words.some((word) => word.startsWith('--root-user-action')) ? 'quiet' : ''],
      },
    ],
  }
}

const wheel = ({ module, version }: Wanted): string => `${module.name.replace(/-/g, '_')}-${version}-py3-none-any.whl`

const human = (bytes: number): string =>
  bytes >= 1e6
    ? `${(bytes / 1e6).toFixed(1)} MB`
    : `${bytes < 10_000 ? (bytes / 1000).toFixed(1) : Math.round(bytes / 1000)} kB`

/** What was asked for and what it needs, each once, the asked first. */
function closure(asked: readonly string[], have: ReadonlyMap<string, string>): readonly Wanted[] {
  const out = new Map<string, Wanted>()
  let front = asked.map((word) => [word, undefined as string | undefined] as const)
  while (front.length > 0) {
    const next: (readonly [string, string | undefined])[] = []
    for (const [word, of] of front) {
      const module = pypi.find((each) => each.name === bare(word))
      if (!module || out.has(module.name) || (of !== undefined && have.has(module.name))) continue
      const version = /==\s*([\w.]+)/.exec(word)?.[1] ?? module.version
      out.set(module.name, { module, version, asked: word, ...(of !== undefined && { of }) })
      next.push(...module.needs.map((need) => [need, module.name] as const))
    }
    front = next
  }
  return [...out.values()]
}

function uninstall(_sys: Sys, names: readonly string[], all: readonly (readonly [string, string])[]): Plan {
  const stages = names.flatMap((word): readonly Stage[] => {
    const found = all.find(([name]) => name === bare(word))
    if (!found)
      return [{ after: 50_000, words: '', act: ['none', `WARNING: Skipping ${word} as it is not installed.\n`] }]
    const [name, version] = found
    return [
      {
        after: 300_000,
        words: `Found existing installation: ${name} ${version}\nUninstalling ${name}-${version}:\n  Successfully uninstalled ${name}-${version}\n`,
        act: ['remove', `${name} ${version}`],
      },
    ]
  })
  return { status: 0, stages }
}

function perform(sys: Sys, act: string, on: string): void {
  if (act === 'none') return sys.write(2, utf8(on))
  if (act === 'notice') return on === 'quiet' ? undefined : notice(sys)
  const [name = '', version = ''] = on.split(' ')
  const module = pypi.find((each) => each.name === name)
  const dir = `${folder(sys)}/${importName(name)}`
  const info = `${folder(sys)}/${name}-${version}.dist-info`
  const bin = sys.env['VIRTUAL_ENV'] === undefined ? '/usr/local/bin' : `${sys.env['VIRTUAL_ENV']}/bin`
  if (act === 'remove') {
    for (const path of [
      `${dir}/__init__.py`,
      `${info}/METADATA`,
      ...(module?.programs ?? []).map((each) => `${bin}/${each}`),
    ])
      orUndefined(() => sys.unlink(path))
    for (const path of [dir, info]) orUndefined(() => sys.rmdir(path))
    return
  }
  for (const [old, was] of installed(sys)) if (old === name && was !== version) perform(sys, 'remove', `${old} ${was}`)
  parents(sys, `${dir}/x`)
  sys.writeFile(`${dir}/__init__.py`, '# stand-in\n')
  // What is fetched is packed about three to one.
  sys.truncate(`${dir}/__init__.py`, Math.round((module?.size ?? 0) * 3))
  parents(sys, `${info}/x`)
  sys.writeFile(`${info}/METADATA`, `Metadata-Version: 2.4\nName: ${name}\nVersion: ${version}\n`)
  parents(sys, `${bin}/x`)
  for (const program of module?.programs ?? []) {
    sys.writeFile(`${bin}/${program}`, `\x7fELF glasswhale:${program}\n`, 0o755)
    sys.chmod(`${bin}/${program}`, 0o755)
  }
}

/** What a distribution's module is called, where that is another name. */
const importName = (name: string): string =>
  ({
    pyyaml: 'yaml',
    beautifulsoup4: 'bs4',
    pillow: 'PIL',
    'psycopg2-binary': 'psycopg2',
    'scikit-learn': 'sklearn',
    'python-dotenv': 'dotenv',
  })[name] ?? name.replace(/-/g, '_')

const notice = (sys: Sys): void => {
  if (sys.uid === 0)
    sys.write(
      2,
      "WARNING: Running pip as the 'root' user can result in broken permissions and conflicting behaviour with the system package manager, possibly rendering your system unusable. It is recommended to use a virtual environment instead: https://pip.pypa.io/warnings/venv. Use the --root-user-action option if you know what you are doing and want to suppress this warning.\n",
    )
  sys.write(
    2,
    '\n[notice] A new release of pip is available: 25.0.1 -> 25.2\n[notice] To update, run: pip install --upgrade pip\n',
  )
}

export const pip = staged('pip', begin, perform)
