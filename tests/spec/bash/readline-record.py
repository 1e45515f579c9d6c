#!/usr/bin/env python3
"""Types the keys of readline.jsonl into the real bash and BusyBox ash on a pseudo-terminal, and writes what they show after each key.

Run by hand where bash 5.2 and busybox are: python3 tests/spec/bash/readline-record.py. Rows that have been recorded stay as they are.
"""
import json, os, pathlib, shutil, sys

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from typist import drain, start, stop

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


def record(row):
    furnish()
    env = {'PATH': f'{home}/bin', 'HOME': str(home), 'TERM': 'xterm', 'PS1': row.get('ps1', '$ '), 'LANG': row.get('lang', 'C.UTF-8')}
    shell = argv[row['shell']]
    pid, fd = start(['/usr/bin/' + shell[0], *shell[1:]], env, row.get('columns', 80), home / 'box')
    out = [drain(fd, 0.6)]
    if row['shell'] == 'ash':  # Debian's says who it is, Alpine's does not
        out[0] = out[0].split(b'\r\n\r\n')[-1]
    for key in row['keys']:
        try:
            os.write(fd, key.encode())
        except OSError:
            break
        out.append(drain(fd, 0.25))
    stop(pid, fd)
    return [o.decode('latin-1') for o in out]


rows = [json.loads(line) for line in here.read_text().splitlines()]
here.write_text(''.join(json.dumps({**row, 'out': row.get('out') or record(row)}, ensure_ascii=False) + '\n' for row in rows))
