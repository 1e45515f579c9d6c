import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { ours, real } from './sandbox'
import { snippets } from './snippets'

/** Each snippet runs in the real bash of this machine and in ours: standard output, standard error and status must be equal. */
const hasBash = spawnSync('/bin/bash', ['-c', 'exit 0']).status === 0

describe.skipIf(!hasBash)('the same snippets in real bash and in ours', () => {
  for (const [group, list] of Object.entries(snippets)) {
    const rule = group.split(' ')[0]!
    for (const snippet of list) {
      it(`[${rule}] ${JSON.stringify(snippet)}`, () =>
        expect(ours(['bash', '-c', snippet])).toEqual(real('/bin/bash', ['-c', snippet], 'bash')))
    }
  }
})
