import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'
import { commands } from './text-commands'

const files =
  "printf 'b 2\\na 10\\nc 1\\na 10\\n' > f; printf 'one:1:x\\ntwo:2:y\\nthree:3:z\\n' > p; printf 'alpha beta\\ngamma  delta\\n\\n\\tend\\n' > w; mkdir -p d/e; echo hi > d/x; seq 12 > n"
const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

/** Not every machine has these; everything else is in Debian's essential packages. */
const optional = ['column', 'hexdump', 'strings', 'xxd']
const absent = optional.filter((name) => !existsSync(`/usr/bin/${name}`))
const uses = (cmd: string, name: string) => new RegExp(`(^|[ ;|])${name} `).test(cmd)

/** All of them in one go of the real bash: a process for each would take longer than ours takes for all. */
const root = realpathSync(mkdtempSync(join(tmpdir(), 'gw-text-')))
function playReal(): void {
  const each = commands.map((cmd, i) => {
    mkdirSync(join(root, String(i)))
    return `cd ${root}/${i}; ${files}; bash -c ${quoted(cmd)} > ../${i}.out 2> ../${i}.err < /dev/null; echo $? > ../${i}.status`
  })
  writeFileSync(join(root, 'all.sh'), each.join('\n'))
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  spawnSync('bash', [join(root, 'all.sh')], { env, stdio: 'ignore', timeout: 60_000 })
}
playReal()
afterAll(() => rmSync(root, { recursive: true }))

const shellName = (words: string) => words.replaceAll(/^bash: line \d+: /gm, 'bash: ')

describe('[PG-13] the programs on text say what the real ones of this machine say', () => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  const run = (cmd: string) => perform(desk, [{ cmd, plain: false }], { tty: false, maxMicros: 60e6 })[0]
  for (const [i, cmd] of commands.entries()) {
    it.skipIf(absent.some((name) => uses(cmd, name)))(cmd, () => {
      run(`mkdir ~/${i}; cd ~/${i}; ${files}`)
      const said = run(`bash -c ${quoted(cmd)} < /dev/null`)
      const real = (part: string) => readFileSync(join(root, `${i}.${part}`), 'utf8')
      expect({ stdout: said.stdout, stderr: shellName(said.stderr), exit: said.exit }).toEqual({
        stdout: real('out'),
        stderr: shellName(real('err')),
        exit: Number(real('status')),
      })
    })
  }
})
