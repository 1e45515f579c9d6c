import { typeText } from '../sql/types'
import type { Fault } from '../sql/fault'
import type { Complaint } from './wire'

/**
 * What is wrong with a statement, in PostgreSQL's words.
 *
 * @models postgres src/backend: its ereport texts
 */
const said = (code: string, message: string, more: Partial<Complaint> = {}): Complaint => ({
  severity: 'ERROR',
  code,
  message,
  ...more,
})

const shownRow = (row: readonly (string | null)[]) =>
  `Failing row contains (${row.map((v) => v ?? 'null').join(', ')}).`
const at = (offset: number) => ({ position: offset + 1 })
const castHint = 'You might need to add explicit type casts.'

export function complaint(fault: Fault, source: string): Complaint {
  switch (fault.kind) {
    case 'syntax': {
      const near = source.slice(fault.at, fault.end)
      if (fault.at === 0 && /^(with|explain|copy|do|declare|listen|prepare|table|values)$/i.test(near))
        return said('0A000', `glasswhale: ${near.toUpperCase()} is not simulated`)
      return near === ''
        ? said('42601', 'syntax error at end of input', at(fault.at))
        : said('42601', `syntax error at or near "${near}"`, at(fault.at))
    }
    case 'unterminated': {
      const what =
        fault.quote === '"'
          ? 'quoted identifier'
          : fault.quote.startsWith('$')
            ? 'dollar-quoted string'
            : 'quoted string'
      return said('42601', `unterminated ${what} at or near "${source.slice(fault.at)}"`, at(fault.at))
    }
    case 'unsupported':
      return said('0A000', `glasswhale: ${fault.what} is not simulated`)
    case 'noDatabase':
      return said('3D000', `database "${fault.name}" does not exist`)
    case 'databaseExists':
      return said('42P04', `database "${fault.name}" already exists`)
    case 'noneSelected':
      return said('3D000', 'no database selected')
    case 'noTable':
      return fault.dropping
        ? said('42P01', `table "${fault.name}" does not exist`)
        : said('42P01', `relation "${fault.name}" does not exist`, at(fault.at))
    case 'tableExists':
      return said('42P07', `relation "${fault.name}" already exists`)
    case 'noColumn':
      return noColumn(fault)
    case 'columnExists':
      return fault.table === ''
        ? said('42701', `column "${fault.name}" specified more than once`)
        : said('42701', `column "${fault.name}" of relation "${fault.table}" already exists`)
    case 'ambiguous':
      return said('42702', `column reference "${fault.name}" is ambiguous`, at(fault.at))
    case 'noFrom':
      return said('42P01', `missing FROM-clause entry for table "${fault.name}"`, at(fault.at))
    case 'notUnique':
      return said('42712', `table name "${fault.name}" specified more than once`)
    case 'duplicate':
      return said('23505', `duplicate key value violates unique constraint "${fault.constraint}"`, {
        detail: `Key (${fault.columns.join(', ')})=(${fault.values.join(', ')}) already exists.`,
      })
    case 'nullValue':
      return said(
        '23502',
        `null value in column "${fault.column}" of relation "${fault.table}" violates not-null constraint`,
        { detail: shownRow(fault.row) },
      )
    case 'noDefault':
      return said('23502', `null value in column "${fault.column}" violates not-null constraint`)
    default:
      return ofValues(fault, source)
  }
}

function noColumn(fault: Extract<Fault, { kind: 'noColumn' }>): Complaint {
  if (fault.table === undefined) return said('42703', `column ${quotedName(fault.name)} does not exist`, at(fault.at))
  const [, relation] = /^relation (.*)$/.exec(fault.table) ?? []
  return said(
    '42703',
    `column "${fault.name}" of relation "${relation ?? fault.table}" does not exist`,
    fault.at > 0 ? at(fault.at) : {},
  )
}

const quotedName = (name: string) => (name.includes('.') ? name : `"${name}"`)

