import { describe, expect, test } from 'vitest'
import { at, deskWith, done } from '../../desk'

const dockerfile = 'FROM alpine\nENV A=1\nCOPY f /f\nRUN echo "$A" > /out\nCMD ["cat","/out"]\n'
const build = (rest: string): string => `DOCKER_BUILDKIT=0 docker build ${rest}`

describe('the classic builder', () => {
  test('[BC-1] an instruction, a container, a commit', () => {
    const desk = deskWith({ 'app/Dockerfile': dockerfile, 'app/f': 'x\n' })
    const said = done(desk, build('-t app app'))
    expect(said.match(/Running in/g)).toHaveLength(3)
    expect(said.match(/Removed intermediate container/g)).toHaveLength(3)
    expect(said).toContain('Successfully tagged app:latest')
    expect(done(desk, 'docker run --rm app')).toBe('1\n')
    expect(done(desk, 'docker ps -aq')).toBe('')
  })

  test('[BC-2] the cache holds until something changed', () => {
    const desk = deskWith({ 'app/Dockerfile': dockerfile, 'app/f': 'x\n' })
    done(desk, build('-t app app'))
    expect(done(desk, build('app')).match(/Using cache/g)).toHaveLength(4)
    done(desk, 'echo y > app/f')
    expect(done(desk, build('app')).match(/Using cache/g)).toHaveLength(1)
    expect(done(desk, build('--no-cache app'))).not.toContain('Using cache')
  })

  test('[BC-3] a RUN that fails ends the build with its status', () => {
    const desk = deskWith({ 'app/Dockerfile': 'FROM alpine\nRUN exit 7\n' })
    const row = at(desk, build('app'))
    expect([row.exit, row.stderr.split('\n').at(-2)]).toEqual([
      7,
      "The command '/bin/sh -c exit 7' returned a non-zero code: 7",
    ])
    expect(done(desk, 'docker ps -a --format "{{.Status}}"')).toContain('Exited (7)')
  })

  test('[BC-4] settings make no layer', () => {
    const desk = deskWith({ 'app/Dockerfile': 'FROM alpine\nENV A=1\nRUN true\nLABEL b=c\n' })
    done(desk, build('-t app app'))
    expect(done(desk, "docker image inspect -f '{{len .RootFS.Layers}}' app alpine")).toBe('1\n1\n')
  })
})
