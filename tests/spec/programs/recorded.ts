import { readFileSync } from 'node:fs'
import { utf8 } from '../../../src/base/bytes'

/** A program, and what the real interpreter made of it. */
interface Case {
  readonly source: string
  readonly stdout: string
  readonly stderr: string
  readonly status: number
}

/** The recorded cases of a language, and their programs as files of the simulated host. */
export function recorded(file: string, pathOf: (i: number) => string) {
  const { cases } = JSON.parse(readFileSync(`tests/spec/programs/${file}`, 'utf8')) as { cases: readonly Case[] }
  const files = cases.map(({ source }, i) => {
    const data = utf8(source)
    return { type: 'file' as const, path: pathOf(i), mode: 0o644, uid: 0, gid: 0, mtime: 1, data, size: data.length }
  })
  return { cases, files }
}