function ofValues(fault: Fault, source: string): Complaint {
  switch (fault.kind) {
    case 'tooLong':
      return said('22001', `value too long for type ${fault.type}`)
    case 'badValue':
      return /^(date|timestamp|time)/.test(fault.type) && /^\d{4}-\d+-\d+/.test(fault.value)
        ? said('22008', `date/time field value out of range: "${fault.value}"`, at(fault.at))
        : said('22P02', `invalid input syntax for type ${shortType(fault.type)}: "${fault.value}"`, at(fault.at))
    case 'outOfRange':
      return said('22003', `${fault.type} out of range`)
    case 'valueCount':
      return said(
        '42601',
        fault.more
          ? 'INSERT has more expressions than target columns'
          : 'INSERT has more target columns than expressions',
        at(fault.at),
      )
    case 'check':
      return said('23514', `new row for relation "${fault.table}" violates check constraint "${fault.constraint}"`, {
        detail: shownRow(fault.row),
      })
    case 'noParent':
      return said(
        '23503',
        `insert or update on table "${fault.table}" violates foreign key constraint "${fault.constraint}"`,
        { detail: `Key (${fault.column})=(${fault.value}) is not present in table "${fault.parent}".` },
      )
    case 'hasChildren':
      return said(
        '23503',
        `update or delete on table "${fault.parent}" violates foreign key constraint "${fault.constraint}" on table "${fault.table}"`,
        { detail: `Key (${fault.parentColumn})=(${fault.value}) is still referenced from table "${fault.table}".` },
      )
    case 'dependent':
      return fault.truncating
        ? said('0A000', 'cannot truncate a table referenced in a foreign key constraint', {
            detail: `Table "${fault.child}" references "${fault.table}".`,
            hint: `Truncate table "${fault.child}" at the same time, or use TRUNCATE ... CASCADE.`,
          })
        : said('2BP01', `cannot drop table ${fault.table} because other objects depend on it`, {
            detail: `constraint ${fault.constraint} on table ${fault.child} depends on table ${fault.table}`,
            hint: 'Use DROP ... CASCADE to drop the dependent objects too.',
          })
    case 'division':
      return said('22012', 'division by zero')
    default:
      return ofMeaning(fault, source)
  }
}

const shortType = (name: string) => typeText({ name }, 'postgres').replace(/ without time zone$/, '')

function ofMeaning(fault: Fault, source: string): Complaint {
  switch (fault.kind) {
    case 'noFunction':
      return said('42883', `function ${fault.name}(${fault.types.join(', ')}) does not exist`, {
        ...at(fault.at),
        hint: `No function matches the given name and argument types. ${castHint}`,
      })
    case 'noOperator':
      return said('42883', `operator does not exist: ${fault.left} ${fault.op} ${fault.right}`, {
        ...at(fault.at),
        hint: `No operator matches the given name and argument types. ${castHint}`,
      })
    case 'noType':
      return said('42704', `type "${fault.name}" does not exist`, at(fault.at))
    case 'notGrouped':
      return said(
        '42803',
        `column "${fault.table}.${fault.column}" must appear in the GROUP BY clause or be used in an aggregate function`,
        at(fault.at),
      )
    case 'grouping':
      return said('42803', 'aggregate functions are not allowed in WHERE', at(fault.at))
    case 'notBoolean':
      return said('42804', `argument of ${fault.clause} must be type boolean, not type ${fault.type}`, at(fault.at))
    case 'severalRows':
      return said('21000', 'more than one row returned by a subquery used as an expression')
    case 'severalPrimary':
      return said('42P16', `multiple primary keys for table "${fault.table}" are not allowed`)
    case 'userExists':
      return said('42710', `role "${fault.name}" already exists`)
    case 'noUser':
      return said('42704', `role "${fault.name}" does not exist`)
    case 'denied':
      return said('42501', `permission denied for table ${fault.table}`)
    case 'inUse':
      return said('55006', 'cannot drop the currently open database')
    case 'inTransaction':
      return said('25001', `${fault.what} cannot run inside a transaction block`)
    case 'aborted':
      return said('25P02', 'current transaction is aborted, commands ignored until end of transaction block')
    case 'unknownVariable':
      return said('42704', `unrecognized configuration parameter "${fault.name}"`)
    case 'tooMuch':
      return said('53200', 'glasswhale: that many rows are more than the simulated server can hold')
    default:
      return said('XX000', `glasswhale: ${fault.kind} in "${source.slice(0, 40)}"`)
  }
}
