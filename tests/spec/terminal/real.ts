import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { normal } from './ours'

/**
 * The same keys on a real pseudo-terminal: script(1) of util-linux makes it (every Debian has it). Nothing is timed: each handful of
 * keys goes in when what ours showed for the one before has come; where that does not come, what did come is the answer.
 */
export async function realTalk(
  command: string,
  steps: readonly string[],
  ours: readonly string[],
): Promise<readonly string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'gw-pty-'))
  const env = { PATH: '/usr/bin:/bin', HOME: dir, TERM: 'dumb', LC_ALL: 'C.UTF-8', SHELL: '/bin/sh', PS1: '$ ' }
  const child = spawn(script, ['-qfec', `stty sane iutf8 rows 24 cols 80; exec ${command}`, '/dev/null'], {
    cwd: dir,
    env,
  })
  let output = ''
  child.stdout.on('data', (data: Buffer) => (output += data.toString('utf8')))
  const ended = new Promise((resolve) => child.on('close', resolve))
  const answers: string[] = []
  for (const [i, expected] of ours.entries()) {
    if (i > 0) {
      // A key for a program comes when the shell has given it the terminal.
      if (/^[\x00-\x1f]$/.test(steps[i - 1]!)) await new Promise((resolve) => setTimeout(resolve, settling))
      child.stdin.write(steps[i - 1]!)
    }
    answers.push(await waited(() => output, expected))
    output = output.slice(answers[i]!.length)
    answers[i] = normal(answers[i]!)
  }
  child.kill('SIGKILL') // the line drops, and what was on it ends
  await ended
  rmSync(dir, { recursive: true, force: true })
  return answers
}

/** Of bsdutils, which is essential to Debian. */
const script = '/usr/bin/script'

const patience = 4_000
const settling = 250

/** Waits for as much as was expected; whatever is there when patience ends. */
async function waited(read: () => string, expected: string): Promise<string> {
  for (let spent = 0; spent < patience; spent += 10) {
    if (normal(read()) === expected && (expected !== '' || spent > 150)) return read()
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return read()
}
