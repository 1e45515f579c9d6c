import { describe, expect, test } from 'vitest'
import { packTar } from '../../src/base/tar'
import { readInputs } from '../../src/node/inputs'
import { parseArgs, UsageError } from '../../src/node/args'
import { openDesk, load, type Desk } from '../../src/node/desk'
import type { HubState } from '../../src/sim/registry/hub'
import { at, daemonOf, deskWith, done } from '../desk'

/** Whatever is wrong with what is typed or given: a clear error, and Docker is as it was. */
const desk = deskWith({
  'empty/Dockerfile': '',
  'unknown/Dockerfile': 'FROM alpine\nRUM echo hi\n',
  'early/Dockerfile': 'RUN echo hi\n',
  'failing/Dockerfile': 'FROM alpine\nRUN exit 3\nRUN echo never\n',
  'missing/Dockerfile': 'FROM alpine\nCOPY nothing-like-it /\n',
  'flag/Dockerfile': 'FROM alpine\nCOPY --colour=blue a b\n',
  'nowhere/readme.txt': 'no Dockerfile here\n',
  'not-an-archive.tar': 'this is no archive\n'.repeat(100),
  'short.tar': 'x',
})
done(desk, 'docker pull -q alpine')
done(desk, 'docker create --name there alpine')

/** What a learner has made: images, names, containers, volumes, networks, and what lies at Docker Hub. */
function kept({ world }: Desk): unknown {
  const { images, references, containers, volumes, networks, layers } = daemonOf({ world } as Desk)
  const { repositories } = world.nodes['hub'] as HubState
  return structuredClone({
    images,
    references,
    containers,
    volumes,
    networks,
    layers,
    repositories: Object.keys(repositories).filter((name) => name !== 'library/alpine'),
  })
}

interface Case {
  readonly cmd: string
  readonly exit: number
  readonly says: string | RegExp
}

const cases: readonly Case[] = [
  { cmd: 'nosuchprogram', exit: 127, says: 'nosuchprogram: command not found' },
  { cmd: './nosuch', exit: 127, says: './nosuch: No such file or directory' },
  {
    cmd: 'docker frobnicate',
    exit: 1,
    says: "docker: unknown command: docker frobnicate\n\nRun 'docker --help' for more information",
  },
  { cmd: 'docker container frobnicate', exit: 1, says: /docker container/ },
  { cmd: 'docker run --colour blue alpine', exit: 125, says: 'unknown flag: --colour' },
  { cmd: 'docker ps -Z', exit: 125, says: "unknown shorthand flag: 'Z' in -Z" },
  { cmd: 'docker run', exit: 1, says: "'docker run' requires at least 1 argument" },
  { cmd: 'docker rmi', exit: 1, says: "'docker rmi' requires at least 1 argument" },
  { cmd: 'docker pull a b', exit: 1, says: "'docker pull' requires 1 argument" },
  {
    cmd: 'docker run --name there alpine',
    exit: 125,
    says: /Conflict\. The container name "\/there" is already in use by container/,
  },
  { cmd: 'docker run -p abc:80 alpine', exit: 125, says: 'invalid hostPort: abc' },
  {
    cmd: 'docker run -m 1x alpine',
    exit: 125,
    says: 'invalid argument "1x" for "-m, --memory" flag: invalid suffix: \'x\'',
  },
  { cmd: 'docker tag alpine UPPER', exit: 1, says: /repository name .*must be lowercase/ },
  { cmd: 'docker start nosuch', exit: 1, says: 'No such container: nosuch' },
  { cmd: 'docker inspect nosuch', exit: 1, says: 'Error: No such object: nosuch' },
  { cmd: "docker ps --format '{{.Nope'", exit: 1, says: 'unclosed action' },
  { cmd: 'docker build empty', exit: 1, says: 'the Dockerfile cannot be empty' },
  {
    cmd: 'docker build unknown',
    exit: 1,
    says: 'dockerfile parse error on line 2: unknown instruction: RUM (did you mean RUN?)',
  },
  { cmd: 'docker build early', exit: 1, says: 'no build stage in current context' },
  {
    cmd: 'docker build -t failing failing',
    exit: 1,
    says: 'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
  },
  { cmd: 'docker build missing', exit: 1, says: '"/nothing-like-it": not found' },
  { cmd: 'docker build flag', exit: 1, says: 'unknown flag: --colour' },
  {
    cmd: 'docker build nowhere',
    exit: 1,
    says: 'failed to read dockerfile: open Dockerfile: no such file or directory',
  },
  { cmd: 'docker build nosuchdirectory', exit: 1, says: 'path "nosuchdirectory" not found' },
  { cmd: 'docker load -i not-an-archive.tar', exit: 1, says: /archive\/tar|invalid|unexpected/ },
  { cmd: 'docker load -i short.tar', exit: 1, says: 'unexpected EOF' },
  { cmd: 'docker load -i nosuch.tar', exit: 1, says: 'open nosuch.tar: no such file or directory' },
  { cmd: 'docker push alpine', exit: 1, says: 'denied' },
  { cmd: 'docker login -u you -p wrong', exit: 1, says: 'incorrect username or password' },
  { cmd: 'docker swarm init', exit: 1, says: /glasswhale: .docker swarm.* is not simulated/ },
  { cmd: 'echo "unclosed', exit: 2, says: 'unexpected EOF while looking for matching' },
  { cmd: 'echo )', exit: 2, says: "syntax error near unexpected token `)'" },
]

