import { distribution, human } from './archive'
import type { Plan, Stage } from '../staged'
import type { Sys } from '../../../wire/sys'

const second = 1_000_000

/** `apt-get update`: the lists are fetched. */
export function update(sys: Sys, quiet: boolean, apt: boolean): Plan {
  const { codename, ubuntu } = distribution(sys)
  const site = ubuntu ? 'http://archive.ubuntu.com/ubuntu' : 'http://deb.debian.org/debian'
  const sources: readonly (readonly [line: string, size: number])[] = ubuntu
    ? [
        [`${site} ${codename} InRelease`, 256_000],
        [`${site} ${codename}-updates InRelease`, 126_000],
        [`http://security.ubuntu.com/ubuntu ${codename}-security InRelease`, 126_000],
        [`${site} ${codename}/main amd64 Packages`, 1_808_000],
        [`${site} ${codename}/universe amd64 Packages`, 19_300_000],
        [`${site} ${codename}-updates/main amd64 Packages`, 1_642_000],
      ]
    : [
        [`${site} ${codename} InRelease`, 151_000],
        [`${site} ${codename}-updates InRelease`, 55_400],
        [`${site} ${codename}/main amd64 Packages`, 8_793_000],
      ]
  const total = sources.reduce((sum, [, size]) => sum + size, 0)
  const stages: Stage[] = sources.map(([line, size], i) => ({
    after: 60_000 + Math.floor(size / 12),
    words: quiet ? '' : `Get:${i + 1} ${line} [${human(size)}]\n`,
  }))
  const took = Math.max(1, Math.round(stages.reduce((sum, stage) => sum + stage.after, 0) / second))
  const words = quiet
    ? ''
    : `Fetched ${human(total)} in ${took}s (${human(total / took)}/s)\nReading package lists...\n${apt ? 'Building dependency tree...\nReading state information...\nAll packages are up to date.\n' : ''}`
  const lost = `Temporary failure resolving '${distribution(sys).host}'`
  const offline = {
    out: `Ign:1 ${sources[0]![0]}\nErr:1 ${sources[0]![0]}\n  ${lost}\nReading package lists...\n`,
    err: `W: Failed to fetch ${site}/dists/${codename}/InRelease  ${lost}\nW: Some index files failed to download. They have been ignored, or old ones used instead.\n`,
    status: 0,
  }
  return {
    status: 0,
    from: { host: distribution(sys).host, offline },
    stages: [...stages, { after: 400_000, words, act: ['lists', codename] }],
  }
}
