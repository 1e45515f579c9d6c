import { emit } from '../../script/emit'
import { attemptStatements } from './attempts'
import { callExpressions } from './calls'
import { context, expr, statements, type Rules } from './context'
import { loopStatements } from './loops'
import { operatorExpressions } from './operators'
import { simpleStatements } from './simple'
import { valueExpressions } from './values'
import type { Stmt } from '../tree'
import type { Code } from './code'

const rules: Rules = {
  statements: { ...simpleStatements, ...loopStatements, ...attemptStatements },
  expressions: { ...valueExpressions, ...operatorExpressions, ...callExpressions },
}

/** Compiles a module behind the codes that there are; the last is the module's. At the prompt the last value is what it returns. */
export function compileScript(
  body: readonly Stmt[],
  file: string,
  before: readonly Code[],
  shows = false,
): readonly Code[] {
  const codes = [...before]
  const c = context({ rules, codes, file })
  const last = body.at(-1)
  if (shows && last?.kind === 'expr') {
    statements(c, body.slice(0, -1))
    expr(c, last.value)
    emit(c, 'return')
  } else statements(c, body)
  emit(c, 'undefined')
  emit(c, 'return')
  codes.push({ name: '<module>', file, ops: c.ops, arrow: false, deferred: false, params: 0 })
  return codes
}
