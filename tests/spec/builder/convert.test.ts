import { describe, expect, it } from 'vitest'
import { imageConfigBytes } from '../../../src/sim/oci/config'
import { convert, type ConvertOptions } from '../../../src/sim/builder/dockerfile/convert'
import { planBuild } from '../../../src/sim/builder/dockerfile/stages'

const alpine = imageConfigBytes({
  architecture: 'amd64',
  os: 'linux',
  config: { Env: ['PATH=/bin'], Cmd: ['/bin/sh'] },
  history: [{ created: '2024-01-01T00:00:00Z', created_by: 'ADD' }],
  rootfs: { type: 'layers', diff_ids: [`sha256:${'a'.repeat(64)}`] },
})
const options: ConvertOptions = {
  buildArgs: {},
  labels: {},
  noCache: false,
  configs: {
    'docker.io/library/alpine:latest': alpine,
    'docker.io/library/alpine:3.19': alpine,
    'docker.io/library/busybox:latest': alpine,
  },
}
const build = (text: string, target = '', more: Partial<ConvertOptions> = {}) => {
  const o = { ...options, ...more }
  return convert(planBuild(text, { target, buildArgs: o.buildArgs }), o)
}
const names = (text: string) => build(text).vertexes.map((v) => v.name)

describe('from a Dockerfile to what has to be done', () => {
  it("[BD-1] step names, history and configuration are BuildKit's", () => {
    const { vertexes, stage } = build(
      'FROM alpine:3.19\nLABEL a=b\nENV X=1 Y="two words"\nARG Z=9\nWORKDIR /app\nCOPY index.html src ./\nRUN echo hello $X; echo err >&2; sleep 0.1\nEXPOSE 80 443/udp\nUSER nobody\nVOLUME /data\nENTRYPOINT ["sh"]\nCMD echo hi\nHEALTHCHECK --interval=5s CMD true\nSTOPSIGNAL SIGTERM\n',
    )
    expect(vertexes.map((v) => v.name)).toEqual([
      '[1/4] FROM docker.io/library/alpine:3.19',
      '[2/4] WORKDIR /app',
      '[3/4] COPY index.html src ./',
      '[4/4] RUN echo hello 1; echo err >&2; sleep 0.1',
    ])
    expect(stage.history.map((h) => h.created_by)).toEqual([
      'ADD',
      'LABEL a=b',
      'ENV X=1 Y=two words',
      'ARG Z=9',
      'WORKDIR /app',
      'COPY index.html src ./ # buildkit',
      'RUN |1 Z=9 /bin/sh -c echo hello $X; echo err >&2; sleep 0.1 # buildkit',
      'EXPOSE map[443/udp:{} 80/tcp:{}]',
      'USER nobody',
      'VOLUME [/data]',
      'ENTRYPOINT ["sh"]',
      'CMD ["/bin/sh" "-c" "echo hi"]',
      `HEALTHCHECK &{["CMD-SHELL" "true"] "5s" "0s" "0s" "0s" '\\x00'}`,
      'STOPSIGNAL SIGTERM',
    ])
    expect(stage.config).toMatchObject({
      User: 'nobody',
      ExposedPorts: { '443/udp': {}, '80/tcp': {} },
      Env: ['PATH=/bin', 'X=1', 'Y=two words'],
      Entrypoint: ['sh'],
      Cmd: ['/bin/sh', '-c', 'echo hi'],
      WorkingDir: '/app',
      Labels: { a: 'b' },
      Healthcheck: { Test: ['CMD-SHELL', 'true'], Interval: 5_000_000_000 },
      StopSignal: 'SIGTERM',
    })
  })
  it('[BD-2] only the stages that the target needs, each with its own numbers', () => {
    expect(
      names(
        'FROM alpine AS build\nRUN echo a > /out\nFROM alpine AS unused\nRUN x\nFROM scratch\nCOPY --from=build /out /\n',
      ),
    ).toEqual([
      '[build 1/2] FROM docker.io/library/alpine:latest',
      '[build 2/2] RUN echo a > /out',
      '[stage-2 1/1] COPY --from=build /out /',
    ])
    expect(names('FROM alpine\nCOPY --from=busybox /etc/group /g\n')).toEqual([
      'FROM docker.io/library/busybox:latest',
      '[stage-0 1/2] FROM docker.io/library/alpine:latest',
      '[stage-0 2/2] COPY --from=busybox /etc/group /g',
    ])
    expect(names('FROM alpine\nRUN <<EOF\necho a\necho b\nEOF\nCOPY <<X /x\nhi\nX\n')).toEqual([
      '[1/3] FROM docker.io/library/alpine:latest',
      '[2/3] RUN <<EOF (echo a...)',
      '[internal] preparing inline document',
      '[3/3] COPY <<X /x',
    ])
  })
  it('[BD-3] build arguments: command line, default, from before FROM', () => {
    const text = 'ARG V=3.19\nFROM alpine:$V\nARG V\nARG X=def\nRUN echo $V $X\n'
    expect(build(text).stage.history.at(-1)!.created_by).toBe('RUN |2 V=3.19 X=def /bin/sh -c echo $V $X # buildkit')
    expect(build(text, '', { buildArgs: { X: 'cli' } }).stage.history.at(-1)!.created_by).toContain('X=cli')
    expect(build(text, '', { buildArgs: { X: 'cli' } }).top).not.toBe(build(text).top)
  })
  it('[BD-4] a changed instruction changes its vertex and those after it, not those before', () => {
    const a = build('FROM alpine\nRUN one\nRUN two\n').vertexes.map((v) => v.digest)
    const b = build('FROM alpine\nRUN one\nRUN three\n').vertexes.map((v) => v.digest)
    expect([a[0] === b[0], a[1] === b[1], a[2] === b[2]]).toEqual([true, true, false])
  })
  it.each([
    ['FROM alpine\nFOO bar\n', 'dockerfile parse error on line 2: unknown instruction: FOO (did you mean FROM?)', 2],
    ['RUN x\n', 'no build stage in current context', 1],
    [
      'FROM BAD!ref\n',
      'failed to parse stage name "BAD!ref": invalid reference format: repository name (library/BAD!ref) must be lowercase',
      1,
    ],
    ['FROM alpine\nRUN --bad x\n', 'dockerfile parse error on line 2: unknown flag: --bad', 2],
    [
      'FROM alpine\nCOPY x\n',
      'dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined',
      2,
    ],
    ['FROM a b c d\n', 'dockerfile parse error on line 1: FROM requires either one or three arguments', 1],
    ['FROM alpine\nENV X\n', 'ENV must have two arguments', 2],
    ['FROM alpine\nEXPOSE abc\n', 'invalid containerPort: abc', 2],
    ['FROM alpine\nSTOPSIGNAL FOO\n', 'invalid signal: FOO', 2],
    ['FROM alpine\nCOPY --from=9 a b\n', 'invalid stage index 9', 2],
    ['FROM alpine\nRUN "x\nWORKDIR ${x\n', 'failed to process "${x": unsupported modifier', 3],
  ])("[BD-5] %j is refused in BuildKit's words", (text, message, line) => {
    let error: unknown
    try {
      build(text)
    } catch (e) {
      error = e
    }
    expect((error as Error).message).toContain(message)
    expect((error as { lines: { start: number } }).lines.start).toBe(line)
  })
  it('[BD-6] a target that is not there', () => {
    expect(() => build('FROM alpine AS a\n', 'nope')).toThrow('target stage "nope" could not be found')
  })
})
