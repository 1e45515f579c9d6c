import { describe, expect, test } from 'vitest'
import { faults, type Rules, type Schema } from './validate'

/** The validator itself: each kind of fault is seen, so that silence means something. */
const rules: Rules = { resolve: () => [{ type: 'string' }, ''], nullable: (type) => type === 'array' }
const schema: Schema = {
  type: 'object',
  required: ['Id'],
  properties: {
    Id: { $ref: '#/definitions/Id' },
    Count: { type: 'integer', minimum: 1 },
    State: { type: 'string', enum: ['created', 'running'] },
    Digest: { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' },
    Tags: { type: 'array', items: { type: 'string' } },
    Labels: { type: 'object', additionalProperties: { type: 'string' } },
  },
}

describe('[S-3] the validator', () => {
  test('takes what fits', () =>
    expect(
      faults({ Id: 'a', Count: 1, State: 'created', Tags: null, Labels: { a: 'b' }, other: 1 }, schema, rules),
    ).toEqual([]))
  test.each([
    [{}, '$.Id is missing'],
    [{ Id: 1 }, '$.Id: 1 is not of type string'],
    [{ Id: 'a', Count: 1.5 }, '$.Count: 1.5 is not of type integer'],
    [{ Id: 'a', Count: 0 }, '$.Count: 0 is less than 1'],
    [{ Id: 'a', State: 'dead' }, '$.State: "dead" is not one of ["created","running"]'],
    [{ Id: 'a', Digest: 'sha256:1' }, '$.Digest: "sha256:1" does not match ^sha256:[0-9a-f]{64}$'],
    [{ Id: 'a', Tags: ['x', 1] }, '$.Tags[1]: 1 is not of type string'],
    [{ Id: 'a', Labels: { a: 1 } }, '$.Labels.a: 1 is not of type string'],
    [{ Id: 'a', State: null }, '$.State: null is not of type string'],
  ])('sees the fault in %j', (value, fault) => expect(faults(value, schema, rules)).toEqual([fault]))
})
