import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'
import { gnuLines } from '../../../src/sim/programs/introductions/gnu-lines'

const desk = openDesk({ seed: 1, files: [], trace: false })
const run = (cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 60e6 })[0]

const packages = /\|(coreutils|diffutils|findutils|grep|gzip|tar|util-linux|procps-ng)\|/
/** Bash has some of them itself, and what libmount was built with is each machine's own. */
const others = new Set('echo false kill mount printf pwd test true umount'.split(' '))
const names = gnuLines
  .split('\n')
  .filter((line) => packages.test(line))
  .map((line) => line.trim().split('|')[0]!)
  .filter((name) => !others.has(name) && ['/usr/bin', '/usr/sbin', '/bin'].some((dir) => existsSync(`${dir}/${name}`)))

const separator = '\u001e'
const asking = (option: string) =>
  names.map((name) => `${name} ${option} < /dev/null; printf '${separator}'`).join('\n')

/** All of the real ones in one go of a shell, and all of ours. */
const real = (option: string): readonly string[] => {
  const env = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C.UTF-8' }
  return spawnSync('bash', ['-c', asking(option)], { env, encoding: 'utf8' }).stdout.split(separator)
}

const unnumbered = (words: string) => words.replaceAll(/\d[\d.]*/g, 'N')

describe('programs that are asked who they are', () => {
  const [versions, helps] = [real('--version'), real('--help')]
  const said = run(asking('--version'))
  const help = run(asking('--help'))
  it('[PG-60] there are real ones to compare with, and each of ours says what it leaves out', () => {
    expect(names.length).toBeGreaterThan(60)
    expect(help.stderr).toBe('glasswhale: the rest of this is not simulated\n'.repeat(names.length))
    expect(said.stderr).toBe('')
  })
  it.each(names.map((name, i) => [name, i] as const))(
    "[PG-60] %s --version is the real one's but for the numbers, --help begins as the real one does",
    (_, i) => {
      expect(unnumbered(said.stdout.split(separator)[i]!)).toBe(unnumbered(versions[i]!))
      const usage = help.stdout.split(separator)[i]!
      expect(usage).toMatch(/^\n?Usage:/)
      expect(helps[i]!.slice(0, usage.length)).toBe(usage)
    },
  )
})

describe('in images', () => {
  it('[PG-61] the version is that of the distribution', () => {
    const first = (image: string) => run(`docker run --rm ${image} ls --version`).stdout.split('\n')[0]
    expect(first('ubuntu')).toBe('ls (GNU coreutils) 9.4')
    expect(first('debian:12')).toBe('ls (GNU coreutils) 9.1')
    expect(first('rockylinux:9')).toBe('ls (GNU coreutils) 8.32')
  })
  it("[PG-62] BusyBox's applets say how they are called, where --help is all that was said", () => {
    const usage = (applet: string) => run(`docker run --rm alpine ${applet} --help`)
    expect(usage('wc').stdout).toMatch(/^BusyBox v.*\n\nUsage: wc \[-cmlwL\] \[FILE\]\.\.\.\n$/)
    expect(run('docker run --rm alpine ls --help x').exit).toBe(1)
    expect(run('docker run --rm alpine echo --help').stdout).toBe('--help\n')
  })
  it('[PG-63] a word that belongs to another option or program is not a question', () => {
    expect(run("printf -- '--version\\n' > q; grep -e --version q").stdout).toBe('--version\n')
    expect(run("timeout 5 bash -c 'echo $0' --version").stdout).toBe('--version\n')
    expect(run('ls -- --help').exit).toBe(2)
  })
})
