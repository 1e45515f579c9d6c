import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseDockerfile, type Node } from '../../../src/sim/builder/dockerfile/parse'
import { processWord, processWords } from '../../../src/sim/builder/dockerfile/words'

/** Where BuildKit's own parser tables are, for those who have them; the facts that matter most are retyped below. */
const data = process.env['DOCKERFILE_PARSER_DATA'] ?? 'nowhere'
const q = (s: string) => JSON.stringify(s).replaceAll('\\u00', '\\x')

function dump(n: Omit<Node, 'start' | 'end'>): string {
  const flags = n.flags.length > 0 ? ` [${n.flags.map(q).join(' ')}]` : ''
  const unknown = n.args.length === 0 && !n.child ? '' : ''
  const rest = n.child ? ` (${dump(n.child)})` : n.args.map((a) => ` ${q(a)}`).join('')
  return n.name.toLowerCase() + flags + unknown + rest
}

describe('Dockerfile text', () => {
  const folder = `${data}/testfiles`
  const cases = existsSync(folder) ? readdirSync(folder) : []
  it.each(cases)('[DF-1] %s is divided as BuildKit does', (name) => {
    const result = parseDockerfile(readFileSync(`${folder}/${name}/Dockerfile`, 'utf8'))
    const expected = readFileSync(`${folder}/${name}/result`, 'utf8').trim()
    expect(result.nodes.map((n) => `(${dump(n)})`).join('\n')).toBe(expected)
  })
  const bad = existsSync(`${data}/testfiles-negative`) ? readdirSync(`${data}/testfiles-negative`) : []
  it.each(bad)('[DF-2] %s is refused', (name) => {
    expect(() => parseDockerfile(readFileSync(`${data}/testfiles-negative/${name}/Dockerfile`, 'utf8'))).toThrow()
  })
  it.each([
    ['RUN  echo   a  b', 'run "echo   a  b"'],
    ['run ["echo", "a b"]', 'run "echo" "a b"'],
    ['RUN ["unterminated', 'run "[\\"unterminated"'],
    ["CMD ['single']", 'cmd "[\'single\']"'],
    ['COPY --from=a --chown=b x y /z/', 'copy ["--from=a" "--chown=b"] "x" "y" "/z/"'],
    ['COPY ["a b", "/c"]', 'copy "a b" "/c"'],
    ['ENV a=1 b="two words" c=x\\ y', 'env "a" "1" "=" "b" "\\"two words\\"" "=" "c" "x\\\\ y" "="'],
    ['ENV name old form value', 'env "name" "old form value" ""'],
    ['LABEL "a b"=c', 'label "\\"a b\\"" "c" "="'],
    ['ARG a b=c', 'arg "a" "b=c"'],
    ['EXPOSE 80 443/tcp', 'expose "80" "443/tcp"'],
    ['HEALTHCHECK --interval=5s CMD curl x', 'healthcheck ["--interval=5s"] "CMD" "curl x"'],
    ['ONBUILD RUN make', 'onbuild (run "make")'],
    ['VOLUME /a /b', 'volume "/a" "/b"'],
    ['RUN -- --not-a-flag', 'run "--not-a-flag"'],
    ['USER  me ', 'user "me"'],
  ])('[DF-1] %s', (line, expected) => expect(dump(parseDockerfile(`FROM a\n${line}\n`).nodes[1]!)).toBe(expected))
  it.each([
    ['ENV A', 'ENV must have two arguments'],
    ['ENV A=1 B', `Syntax error - can't find = in "B". Must be of the form: name=value`],
    ['CMD [1, 2]', 'when using JSON array syntax, arrays must be comprised of strings only'],
  ])('[DF-2] %s is refused', (line, message) => expect(() => parseDockerfile(`FROM a\n${line}\n`)).toThrow(message))
  it('[DF-3] continuation lines, comments between them, and the lines of an instruction', () => {
    const { nodes, warnings } = parseDockerfile('FROM a\n# c\nRUN x \\\n # skipped\n\n  y\nCMD z\n')
    expect(nodes.map((n) => [n.original, n.start, n.end])).toEqual([
      ['FROM a', 1, 1],
      ['RUN x   y', 3, 6],
      ['CMD z', 7, 7],
    ])
    expect(warnings).toHaveLength(1)
  })
  it('[DF-4] the escape directive', () => {
    expect(parseDockerfile('# escape=`\nFROM a\nRUN x `\ny\\\n').nodes[1]!.args).toEqual(['x y\\'])
    expect(() => parseDockerfile('# escape=x\nFROM a')).toThrow("invalid escape token 'x' does not match ` or \\")
    expect(() => parseDockerfile('# syntax=a\n# syntax=b\nFROM a')).toThrow(
      'only one syntax parser directive can be used',
    )
  })
  it('[DF-5] here-documents', () => {
    const { nodes } = parseDockerfile('FROM a\nRUN <<EOF cat\nx $y\nEOF\nCOPY <<-"A" <<B /d/\n\tone\n\tA\ntwo\nB\n')
    expect(nodes[1]!.heredocs).toEqual([{ name: 'EOF', expand: true, chomp: false, content: 'x $y\n' }])
    expect(nodes[2]!.heredocs.map((h) => [h.name, h.expand, h.chomp, h.content])).toEqual([
      ['A', false, true, '\tone\n'],
      ['B', true, false, 'two\n'],
    ])
    expect(() => parseDockerfile('FROM a\nRUN <<EOF\nx')).toThrow('unterminated heredoc')
  })
  it('[DF-6] nothing at all', () =>
    expect(() => parseDockerfile('# only a comment\n')).toThrow('file with no instructions'))
})

