import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { ashOnly, dashOnly, posixSnippets } from './posix-snippets'
import { ours, real } from './sandbox'

const present = (file: string) => spawnSync(file, ['true']).error === undefined

describe.skipIf(!present('dash'))('the same snippets in real dash and in ours', () => {
  for (const snippet of [...posixSnippets, ...dashOnly]) {
    it(`[BSH-70] ${JSON.stringify(snippet)}`, () =>
      expect(ours(['sh', '-c', snippet], '/usr/bin/sh')).toEqual(real('dash', ['-c', snippet], 'sh')))
  }
})

const busybox = process.env['BUSYBOX'] ?? 'busybox'
describe.skipIf(!present(busybox))('the same snippets in real BusyBox ash and in ours', () => {
  for (const snippet of [...posixSnippets, ...ashOnly]) {
    it(`[BSH-71] ${JSON.stringify(snippet)}`, () =>
      expect(ours(['sh', '-c', snippet], '/bin/busybox')).toEqual(real(busybox, ['-c', snippet], 'sh')))
  }
})
