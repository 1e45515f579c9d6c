import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { historyLine } from '../../../src/sim/programs/bash/history-line'

/** What the real bash keeps of a command that was typed over several lines. */
function real(command: string): string {
  const run = spawnSync('bash', ['--norc', '--noprofile', '-i'], {
    input: `set -o history; HISTFILE= HISTCONTROL=\nhistory -c\n${command}\nhistory\n`,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], PS1: '', PS2: '', TERM: 'dumb' },
  })
  const listed = /^ {4}\d {2}([^]*?)\n {4}\d {2}history$/m.exec(run.stdout.slice(run.stdout.lastIndexOf('    1  ')))
  return listed?.[1] ?? run.stdout
}

test.each([
  'for i in 1 2\ndo :\ndone',
  'for i\nin 1 2\ndo\n:\ndone',
  'if true\nthen\n  :\nelse\n  :\nfi',
  'while false; do\n  :\n\n  :\ndone',
  'case x in\ny) :\n;;\nesac',
  ': a \\\n  b \\\n  c',
  ": 'one\ntwo'",
  ': "one\n  two" three',
  'true &&\n:',
  'true |\n  cat',
  '{\n:\n}',
  '(\n:\n)',
  'f() {\n  :\n}',
  'cat <<X >/dev/null\na\n  b\nX',
  ': plain',
])('[UI-30] %j is kept in the history as bash keeps it', (command) => expect(historyLine(command)).toBe(real(command)))
