import { fault } from './fault'
import { eat, eatOp, expectOp, list, peek, sees, string, take, wrong, type Reader } from './reading'
import { typeNamed, type SqlType } from './types'

/** A type as a column definition or a cast names it. */
export const startsType = (r: Reader): boolean => peek(r).kind === 'word' || peek(r).kind === 'quoted'

export function readType(r: Reader): SqlType {
  const token = take(r)
  if (token.kind !== 'word') throw wrong(r, token)
  const word = longName(r, token.text.toLowerCase())
  const name = typeNamed(r.dialect, word)
  if (name === undefined) {
    if (r.dialect === 'mysql') throw wrong(r, token)
    throw fault({ kind: 'noType', name: token.text, at: token.at })
  }
  const sized = readSize(r, name)
  const type = /^timestamp|^time /.test(name) ? zoned(r, sized) : sized
  if (eatOp(r, '[')) throw fault({ kind: 'unsupported', what: 'arrays' })
  return r.dialect === 'mysql' ? mysqlType(r, word, type) : type
}

function longName(r: Reader, word: string): string {
  if (word === 'double' && eat(r, 'precision')) return 'double precision'
  if (word === 'character' && eat(r, 'varying')) return 'character varying'
  if ((word === 'signed' || word === 'unsigned') && r.dialect === 'mysql') eat(r, 'integer')
  return word
}

function readSize(r: Reader, name: string): SqlType {
  if (!eatOp(r, '(')) return { name }
  if (name === 'enum' || name === 'set') {
    const values = list(r, string)
    expectOp(r, ')')
    return { name, values }
  }
  const sizes = list(r, (each) => {
    if (peek(each).kind !== 'number') throw wrong(each)
    return Number(take(each).text)
  })
  expectOp(r, ')')
  const [length, scale] = sizes
  return { name, ...(length !== undefined && { length }), ...(scale !== undefined && { scale }) }
}

function zoned(r: Reader, type: SqlType): SqlType {
  if (r.dialect === 'mysql') return type
  if (eat(r, 'with time zone')) return { ...type, name: type.name.replace('without', 'with') }
  eat(r, 'without time zone')
  return type
}

const sizes: Readonly<Record<string, SqlType>> = {
  decimal: { name: 'decimal', length: 10, scale: 0 },
  char: { name: 'char', length: 1 },
}

function mysqlType(r: Reader, word: string, from: SqlType): SqlType {
  let type = from
  if (word === 'bool' || word === 'boolean') type = { name: 'tinyint', length: 1 }
  else if (type.name.endsWith('int') && !(type.name === 'tinyint' && type.length === 1)) type = { name: type.name }
  else if (type.length === undefined) type = sizes[type.name] ?? type
  else if (type.name === 'decimal' && type.scale === undefined) type = { ...type, scale: 0 }
  for (;;) {
    if (eat(r, 'unsigned')) type = { ...type, unsigned: true }
    else if (eat(r, 'signed') || eat(r, 'zerofill')) continue
    else if (eat(r, 'character set') || (sees(r, 'charset') && take(r)) || eat(r, 'collate')) take(r)
    else return word === 'serial' ? { ...type, unsigned: true } : type
  }
}
