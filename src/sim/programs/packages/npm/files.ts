import { utf8 } from '../../../../base/bytes'
import { orUndefined } from '../../face'
import { crowdOf, registry } from '../known-npm'
import { parents } from '../unpack'
import { manifestOf, nameOf, versionIn, versionOf } from './manifest'
import type { Sys } from '../../../wire/sys'

/** What npm and yarn do to the file system, step by step. */
export function perform(sys: Sys, act: string, on: string): void {
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
