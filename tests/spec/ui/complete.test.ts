import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { openVoyage } from '../../../src/lesson/open-voyage'
import { extend, openTerminal, type, type Voyage } from '../../../src/lesson/voyage'
import { lengthOf } from '../../../src/trace/recording'
import { candidates } from '../../../src/ui/terminal/complete'
import { builtins } from '../../../src/ui/terminal/complete-words'

function settled(voyage: Voyage): Voyage {
  let v = voyage
  for (let next = extend(v); next !== v; next = extend(v)) v = next
  return v
}
const typed = (v: Voyage, line: string, terminal = 1): Voyage => settled(type(v, line, lengthOf(v.recording), terminal))

const world = [
  'docker pull -q redis:7; docker pull -q alpine',
  'docker network create back; docker volume create data',
  'docker run -d --name up --network back redis:7; docker create --name still alpine',
  'docker run -d --name held redis:7; docker pause held',
  "mkdir -p src/deep; touch 'a file.txt' Dockerfile; alias dk=docker; MINE=1; hello() { :; }",
].reduce((v, line) => typed(v, line), settled(openTerminal(openVoyage({ seed: 1 }), 0)))
const last = typed(typed(world, 'cd src', 2), 'OTHER=2', 2).recording.last

const found = (line: string, terminal = 1): readonly string[] =>
  candidates(line.replace('▮', ''), line.includes('▮') ? line.indexOf('▮') : line.length, last, terminal, [
    'library/nginx',
    'library/node',
    'bitnami/nginx',
  ]).words

describe('completion', () => {
  test.each([
    ['docker sta', ['start', 'stats']],
    ['docker network ', ['connect', 'create', 'disconnect', 'inspect', 'list', 'ls', 'prune', 'remove', 'rm']],
    ['docker --debug netw', ['network']],
    ['docker run --entry', ['--entrypoint']],
    ['docker logs --ti', ['--timestamps']],
    ['docker start ', ['still']],
    ['docker stop ', ['up']],
    ['docker unpause ', ['held']],
    ['docker logs ', ['held', 'still', 'up']],
    ['docker rm ', ['still']],
    ['docker rm -f ', ['held', 'still', 'up']],
    ['docker stop up ', []],
    ['docker container start ', ['still']],
    ['docker exec -it ', ['up']],
    ['docker exec -it up redis-c', ['redis-cli']],
    ['docker exec up cat /etc/host', ['/etc/host.conf', '/etc/hostname', '/etc/hosts']],
    ['docker cp up:/etc/hostn', ['up:/etc/hostname']],
    ['docker cp Dock', ['Dockerfile']],
    ['docker run --network ba', ['back']],
    ['docker run --network=ba', ['back']],
    ['docker run -d --restart un', ['unless-stopped']],
    ['docker run -v da', ['data:']],
    ['docker run -v data:/data --name x ng', ['nginx']],
    ['docker run n', ['nginx', 'node']],
    ['docker rmi redis', ['redis:7']],
    ['docker run redis:', ['redis:7']],
    ['docker network connect back ', ['held', 'still']],
    ['docker network disconnect back ', ['up']],
    ['docker volume rm da', ['data']],
    ['docker kill --signal SIGK', ['SIGKILL']],
    ['docker build s', ['src/']],
    ['docker run alpine sh -c ', []],
    ['sudo docker vol', ['volume']],
    ['FOO=1 docker vol', ['volume']],
    ['ls | xargs -n 1 docker stop u', ['up']],
    ['if docker vol', ['volume']],
    ['x=$(docker ima', ['image', 'images']],
    ['cat Dock', ['Dockerfile']],
    ['cat a', ['a\\ file.txt']],
    ['cat "a', ['a\\ file.txt']],
    ['cat src/d', ['src/deep/']],
    ['cat ~/Dock', ['~/Dockerfile']],
    ['cd ', ['src/']],
    ['echo hi > Dock', ['Dockerfile']],
    ['echo $MIN', ['$MINE']],
    ['echo ${MIN', ['${MINE}']],
    ['unset MIN', ['MINE']],
    ['hostnam', ['hostname', 'hostnamectl']],
    ['unali', ['unalias']],
    ['hell', ['hello']],
    ['dk', ['dk']],
    ['docker ne▮tools', ['network']],
    ['nothing-like-this', []],
  ] as const)('[UI-4] %s', (line, words) => {
    expect(found(line)).toEqual(words)
  })

  test('[UI-4] each terminal’s own shell is asked', () => {
    expect(found('cat d', 2)).toEqual(['deep/'])
    expect([found('echo $OTHE'), found('echo $OTHE', 2)]).toEqual([[], ['$OTHER']])
  })

  test('[UI-4] the builtins are bash’s', () => {
    const real = spawnSync('bash', ['-c', 'compgen -b'], { encoding: 'utf8' }).stdout.trim().split('\n')
    expect([...builtins].sort()).toEqual(real.sort())
  })
})
