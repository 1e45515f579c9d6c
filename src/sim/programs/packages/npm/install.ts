import { orUndefined } from '../../face'
import { refuse } from '../answers'
import { crowdOf } from '../known-npm'
import { additions, encoded, fromManifest, manifestOf, nameOf, noManifest, unknownOf } from './manifest'
import type { Plan, Stage } from '../staged'
import type { Sys } from '../../../wire/sys'

/** `npm install` and `npm ci`. */
export function install(sys: Sys, verb: string, names: readonly string[], words: readonly string[]): Plan {
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
  const missing = unknownOf(fresh)
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
  const stages = additions(root, fresh, 60_000)
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

function summary(count: number, fresh: readonly string[], took: number, global: boolean): string {
  const funding = fresh.some((word) => ['express', 'jest', 'nodemon', 'axios'].includes(nameOf(word)))
    ? `\n${Math.max(1, Math.round(count / 6))} packages are looking for funding\n  run \`npm fund\` for details\n`
    : ''
  if (count === 0) return 'up to date, audited 1 package in 1s\n\nfound 0 vulnerabilities\n'
  const packages = `${count} package${count === 1 ? '' : 's'}`
  if (global) return `\nadded ${packages} in ${took}s\n${funding}`
  return `\nadded ${packages}, and audited ${count + 1} packages in ${took}s\n${funding}\nfound 0 vulnerabilities\n`
}
