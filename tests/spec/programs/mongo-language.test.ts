import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { piped } from '../../../src/sim/programs/mongo/aggregate'
import type { Doc, Value } from '../../../src/sim/programs/mongo/bson'
import { matches } from '../../../src/sim/programs/mongo/match'
import { updated } from '../../../src/sim/programs/mongo/update'

interface Recorded {
  readonly docs: readonly Doc[]
  readonly queries: readonly (readonly [query: Doc, ids: readonly number[]])[]
  readonly updates: readonly (readonly [id: number, update: Doc, made: Doc])[]
  readonly pipelines: readonly (readonly [pipeline: readonly Value[], made: readonly Doc[]])[]
}

const recorded = JSON.parse(readFileSync('tests/spec/programs/mongo-queries.json', 'utf8')) as Recorded
const { docs } = recorded

describe("MongoDB's language", () => {
  it.each(recorded.queries)('[DB-87] the documents that fit %j', (query, ids) => {
    expect(docs.filter((doc) => matches(doc, query)).map((doc) => doc['_id'])).toEqual(ids)
  })

  it.each(recorded.updates)('[DB-87] what becomes of document %i with %j', (id, update, made) => {
    const doc = docs.find((each) => each['_id'] === id)!
    expect(updated(doc, update, { query: { _id: id }, now: 0, inserting: false })).toEqual(made)
  })

  it.each(recorded.pipelines)('[DB-87] what comes out of %j', (pipeline, made) => {
    expect(piped(docs, pipeline, { from: () => [], random: () => 0 })).toEqual(made)
  })

  it('[DB-87] the order of members counts in a document, and what is missing is less than any number', () => {
    const one = { _id: 1, size: { h: 1, w: 2 } }
    expect([{ size: { h: 1, w: 2 } }, { size: { w: 2, h: 1 } }].map((query) => matches(one, query))).toEqual([
      true,
      false,
    ])
    expect(matches({ _id: 1, price: 40 }, { $expr: { $gt: ['$price', '$qty'] } })).toBe(true)
  })
})