describe('[E-1] a line that is wrong', () => {
  test.each(cases)('$cmd', ({ cmd, exit, says }) => {
    const before = kept(desk)
    const row = at(desk, cmd)
    const words = row.stdout + row.stderr
    if (typeof says === 'string') expect(words).toContain(says)
    else expect(words).toMatch(says)
    expect(row.exit).toBe(exit)
    expect(words).not.toMatch(/undefined|TypeError|\[object|NaN/)
    expect(kept(desk)).toEqual(before)
  })
})

describe('[E-2] an archive that is damaged', () => {
  const whole = packTar([
    {
      path: 'manifest.json',
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: 0,
      data: '[{"Config":"a.json","RepoTags":["a:1"],"Layers":["l.tar"]}]',
      size: 59,
    },
    {
      path: 'a.json',
      type: 'file',
      mode: 0o644,
      uid: 0,
      gid: 0,
      mtime: 0,
      data: '{"rootfs":{"type":"layers","diff_ids":["sha256:00"]}}',
      size: 53,
    },
    { path: 'l.tar', type: 'file', mode: 0o644, uid: 0, gid: 0, mtime: 0, data: 'x', size: 1 },
  ])
  const damaged: readonly (readonly [string, string])[] = [
    ['nothing', ''],
    ['cut off', whole.slice(0, 700)],
    ['a byte of a header changed', `${whole.slice(0, 5)}X${whole.slice(6)}`],
    ['a layer that is not what the configuration says', whole],
    ['half a gzip', '\x1f\x8b\x08\0\0\0\0\0'],
    ['noise', Array.from({ length: 4096 }, (_, i) => String.fromCharCode((i * 97 + 13) % 256)).join('')],
  ]
  test.each(damaged)('%s', (_name, archive) => {
    const fresh = openDesk({ seed: 1, files: [], trace: false })
    const before = kept(fresh)
    expect(load(fresh, archive)).toMatch(/\S/)
    expect(kept(fresh)).toEqual(before)
  })
})

describe('[E-3] the command line of glasswhale run', () => {
  const wrong: readonly (readonly [string, string])[] = [
    ['not json', 'input line 1 is not JSON'],
    ['{"cmd":"ls"}\n[1]', 'input line 2 is not a JSON object'],
    ['{"cmd":1}', 'input line 1 has no "cmd" text'],
    ['{"cmd":"ls","colour":1}', 'input line 1 has an unknown field "colour"'],
    ['{"cmd":"ls","keys":"q"}', 'input line 1 "keys" is not a list of texts'],
    ['{"cmd":"ls","stdin":1}', 'input line 1 "stdin" is not a text'],
  ]
  test.each(wrong)('%s', (text, message) => {
    expect(() => readInputs(text, 'jsonl')).toThrow(UsageError)
    expect(() => readInputs(text, 'jsonl')).toThrow(message)
  })
  test('an unknown option', () => expect(() => parseArgs(['--colour'], { flags: [], values: [] })).toThrow(UsageError))
  test('an option without its value', () =>
    expect(() => parseArgs(['--seed'], { flags: [], values: ['seed'] })).toThrow(UsageError))
})
