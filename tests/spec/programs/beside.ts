import { spawnSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

/** Commands, each in a fresh directory with the same few files, played by this machine's programs and by ours. */
export interface Beside {
  readonly title: string
  readonly commands: readonly string[]
  /** What makes the files of each directory. */
  readonly files: string
  /** The real programs: the machine's GNU ones, or the applets of its busybox. */
  readonly real: 'gnu' | 'busybox'
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`

/** Not every machine has these; everything else is in Debian's essential packages. */
const optional = ['column', 'hexdump', 'strings', 'xxd']
const absent = optional.filter((name) => !existsSync(`/usr/bin/${name}`))
const uses = (cmd: string, name: string) => new RegExp(`(^|[ ;|])${name} `).test(cmd)

const busybox = ['/bin/busybox', '/usr/bin/busybox'].find((path) => existsSync(path))

/** All of them in one go of the real shell: a process for each would take longer than ours takes for all. */
function playReal({ commands, files, real }: Beside, root: string): void {
  const bin = join(root, 'bin')
  mkdirSync(bin)
  if (real === 'busybox') {
    const list = spawnSync(busybox!, ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n')
    for (const name of list) symlinkSync(busybox!, join(bin, name))
  }
  const shell = real === 'busybox' ? 'sh' : 'bash'
  const each = commands.map((cmd, i) => {
    mkdirSync(join(root, String(i)))
    return `cd ${root}/${i}; ${files}; ${shell} -c ${quoted(cmd)} > ../${i}.out 2> ../${i}.err < /dev/null; echo $? > ../${i}.status`
  })
  writeFileSync(join(root, 'all.sh'), each.join('\n'))
  const env = { PATH: real === 'busybox' ? bin : '/usr/bin:/bin', LC_ALL: 'C.UTF-8', TZ: 'UTC' }
  const player = real === 'busybox' ? join(bin, 'sh') : 'bash'
  spawnSync(player, [join(root, 'all.sh')], { env, stdio: 'ignore', timeout: 60_000 })
}

const shellName = (words: string) =>
  words.replaceAll(/^(bash: line \d+|sh): /gm, 'shell: ').replaceAll(/^BusyBox v.*\n\n(Usage: \S+)[^]*/gm, '$1\n')

export function besideReal(beside: Beside): void {
  const missing = beside.real === 'busybox' && busybox === undefined
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gw-beside-')))
  if (!missing) playReal(beside, root)
  afterAll(() => rmSync(root, { recursive: true }))
  describe.skipIf(missing)(beside.title, () => {
    const desk = openDesk({ seed: 1, files: [], trace: false })
    const run = (cmd: string) => perform(desk, [{ cmd, plain: false }], { tty: false, maxMicros: 60e6 })[0]
    if (beside.real === 'busybox') run('docker run -d --name box -w /root busybox sleep 1d')
    const ours = (i: number, cmd: string) => {
      if (beside.real === 'gnu') {
        run(`mkdir ~/${i}; cd ~/${i}; ${beside.files}`)
        return run(`bash -c ${quoted(cmd)} < /dev/null`)
      }
      run(`docker exec box sh -c ${quoted(`mkdir /root/${i}; cd /root/${i}; ${beside.files}`)}`)
      return run(`docker exec -w /root/${i} box sh -c ${quoted(cmd)}`)
    }
    for (const [i, cmd] of beside.commands.entries()) {
      it.skipIf(absent.some((name) => beside.real === 'gnu' && uses(cmd, name)))(cmd, () => {
        const said = ours(i, cmd)
        const real = (part: string) =>
          readFileSync(join(root, `${i}.${part}`), 'utf8').replaceAll(join(root, String(i)), '/HERE')
        const here = (words: string) => words.replaceAll(new RegExp(`(/home/you|/root)/${i}(?!\\d)`, 'g'), '/HERE')
        expect({ stdout: here(said.stdout), stderr: here(shellName(said.stderr)), exit: said.exit }).toEqual({
          stdout: real('out'),
          stderr: shellName(real('err')),
          exit: Number(real('status')),
        })
      })
    }
  })
}
