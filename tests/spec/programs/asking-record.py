#!/usr/bin/env python3
"""Types the keys of asking.json into the real programs on a pseudo-terminal, and writes what they show.

Run by hand: python3 tests/spec/programs/asking-record.py SOCKET-FOLDER PORT REDIS-CLI, where a PostgreSQL 15 server listens and psql and
redis-cli 7 are built with readline and linenoise. For mysql it is libedit's own readline() that is asked.
"""
import json, os, pathlib, sys, tempfile

sys.dont_write_bytecode = True
sys.path.append(str(pathlib.Path(__file__).parent.parent))
from typist import drain, start, stop

here = pathlib.Path(__file__).parent / 'asking.json'
folder, port, redis = sys.argv[1:4]
libedit = '''
import ctypes
edit = ctypes.CDLL('libedit.so.2')
edit.readline.restype = ctypes.c_char_p
edit.readline.argtypes = edit.add_history.argtypes = [ctypes.c_char_p]
edit.using_history()
while (line := edit.readline(b'mysql> ')) is not None:
    if line:
        edit.add_history(line)
'''
argv = {
    'psql': ['psql', '-h', folder, '-p', port, '-U', 'postgres'],
    'redis-cli': [redis, '-p', '1'],
    'mysql': [sys.executable, '-c', libedit],
}


def record(row):
    env = {**os.environ, 'HOME': tempfile.mkdtemp(), 'TERM': 'xterm', 'LANG': 'C.UTF-8'}
    pid, fd = start(argv[row['program']], env)
    out = drain(fd, 0.8)
    for key in row['keys']:
        os.write(fd, key.encode())
        out += drain(fd, 0.3)
    stop(pid, fd)
    return {**row, 'out': out.decode()}


rows = [row if 'out' in row else record(row) for row in json.loads(here.read_text())]
here.write_text('[\n' + ',\n'.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]\n')
