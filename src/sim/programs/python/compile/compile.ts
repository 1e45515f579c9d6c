import { emit } from '../../script/emit'
import { attemptStatements } from './attempts'
import { context, statements, type Rules } from './context'
import { functionExpressions, functionStatements } from './functions'
import { loopStatements } from './loops'
import { operatorExpressions } from './operators'
import { importStatements, simpleStatements } from './simple'
import { valueExpressions } from './values'
import type { Stmt } from '../tree'
import type { Code } from './code'

const rules: Rules = {
  statements: {
    ...simpleStatements,
    ...importStatements,
    ...loopStatements,
    ...attemptStatements,
    ...functionStatements,
  },
  expressions: { ...valueExpressions, ...operatorExpressions, ...functionExpressions },
}

/** Compiles a module behind the codes that there are already; the last of the answer is the module's. */
export function compilePython(
  body: readonly Stmt[],
  file: string,
  shows = false,
  before: readonly Code[] = [],
): readonly Code[] {
  const codes = [...before]
  const c = context({ rules, codes, file, inFunction: false, shows })
  statements(c, body)
  emit(c, 'const', null)
  emit(c, 'return')
  codes.push({ name: '<module>', file, ops: c.ops, locals: [] })
  return codes
}
