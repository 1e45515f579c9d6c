import { emit } from '../../script/emit'
import { expr, type Context } from './context'
import type { Arg, Expr, Place } from '../tree'

/** Calls. */

export function call(c: Context, e: Expr & { kind: 'call' }): void {
  expr(c, e.of)
  const plain = e.args.filter((arg) => arg.name === undefined && arg.star !== '**')
  const named = e.args.filter((arg) => arg.name !== undefined || arg.star === '**')
  if (e.args.some((arg) => arg.star !== undefined)) return gathered(c, plain, named, e.at)
  for (const arg of [...plain, ...named]) expr(c, arg.value)
  emit(c, 'call', { n: e.args.length, names: named.map((arg) => arg.name!) }, e.at)
}

/** With `*` or `**` among the arguments nobody knows how many there are before it runs. */
function gathered(c: Context, plain: readonly Arg[], named: readonly Arg[], at: Place): void {
  emit(c, 'list', 0)
  for (const arg of plain) {
    expr(c, arg.value)
    emit(c, arg.star ? 'extend' : 'append', null, at)
  }
  emit(c, 'dict')
  for (const arg of named) {
    if (arg.name !== undefined) emit(c, 'const', arg.name)
    expr(c, arg.value)
    emit(c, arg.star ? 'merge' : 'put', null, at)
  }
  emit(c, 'callex', null, at)
}
