import { describe, expect, it } from 'vitest'
import { FakeKernel, runFake } from './fake-sys'

const typed = (...lines: readonly string[]) => {
  const kernel = new FakeKernel({ cwd: '/root', typed: lines, env: { HOME: '/root', GLASSWHALE_MARKS: '1' } })
  const { status } = kernel.run(['bash'])
  return { screen: kernel.out.data.replaceAll('\x1b]133;', '<').replaceAll('\x07', '>'), status }
}
const at = '<P;/root><A>root@docker:~# <B>'

describe('an interactive shell', () => {
  it('[BSH-20] marks prompt, line, output and status', () => {
    expect(typed('echo hi', 'false', '')).toEqual({
      screen: `${at}<C;echo hi>hi\n<D;0>${at}<C;false><D;1>${at}${at}exit\n`,
      status: 1,
    })
  })
  it('[BSH-21] asks for more with PS2 until the command is whole', () => {
    expect(typed('for i in 1 2', 'do echo $i', 'done').screen).toBe(
      `${at}<A;k=s;for i in 1 2\\x0a>> <B><A;k=s;for i in 1 2\\x0ado echo $i\\x0a>> <B><C;for i in 1 2\\x0ado echo $i\\x0adone>1\n2\n<D;0>${at}exit\n`,
    )
  })
  it('[BSH-22] says the name without a line number', () => {
    expect(typed('nosuch', 'echo )', 'cd /nope').screen).toContain('bash: nosuch: command not found\n')
    expect(typed('echo )').screen).toContain("bash: syntax error near unexpected token `)'\n")
    expect(typed('(nosuch)').screen).toContain('bash: nosuch: command not found\n')
  })
  it('[BSH-23] Ctrl-C ends the foreground job and the rest of its line, not the shell', () => {
    expect(typed('sleep 100; echo never', '^C', 'echo $?').screen).toBe(
      `${at}<C;sleep 100; echo never>^C\n<D;130>${at}<C;echo $?>130\n<D;0>${at}exit\n`,
    )
    expect(typed('sleep 100 | cat', '^C', 'echo alive').screen).toContain('alive')
  })
  it('[BSH-24] Ctrl-C at the prompt gives a new prompt', () => {
    expect(typed('^C', 'echo $?').screen).toContain('130\n')
  })
  it('[BSH-25] Ctrl-C stops a loop of builtins', () => {
    expect(typed('while read x < /dev/null || true; do sleep 1; done', '^C', 'echo $?').screen).toContain('130\n')
  })
  it('[BSH-26] announces background jobs and their end', () => {
    const { screen } = typed('sleep 1 &', 'sleep 2', 'jobs')
    expect(screen).toContain('<C;sleep 1 &>[1] 101\n')
    expect(screen).toContain('[1]+  Done                    sleep 1\n')
  })
  it('[BSH-27] an error in an expansion ends the line only', () => {
    expect(typed('echo ${x:?no}; echo same', 'echo next').screen).toContain('next\n')
    expect(typed('set -u; echo $nope', 'echo next').screen).toContain('next\n')
    expect(typed('echo ${x:?no}; echo same').screen).not.toContain('same\n')
  })
  it('[BSH-28] exit says exit', () => {
    expect(typed('exit 3')).toEqual({ screen: `${at}<C;exit 3>exit\n`, status: 3 })
  })
  it('[BSH-29] remembers lines, aliases and functions', () => {
    expect(typed("alias hi='echo hello'", 'hi you').screen).toContain('hello you\n')
    expect(typed('echo a', 'history').screen).toContain('    1  echo a\n    2  history\n')
  })
})

describe('a headless shell', () => {
  const run = (...lines: readonly string[]) => {
    const kernel = new FakeKernel({ cwd: '/home', headless: lines, env: { GLASSWHALE_HEADLESS: '1' } })
    const { stdout, stderr } = kernel.run(['bash'])
    return { stdout, stderr, statuses: kernel.statuses.data }
  }
  it('[BSH-30] answers every line with its status and keeps what it knows', () => {
    expect(
      run(
        'x=1',
        'cd /tmp; pwd',
        'echo $x; false',
        'nosuch',
        'f() {',
        'echo f',
        '}',
        'f',
        'echo $(env | grep -c GLASSWHALE)',
      ),
    ).toEqual({
      stdout: '/tmp\n1\nf\n0\n',
      stderr: 'bash: nosuch: command not found\n',
      statuses: '0\n0\n1\n127\n0\n0\n0\n',
    })
  })
  it('[BSH-31] joins the lines of a here-document', () => {
    expect(run('cat <<EOF', 'a', 'EOF', 'echo b &', 'wait')).toEqual({
      stdout: 'a\nb\n',
      stderr: '',
      statuses: '0\n0\n0\n',
    })
  })
  it('[BSH-32] ends with exit', () => {
    expect(run('exit 4', 'echo no').stdout).toBe('')
  })
})

describe('a shell as the first process of a container', () => {
  it('[BSH-40] runs its trap between the commands of a loop', () => {
    const run = runFake(
      ['sh', '-c', 'trap "echo got TERM; exit 0" TERM; (sleep 1; kill -TERM $$) & while :; do sleep 0.1; done'],
      { cwd: '/home', exe: '/bin/busybox' },
    )
    expect(run).toEqual({ stdout: 'got TERM\n', stderr: '', status: 0 })
  })
  it('[BSH-41] becomes the last command of -c', () => {
    const kernel = new FakeKernel({ cwd: '/home' })
    const first = kernel.spawnFirst(['bash', '-c', 'x=1; sleep 5'])
    for (let i = 0; i < 4; i++) kernel.round()
    expect(first.argv).toEqual(['sleep', '5'])
  })
})

describe('a shell that reads standard input', () => {
  it('[BSH-50] leaves what follows to its commands', () => {
    expect(runFake(['bash'], { cwd: '/home', stdin: 'read x\nvalue\necho "<$x>"\ncat\nrest\n' }).stdout).toBe(
      '<value>\nrest\n',
    )
  })
  it('[BSH-51] goes on after an error, with its line', () => {
    expect(runFake(['bash'], { cwd: '/home', stdin: 'echo a\nnosuch\nif true\nthen echo b\nfi\nexit 3\n' })).toEqual({
      stdout: 'a\nb\n',
      stderr: 'bash: line 2: nosuch: command not found\n',
      status: 3,
    })
  })
})

describe('the state of a shell', () => {
  it('[BSH-60] ten thousand turns of a loop come to their sum', () => {
    const run = runFake(['bash', '-c', 'for ((i=0;i<10000;i++)); do x=$((x+i)); done; echo $x'], {
      cwd: '/home',
      json: false,
    })
    expect(run.stdout).toBe('49995000\n')
  })
  it('[BSH-61] an endless loop yields again and again', () => {
    const kernel = new FakeKernel({ cwd: '/home' })
    kernel.spawnFirst(['bash', '-c', 'while :; do :; done'])
    for (let i = 0; i < 20; i++) expect(kernel.round()).toBe(true)
  })
})