describe('words and variables', () => {
  const table = (name: string) =>
    existsSync(`${data}/${name}`)
      ? readFileSync(`${data}/${name}`, 'utf8')
          .split('\n')
          .filter((l) => l.trim() !== '' && !l.startsWith('#'))
      : []
  const env = { PWD: '/home', SHELL: 'bash', KOREAN: '한국어', NULL: '' }
  it.each(table('envVarTest').filter((l) => l[0] !== 'W'))('[DF-10] %s', (line) => {
    const [, source, wanted] = line.split('|').map((s) => s.trim())
    const word = line.split('|')[1]!.trim() === '' ? '' : source!
    if (wanted === 'error') expect(() => processWord(word, env)).toThrow()
    else expect(processWord(word, env)).toBe(wanted)
  })
  let envs: Record<string, string> = {}
  it.each(table('wordsTest').map((l) => l))('[DF-11] %s', (line) => {
    if (/^ENV\s/.test(line)) {
      const [, key, value] = /^ENV\s+([^=]+)=(.*)$/.exec(line)!
      envs = { ...envs, [key!]: value!.replace(/^"(.*)"$/, '$1') }
      return
    }
    const [source, raw] = [line.split('|')[0]!.trim(), line.split('|')[1]!.replace(/^ /, '')]
    const wanted = raw.trim() === 'error' ? 'ERROR' : raw
    if (wanted === 'ERROR') expect(() => processWords(source!, envs)).toThrow()
    else expect(processWords(source!, envs)).toEqual(wanted === '' ? [] : wanted!.split(','))
  })
  it.each([
    ["he'll'o", 'hello'],
    ['"abc\\tdef"', 'abc\\tdef'],
    ['abc\\tdef', 'abctdef'],
    ['hello\\', 'hello'],
    ['he$1x', 'hex'],
    ['he$.x', 'he$.x'],
    ['he\\${}', 'he${}'],
    ['he${XXX:-${PWD:-yyy}}xx', 'he/homexx'],
  ])('[DF-10] %s', (source, wanted) => expect(processWord(source, env)).toBe(wanted))
  it.each([
    ['hello there', ['hello', 'there']],
    ['"a b" c', ['a b', 'c']],
    ["x'y z'", ['xy z']],
    ['  ', []],
    ['$TWO', ['one', 'two']],
    ['"$TWO"', ['one two']],
  ])('[DF-11] %s', (source, wanted) => expect(processWords(source, { TWO: 'one two' })).toEqual(wanted))
  it.each([
    ['${x:-d}', 'd'],
    ['${PWD:+set}', 'set'],
    ['$$', ''],
    ["'$PWD'", '$PWD'],
    ['"$PWD"', '/home'],
    ['\\$PWD', '$PWD'],
    ['$PWDx', ''],
    ['${PWD#/}', 'home'],
    ['${PWD%e}', '/hom'],
    ['${PWD/o/0}', '/h0me'],
    ['${PWD//[a-z]/x}', '/home'],
  ])('[DF-12] %s', (source, wanted) => expect(processWord(source, env)).toBe(wanted))
  it.each([
    ['${x', 'failed to process "${x": unsupported modifier'],
    ['${}', 'bad substitution'],
    ['${x?}', 'x: is not allowed to be unset'],
    ['"x', 'looking for matching double-quote'],
    ['${x:=y}', 'unsupported modifier (:=) in substitution'],
  ])('[DF-13] %s is an error', (source, message) => expect(() => processWord(source, env)).toThrow(message))
})
