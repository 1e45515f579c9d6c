#!/usr/bin/env python3
"""Types the keys of readline.jsonl into the real bash and BusyBox ash on a pseudo-terminal, and writes what they show after each key.

Run by hand where bash 5.2 and busybox are: python3 tests/spec/bash/readline-record.py. Rows that have been recorded stay as they are.
"""
import fcntl, json, os, pathlib, pty, select, shutil, struct, termios, time

here = pathlib.Path(__file__).parent / 'readline.jsonl'
home = pathlib.Path('/tmp/typing')
argv = {'bash': ['bash', '--norc', '--noprofile'], 'ash': ['busybox', 'ash']}


def furnish():
    shutil.rmtree(home, ignore_errors=True)
    for name in ['box/alpha', 'box/dir/deep', 'bin']:
        (home / name).mkdir(parents=True)
    for name in ['file1', 'file2', 'foo.txt', 'with space', '.hidden', 'dir/one', 'dir/deep/two']:
        (home / 'box' / name).write_text('')
    os.symlink('dir', home / 'box/link')
    for name in ['zeta-tool', 'zeta-test', 'zoo']:
        (home / 'bin' / name).write_text('#!/bin/sh\n')
        (home / 'bin' / name).chmod(0o755)


def drain(fd, quiet):
    got = b''
    while select.select([fd], [], [], quiet)[0]:
        try:
            more = os.read(fd, 65536)
        except OSError:
            return got
        if not more:
            return got
        got += more
    return got


def record(row):
    furnish()
    env = {'PATH': f'{home}/bin', 'HOME': str(home), 'TERM': 'xterm', 'PS1': row.get('ps1', '$ '), 'LANG': row.get('lang', 'C.UTF-8')}
    pid, fd = pty.fork()
    if pid == 0:
        time.sleep(0.1)  # the window gets its size first
        os.chdir(home / 'box')
        os.execve('/usr/bin/' + argv[row['shell']][0], argv[row['shell']], env)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 24, row.get('columns', 80), 0, 0))
    out = [drain(fd, 0.6)]
    if row['shell'] == 'ash':  # Debian's says who it is, Alpine's does not
        out[0] = out[0].split(b'\r\n\r\n')[-1]
    for key in row['keys']:
        try:
            os.write(fd, key.encode())
        except OSError:
            break
        out.append(drain(fd, 0.25))
    try:
        os.kill(pid, 9)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)
    os.close(fd)
    return [o.decode('latin-1') for o in out]


rows = [json.loads(line) for line in here.read_text().splitlines()]
here.write_text(''.join(json.dumps({**row, 'out': row.get('out') or record(row)}, ensure_ascii=False) + '\n' for row in rows))
