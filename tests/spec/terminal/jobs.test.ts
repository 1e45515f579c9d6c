import { expect, test } from 'vitest'
import { keys, line, ourTalk, pass, sit } from './ours'
import { realTalk } from './real'

/** What a person at an interactive shell does with jobs: the same keys for the real bash on a real pseudo-terminal. */
const [ctrlC, ctrlD, ctrlZ, quit] = ['\x03', '\x04', '\x1a', '\x1c']
const talks: readonly (readonly [rule: string, ...steps: string[]])[] = [
  ['[JOB-1] & and jobs', 'sleep 100 &\n', 'jobs\n', 'kill %1; sleep 0.2\n', 'jobs\n'],
  [
    '[JOB-1] which is the current one',
    'sleep 100 &\n',
    'sleep 200 &\n',
    'jobs\n',
    'kill %2; sleep 0.2\n',
    'jobs\n',
    'kill %%; sleep 0.2\n',
  ],
  [
    '[JOB-1] jobs -l',
    'sleep 100 | cat &\n',
    'kill %1; sleep 0.2\n',
    'sleep 100 &\n',
    'jobs -l\n',
    'jobs -r\n',
    'jobs -s\n',
  ],
  [
    '[JOB-1] the end of a job is told before a prompt',
    'sleep 0.1 &\n',
    'sleep 0.3\n',
    'false & sleep 0.2\n',
    '{ sleep 0.1; exit 4; } &\n',
    '',
    '\n',
  ],
  ['[JOB-2] Ctrl-Z, bg, fg, Ctrl-C', 'sleep 100\n', ctrlZ, 'jobs\n', 'bg\n', 'jobs\n', 'fg\n', ctrlC, 'echo $?\n'],
  [
    '[JOB-2] two of them',
    'sleep 100 & sleep 200 &\n',
    'fg %1\n',
    ctrlZ,
    'jobs\n',
    'bg %1\n',
    'kill %1 %2; sleep 0.2\n',
  ],
  ['[JOB-2] a program at the terminal stops and goes on', 'cat\n', ctrlZ, 'fg\n', 'hi\n', ctrlD],
  ['[JOB-2] a pipeline', 'sleep 100 | cat\n', ctrlZ, 'jobs\n', 'fg\n', ctrlC],
  [
    '[JOB-2] what comes after in a list goes on',
    'sleep 100; echo after\n',
    ctrlZ,
    'sleep 50 && echo a || echo b\n',
    ctrlZ,
    'jobs\n',
  ],
  ['[JOB-2] a loop is left', 'for i in 1 2 3; do sleep 50; echo $i; done\n', ctrlZ, 'jobs\n'],
  ['[JOB-2] a function goes on', 'f() { sleep 100; echo done; }; f\n', ctrlZ, 'jobs\n'],
  ['[JOB-3] wait', 'sleep 0.2 &\n', 'wait\n', 'echo $?\n', 'sleep 0.2 &\n', 'wait %1\n', 'echo $?\n'],
  ['[JOB-4] reading in the background stops', 'cat &\n', 'sleep 0.2\n', 'jobs\n', 'fg\n', 'x\n', ctrlD],
  [
    '[JOB-4] so does writing after stty tostop',
    'stty tostop; echo hi &\n',
    'sleep 0.2\n',
    'jobs\n',
    'fg\n',
    'stty -tostop\n',
  ],
  [
    '[JOB-4] and whatever is stopped from outside',
    'sleep 100 &\n',
    'kill -STOP %1\n',
    'sleep 0.2\n',
    'jobs\n',
    'kill -CONT %1\n',
    'jobs\n',
    'kill -9 %1; sleep 0.2\n',
  ],
  ['[JOB-5] a stopped job hears of a signal when it goes on', 'sleep 100\n', ctrlZ, 'kill %1; sleep 0.2\n', 'jobs\n'],
  ['[JOB-6] exit with stopped jobs', 'sleep 100\n', ctrlZ, 'exit\n', 'jobs\n', 'exit\n'],
  ['[JOB-6] Ctrl-D with stopped jobs', 'sleep 100\n', ctrlZ, ctrlD, 'echo x\n', ctrlD],
  ['[JOB-6] exit with running jobs', 'sleep 100 &\n', 'exit\n'],
  [
    '[JOB-7] disown, and jobs that are not there',
    'sleep 100 &\n',
    'disown\n',
    'jobs\n',
    'disown %4\n',
    'fg %3\n',
    'bg\n',
    'kill %1\n',
    'wait %7\n',
    'jobs %1\n',
  ],
  [
    '[JOB-8] Ctrl-C takes the whole line along',
    'sleep 100; echo after\n',
    ctrlC,
    'echo $?\n',
    'for i in 1 2; do sleep 50; done\n',
    ctrlC,
    'while :; do sleep 0.05; done\n',
    ctrlC,
  ],
  ['[JOB-8] Ctrl-backslash', 'sleep 100\n', quit, 'echo $?\n'],
  ['[JOB-8] at the prompt', 'abc', ctrlC, 'if true; then\n', ctrlC, 'read y\n', ctrlC, 'echo $?\n'],
  ['[JOB-8] with a trap', 'trap "echo got" INT\n', ctrlC, 'sleep 100\n', ctrlC, 'echo $?\n'],
]

const shell = 'bash --norc --noprofile --noediting'

for (const [rule, ...steps] of talks)
  // The real shell may be slow to start a program where the machine is busy, and a key then finds it too early.
  test.concurrent(`${rule}, as the real bash on a real pseudo-terminal`, { retry: 2 }, async ({ expect }) => {
    const ours = ourTalk(`env PS1='$ ' ${shell}`, steps)
    expect(ours.slice(1)).toEqual((await realTalk(shell, steps, ours)).slice(1))
  })

const leaving = [
  ['Ctrl-D', ctrlD],
  ['exit', 'exit\n'],
  ['logout', 'logout\n'],
] as const

for (const [how, typed] of leaving)
  test.concurrent(`[BSH-28] a login shell says logout: ${how}, as the real bash`, { retry: 2 }, async ({ expect }) => {
    const ours = ourTalk(`env PS1='$ ' ${shell} -l`, [typed])
    expect(ours.slice(1)).toEqual((await realTalk(`${shell} -l`, [typed], ours)).slice(1))
  })

test('[JOB-9] the shells of containers have jobs, in their own words', () => {
  const seat = sit()
  line(seat, 'docker pull -q alpine; docker pull -q debian', 60_000)
  keys(seat, 'docker run -it --rm alpine sh\n', 2_000)
  keys(seat, 'sleep 100 &\n')
  expect(keys(seat, 'jobs\n')).toContain('[1]+  Running                    sleep 100\r\n')
  keys(seat, 'sleep 50\n')
  expect(keys(seat, ctrlZ)).toContain('^Z[2]+  Stopped                    sleep 50\r\n')
  expect(keys(seat, 'exit\n')).toContain('You have stopped jobs.\r\n')
  expect(keys(seat, 'exit\n', 2_000)).toContain('you@host:~$ ')
  keys(seat, 'docker run -it --rm debian sh\n', 2_000)
  keys(seat, 'sleep 50\n')
  expect(keys(seat, ctrlZ)).toContain('^Z[1] + Stopped                    sleep 50\r\n')
  expect(keys(seat, 'fg\n')).toContain('sleep 50\r\n')
  expect(keys(seat, ctrlC)).toContain('^C')
  keys(seat, ctrlD, 2_000)
  expect(pass(seat, 10)).toBe('')
})
