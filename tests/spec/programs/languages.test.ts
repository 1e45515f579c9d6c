import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'
import { recorded } from './recorded'

const { cases, files } = recorded('python.json', (i) => `tmp/python/${i}.py`)

const desk = openDesk({ seed: 1, files, trace: false })
const run = (cmd: string, tty = false) => perform(desk, [{ cmd, plain: true }], { tty, maxMicros: 120e6 })[0]

describe('python3', () => {
  for (const [i, { source, ...said }] of cases.entries())
    it(`[LG-3] as the real one: ${source.slice(0, 50).replace(/\n/g, '⏎')}`, () => {
      const { stdout, stderr, exit } = run(
        `cp /tmp/python/${i}.py /tmp/main.py; (cd /tmp; PYTHON_VERSION=3.11.7 python3 main.py)`,
      )
      expect({ stdout, stderr, status: exit }).toEqual(said)
    })
  it('[LG-4] what lies beyond the part that is played is said in one line', () => {
    for (const [program, words] of [
      ['import subprocess', 'the module subprocess is not simulated'],
      ['import sqlite3', 'the module sqlite3 is not simulated'],
      ['import os; os.fork()', 'os.fork is not simulated'],
      ['async def f(): pass', 'async is not simulated (line 1)'],
    ])
      expect(run(`python3 -c $'${program!.replace(/\n/g, '\\n')}'`)).toMatchObject({
        exit: 1,
        stdout: '',
        stderr: `glasswhale: python3: ${words}\n`,
      })
  })
  it('[LG-5] what is printed is kept back where nobody looks on, unless it is told not to be', () => {
    const program = "'import time; print(1); time.sleep(5); print(2)'"
    run('docker pull -q python:3.12-slim')
    run(`docker run -d --name kept python:3.12-slim python -c ${program}`)
    run(`docker run -d --name told -e PYTHONUNBUFFERED=1 python:3.12-slim python -c ${program}; sleep 2`)
    expect(run('docker logs kept').stdout).toBe('')
    expect(run('docker logs told').stdout).toBe('1\n')
    expect(run('sleep 5; docker logs kept').stdout).toBe('1\n2\n')
  })
  it('[LG-6] a loop without end ends with Ctrl-C, and time that is slept is simulated time', () => {
    expect(run("timeout -s INT 3 python3 -c 'while True: pass'").stderr).toContain('KeyboardInterrupt\n')
    const row = run("timeout -s INT 30 python3 -uc 'import time\nwhile True:\n  print(1); time.sleep(10)'")
    expect(row.stdout).toBe('1\n1\n1\n')
  })
  it('[LG-7] Flask counts in Redis, logs each request, and tells what a handler raised', () => {
    run('docker network create n; docker run -d --name redis --network n redis:alpine; mkdir -p ~/web; cd ~/web')
    run(
      `printf '%s\\n' 'import redis' 'from flask import Flask, request, jsonify' 'app = Flask(__name__)' 'r = redis.Redis(host="redis")' '@app.route("/")' 'def hits(): return "seen %d times" % r.incr("hits")' '@app.route("/hello/<name>")' 'def hello(name): return jsonify(hello=name, q=request.args.get("q"))' '@app.route("/bad")' 'def bad(): return 1/0' 'app.run(host="0.0.0.0")' > app.py`,
    )
    run(
      "printf '%s\\n' 'FROM python:3.12-slim' 'RUN pip install -q flask redis' 'COPY app.py .' 'CMD python app.py' > Dockerfile",
    )
    run('docker build -qt web . && docker run -d --name web --network n -p 5000:5000 web; sleep 2')
    expect(run('curl -s localhost:5000; curl -s localhost:5000').stdout).toBe('seen 1 timesseen 2 times')
    expect(run("curl -s 'localhost:5000/hello/you?q=1'").stdout).toBe('{"hello": "you", "q": "1"}\n')
    expect(run('curl -s -o /dev/null -w "%{http_code}" localhost:5000/bad').stdout).toBe('500')
    expect(run('docker logs web 2>&1 | grep -c "GET / HTTP/1.1. 200"').stdout).toBe('2\n')
    expect(run('docker logs web 2>&1 | tail -2 | head -1').stdout).toBe('ZeroDivisionError: division by zero\n')
  })
  it('[LG-7] the counter of the Compose tutorial counts, and tries again while Redis is not there', () => {
    const lines = [
      'import time',
      'import redis',
      'from flask import Flask',
      'app = Flask(__name__)',
      'cache = redis.Redis(host="cache", port=6379)',
      'def get_hit_count():',
      '    retries = 5',
      '    while True:',
      '        try:',
      '            return cache.incr("hits")',
      '        except redis.exceptions.ConnectionError as exc:',
      '            if retries == 0:',
      '                raise exc',
      '            retries -= 1',
      '            time.sleep(0.5)',
      '@app.route("/")',
      'def hello():',
      '    count = get_hit_count()',
      '    return f"Hello World! I have been seen {count} times.\\n"',
    ]
    run(
      "printf '%s\\n' 'FROM python:3.12-slim' 'ENV FLASK_APP=counter.py FLASK_RUN_HOST=0.0.0.0' 'RUN pip install -q flask redis' 'COPY counter.py .' 'CMD [\"flask\", \"run\"]' > Dockerfile",
    )
    run(`cat > counter.py << 'END'\n${lines.join('\n')}\nEND`)
    run('docker build -qt counter . && docker run -d --name counter --network n -p 5001:5000 counter; sleep 2')
    expect(
      run('curl -s localhost:5001 & sleep 1; docker run -d --name cache --network n redis:alpine; wait').stdout,
    ).toMatch(/seen 1 times/)
    expect(run('curl -s localhost:5001').stdout).toBe('Hello World! I have been seen 2 times.\n')
    const kept = [
      'set("k", "a b\\r\\nc")',
      'get("k")',
      'lpush("l", 1, 2)',
      'lrange("l", 0, -1)',
      'get("none")',
      'hset("h", mapping={"f": "v"})',
      'hgetall("h")',
      'incr("n", 5)',
    ]
    run(
      `printf '%s\\n' 'from redis import Redis' 'r = Redis("cache", decode_responses=True)' ${kept.map((each) => `'print(repr(r.${each}))'`).join(' ')} > kept.py`,
    )
    expect(run('docker run --rm --network n -v ./kept.py:/kept.py counter python /kept.py').stdout).toBe(
      "True\n'a b\\r\\nc'\n2\n['2', '1']\nNone\n1\n{'f': 'v'}\n5\n",
    )
  })
  it('[LG-20] urllib asks another container', () => {
    const lines = [
      'import json, urllib.request, urllib.error',
      'with urllib.request.urlopen("http://web:5000/hello/you?q=2") as got: print(got.status, json.loads(got.read())["q"])',
      'for url in ["http://web:5000/none", "http://web:1/", "http://nobody/"]:',
      '    try: urllib.request.urlopen(url)',
      '    except urllib.error.URLError as e: print(e)',
    ]
    run(`cat > ask.py << 'END'\n${lines.join('\n')}\nEND`)
    expect(
      run('docker run --rm --network n -v ./ask.py:/ask.py python:3.12-slim python /ask.py').stdout.split('\n'),
    ).toEqual([
      '200 2',
      'HTTP Error 404: Not Found',
      '<urlopen error [Errno 111] Connection refused>',
      '<urlopen error [Errno -2] Name or service not known>',
      '',
    ])
  })
})
