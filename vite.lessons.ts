import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin } from 'vite'
import { loadScenario } from './src/lesson/load'

/**
 * Turns `scenarios/<slug>/scenario.yaml?lesson` into the lesson it describes, read and checked while the page is built: the page itself
 * carries neither a YAML parser nor the checks, and a lesson with a fault stops the build.
 */
export function lessons(): Plugin {
  return {
    name: 'glasswhale-lessons',
    load(id) {
      const [path = '', query] = id.split('?')
      if (query !== 'lesson') return undefined
      const folder = dirname(path)
      const read = (name: string): string => {
        this.addWatchFile(join(folder, name))
        return readFileSync(join(folder, name), 'utf8')
      }
      const files = filesBelow(folder, 'files').map((name) => [name.slice('files/'.length), read(name)])
      const prose = { en: read('en.md'), 'zh-CN': read('zh-CN.md') }
      const scenario = loadScenario({
        yaml: read('scenario.yaml'),
        prose,
        files: Object.fromEntries(files) as Record<string, string>,
      })
      return { code: `export default JSON.parse(${JSON.stringify(JSON.stringify(scenario))})`, moduleType: 'js' }
    },
  }
}

function filesBelow(folder: string, name: string): readonly string[] {
  const info = statSync(join(folder, name), { throwIfNoEntry: false })
  if (info === undefined) return []
  if (info.isFile()) return [name]
  return readdirSync(join(folder, name))
    .sort()
    .flatMap((entry) => filesBelow(folder, `${name}/${entry}`))
}
