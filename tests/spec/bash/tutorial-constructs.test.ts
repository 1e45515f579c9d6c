import { beforeAll, describe, expect, it } from 'vitest'
import type { Desk, Row } from '../../../src/node/desk'
import { at, deskWith } from '../../desk'

/**
 * One test for each row of the table of shell constructs in tutorials, most used first: the lines that people paste,
 * run on the whole simulated host, docker and all.
 */
let desk: Desk
const run = (line: string): Row => at(desk, line)
const out = (line: string): string => run(line).stdout
const names = (all = ''): readonly string[] =>
  out(`docker ps ${all} --format '{{.Names}}'`)
    .split('\n')
    .filter((name) => name !== '')
    .sort()

beforeAll(() => {
  desk = deskWith({ 'app/index.html': '<h1>Hello</h1>\n', 'app/notes.txt': 'one\ntwo\n' })
  for (const line of ['docker pull -q nginx', 'docker pull -q alpine', 'docker run -d --name web nginx']) run(line)
}, 60_000)

describe('the shell constructs of tutorials', () => {
  it('[BSH-91] double quotes keep a phrase together and expand what is in it', () => {
    run('greeting="hello world"')
    expect(out('docker run --rm alpine echo "$greeting  and more"')).toBe('hello world  and more\n')
    expect(out('docker run --rm alpine sh -c "echo I am \\$0; echo $HOME"')).toBe(
      'I am sh\n/home/dev\n'.replace('/home/dev', out('echo $HOME').trim()),
    )
  })
  it('[BSH-91] $( ) gives one command the words of another', () => {
    run('docker run -d --name c1 nginx')
    run('docker run -d --name c2 nginx')
    expect(run('docker rm -f $(docker ps -aq --filter name=c)').exit).toBe(0)
    expect(names('-a')).toEqual(['web'])
    expect(out('docker inspect --format "{{.Name}}" $(docker ps -q)')).toBe('/web\n')
  })
  it('[BSH-91] a backslash carries a command on to the next line', () => {
    expect(run('docker run -d \\\n  --name lines \\\n  -e A=1 \\\n  nginx').exit).toBe(0)
    expect(out('docker exec lines printenv A')).toBe('1\n')
    run('docker rm -f lines')
    expect(run('docker run -d \\ \n').stderr).toContain('invalid reference format')
  })
  it('[BSH-91] a pipe joins docker to the tools', () => {
    expect(out('docker ps | grep -c web')).toBe('1\n')
    expect(out("docker images --format '{{.Repository}}' | sort | head -n 1")).toBe('alpine\n')
    expect(out('echo piped | docker run -i --rm alpine cat')).toBe('piped\n')
    run('docker run -d --name pipe1 nginx')
    expect(out("docker ps --format '{{.Names}}' | grep pipe | xargs -n1 docker stop")).toBe('pipe1\n')
    run('docker rm pipe1')
  })
  it('[BSH-91] single quotes keep everything as it is', () => {
    expect(out('docker run --rm alpine sh -c \'echo $0 "$HOME"\'')).toBe('sh /root\n')
    expect(out("docker inspect -f '{{.State.Status}}' web")).toBe('running\n')
  })
  it('[BSH-91] $VAR', () => {
    run('NAME=web')
    expect(out('docker inspect -f "{{.Name}}" $NAME')).toBe('/web\n')
    expect(out('docker inspect -f "{{.Name}}" ${NAME}')).toBe('/web\n')
    expect(out('docker run --rm -v $PWD/app:/app alpine cat /app/notes.txt')).toBe('one\ntwo\n')
  })
  it('[BSH-91] an assignment: for the shell, for one command, exported', () => {
    expect(out('ID=$(docker ps -q -f name=web); docker inspect -f "{{.Name}}" $ID')).toBe('/web\n')
    expect(out('FOO=bar docker run --rm -e FOO alpine printenv FOO')).toBe('bar\n')
    expect(run('FOO=bar docker run --rm -e OTHER alpine printenv OTHER').exit).toBe(1)
    expect(out('export TAG=latest; docker run --rm alpine:$TAG echo $TAG')).toBe('latest\n')
  })
  it('[BSH-91] a comment at the end of a line', () => {
    expect(out('docker ps -q | wc -l # how many run')).toBe('1\n')
    expect(out('docker run --rm alpine echo a#b # not the first')).toBe('a#b\n')
  })
  it("[BSH-91] a <placeholder> that was not filled in gets bash's own words", () => {
    const refused = "bash: syntax error near unexpected token `newline'\n"
    for (const line of ['docker run <image>', 'docker exec -it web <command>', 'docker logs <container_id>'])
      expect(run(line)).toMatchObject({ stdout: '', stderr: refused, exit: 2 })
    expect(run('docker exec -it <container> bash').stderr).toBe('bash: container: No such file or directory\n')
    expect(run('docker tag <image> <name>').stderr).toBe(refused.replace('newline', '<'))
  })
  it('[BSH-91] > writes a file anew', () => {
    run('docker inspect web > inspect.json')
    expect(out('head -n 1 inspect.json')).toBe('[\n')
    run("echo 'FROM alpine' > Dockerfile")
    expect(out('cat Dockerfile')).toBe('FROM alpine\n')
    expect(run('docker ps > /nope/x').stderr).toBe('bash: /nope/x: No such file or directory\n')
  })
  it('[BSH-91] && goes on only when all is well', () => {
    expect(out('docker pull -q alpine && docker run --rm alpine echo ran')).toMatch(/ran\n$/)
    const row = run('docker pull -q nosuch/image && echo never')
    expect(row.stdout).not.toContain('never')
    expect(row.exit).toBe(1)
  })
  it('[BSH-91] backquotes', () => {
    expect(out('docker inspect -f "{{.Name}}" `docker ps -q`')).toBe('/web\n')
    expect(out('echo `docker ps -q | wc -l` running')).toBe('1 running\n')
  })
  it('[BSH-91] ; runs one after the other, whatever happens', () => {
    expect(out('docker stop nosuch; echo after')).toBe('after\n')
    expect(out('cd app; ls; cd ..')).toBe('index.html\nnotes.txt\n')
  })
  it('[BSH-91] ~ is the home directory', () => {
    expect(out('docker run --rm -v ~/app:/app alpine ls /app')).toBe('index.html\nnotes.txt\n')
    expect(out('ls ~/app/*.txt')).toBe(`${out('echo $HOME').trim()}/app/notes.txt\n`)
  })
  it('[BSH-91] a glob', () => {
    expect(out('ls app/*.html')).toBe('app/index.html\n')
    expect(run('ls app/*.none').stderr).toBe("ls: cannot access 'app/*.none': No such file or directory\n")
    expect(out("docker run --rm -v ./app:/w -w /w alpine sh -c 'echo *.txt'")).toBe('notes.txt\n')
  })
  it('[BSH-91] < reads a file', () => {
    expect(out('docker run -i --rm alpine wc -l < app/notes.txt')).toBe('2\n')
    run('docker save alpine -o alpine.tar')
    expect(out('docker load < alpine.tar')).toBe('Loaded image: alpine:latest\n')
  })
  it('[BSH-91] a here-document writes a Dockerfile, quoted or not', () => {
    run('VERSION=3')
    run('cat <<EOF > Dockerfile\nFROM alpine\nENV V=$VERSION\nEOF')
    expect(out('cat Dockerfile')).toBe('FROM alpine\nENV V=3\n')
    run("cat > run.sh <<'EOF'\n#!/bin/sh\necho $1\nEOF")
    expect(out('sh run.sh given')).toBe('given\n')
    expect(out('docker run -i --rm alpine sh <<EOF\necho from the document\nEOF')).toBe('from the document\n')
  })
  it('[BSH-91] the continuations of PowerShell and cmd are no continuations here', () => {
    expect(run('docker run --rm ^').stderr).toContain('invalid reference format')
    expect(run('  alpine echo x').stderr).toBe('bash: alpine: command not found\n')
    // a backquote at the end opens a substitution, which ends with the next one
    expect(run('echo a `\necho b`').stdout).toBe('a b\n')
  })
  it('[BSH-91] 2>&1 and 2>/dev/null', () => {
    expect(out('docker inspect nosuch 2>&1 | tail -n 1')).toContain('nosuch')
    expect(run('docker inspect nosuch > both.txt 2>&1')).toMatchObject({ stdout: '', stderr: '', exit: 1 })
    expect(run('docker rm nosuch 2>/dev/null').stderr).toBe('')
    expect(run('docker rm nosuch &>/dev/null').stderr).toBe('')
  })
  it('[BSH-91] & leaves a command to itself', () => {
    expect(out('docker run --rm alpine sleep 1 & wait; echo done')).toBe('done\n')
    expect(run('docker logs -f web > log.txt & sleep 1; kill $!').exit).toBe(0)
  })
  it('[BSH-91] for and while', () => {
    expect(run('for i in 1 2 3; do docker run -d --name w$i nginx; done').exit).toBe(0)
    expect(names()).toEqual(['w1', 'w2', 'w3', 'web'])
    expect(out('for c in $(docker ps -q -f name=w[123]); do docker rm -f $c > /dev/null && echo gone; done')).toBe(
      'gone\ngone\ngone\n',
    )
    expect(
      out("docker ps --format '{{.Names}} {{.Image}}' | while read name image; do echo $image as $name; done"),
    ).toBe('nginx as web\n')
    expect(out('i=0; until [ $i -ge 2 ]; do i=$((i+1)); docker run --rm alpine echo round $i; done')).toBe(
      'round 1\nround 2\n',
    )
  })
  it('[BSH-91] if', () => {
    expect(out('if docker inspect web > /dev/null 2>&1; then echo there; else echo missing; fi')).toBe('there\n')
    expect(out('if [ "$(docker ps -q -f name=nosuch)" ]; then echo runs; else echo runs not; fi')).toBe('runs not\n')
    expect(out('if [[ $(docker inspect -f "{{.State.Running}}" web) == true ]]; then echo up; fi')).toBe('up\n')
  })
  it('[BSH-91] || does the other thing', () => {
    expect(out('docker inspect nosuch > /dev/null 2>&1 || echo none')).toBe('none\n')
    expect(out('docker inspect web > /dev/null || echo none')).toBe('')
  })
  it('[BSH-91] >> adds to a file', () => {
    run("echo 'FROM alpine' > Dockerfile; echo 'RUN echo hi' >> Dockerfile")
    expect(out('cat Dockerfile')).toBe('FROM alpine\nRUN echo hi\n')
  })
  it('[BSH-91] ( ) is a shell of its own', () => {
    expect(out('(cd app && docker run --rm -v "$PWD":/w alpine ls /w); basename $PWD')).toBe(
      `index.html\nnotes.txt\n${out('basename $PWD')}`,
    )
    expect(out('(echo a; echo b) | docker run -i --rm alpine wc -l')).toBe('2\n')
  })
  it('[BSH-91] a function', () => {
    run('dip() { docker inspect -f "{{.Name}} {{.State.Status}}" "$@"; }')
    expect(out('dip web')).toBe('/web running\n')
    run('function dsh { docker exec "$1" sh -c "echo in $1"; }')
    expect(out('dsh web')).toBe('in web\n')
  })
  it('[BSH-91] <( ) is a file that a command writes', () => {
    expect(out('diff <(docker images -q alpine) <(docker images -q alpine) && echo same')).toBe('same\n')
    expect(out('cat <(echo one) <(docker run --rm alpine echo two)')).toBe('one\ntwo\n')
  })
  it('[BSH-91] {a,b}', () => {
    run('mkdir -p site/{css,js} && touch site/{css/a.css,js/a.js}')
    expect(out('docker run --rm -v ./site:/s alpine find /s -type f | sort')).toBe('/s/css/a.css\n/s/js/a.js\n')
    expect(out('docker inspect -f "{{.Name}}" {web,web}')).toBe('/web\n/web\n')
  })
})
