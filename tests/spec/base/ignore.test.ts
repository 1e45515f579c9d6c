import { describe, expect, it } from 'vitest'
import { ignoreMatcher, matchesPath, readIgnore } from '../../../src/base/ignore'

const ignored = (patterns: string[], path: string) => ignoreMatcher(patterns)(path)

describe('.dockerignore', () => {
  it('[B-40] is read line by line', () =>
    expect(readIgnore('\ufeff# comment\n\n /a/ \n! b/../c\n./d\n**/x\n')).toEqual(['a', '!c', 'd', '**/x']))
  it.each([
    [['*.log'], 'x.log', true],
    [['*.log'], 'd/x.log', false],
    [['**/*.log'], 'd/e/x.log', true],
    [['**/*.log'], 'x.log', true],
    [['d'], 'd/e/f', true],
    [['*', '!keep'], 'keep', false],
    [['*', '!keep'], 'other', true],
    [['d', '!d/keep'], 'd/keep', false],
    [['d/**'], 'd/x', true],
    [['a?c'], 'abc', true],
    [['[ab].txt'], 'b.txt', true],
    [['node_modules'], 'sub/node_modules', false],
    [['**/node_modules'], 'sub/node_modules/x', true],
    [['.git'], '.github', false],
    [['*.md', '!README*.md', 'README-secret.md'], 'README-secret.md', true],
  ] as const)('[B-40] %j and %s', (patterns, path, expected) => expect(ignored([...patterns], path)).toBe(expected))
  it("[B-40] COPY's patterns stay within a directory", () => {
    expect(matchesPath('src/*.txt', 'src/a.txt')).toBe(true)
    expect(matchesPath('*.txt', 'src/a.txt')).toBe(false)
  })
})
