import { utf8 } from '../../../base/bytes'
import { exit, put, quietly } from '../face'
import { strftime } from '../clock'
import { versionWords } from './answers'
import { clientOptions, type ClientOptions } from './client-options'
import { dial, dialled, type Dial, type Dialled } from './dial'
import { hear, parsed, say, type Problem, type Reply } from './protocol'
import { isNumeric } from '../sql/types'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * mysqldump: a database as the statements that would make it again.
 *
 * @models mysqldump 9.4, mariadb-dump 12.0
 * @fidelity part: tables with their rows; no triggers, routines, GTIDs; options --databases, --all-databases, --no-data, --no-create-info
 */
interface Dumping {
  readonly options: ClientOptions
  readonly dial: Dial
  readonly phase: 'dialling' | 'asking'
  /** What is still to be asked; what an answer means follows from the question. */
  readonly questions: readonly Question[]
}

type Question =
  | { readonly kind: 'databases' }
  | { readonly kind: 'begin'; readonly database: string; readonly header: boolean; readonly tables: readonly string[] }
  | { readonly kind: 'create' | 'rows'; readonly table: string }
  | { readonly kind: 'tables'; readonly only: readonly string[] }

export const dumpNamed = (name: string): Program<Dumping> => ({
  name,
  start: (sys) =>
    quietly(() => {
      const options = clientOptions(sys)
      if ('version' in options.flags) {
        put(sys, versionWords(options))
        return exit(0)
      }
      const questions = questionsOf(options)
      if (!questions) {
        sys.write(
          2,
          utf8(
            `Usage: ${options.name} [OPTIONS] database [tables]\nOR     ${options.name} [OPTIONS] --databases [OPTIONS] DB1 [DB2 DB3...]\nOR     ${options.name} [OPTIONS] --all-databases [OPTIONS]\nFor more options, use ${options.name} --help\n`,
          ),
        )
        return exit(1)
      }
      return reached(sys, { options, phase: 'dialling', questions }, dial(sys, options.way))
    }),
  resume: (sys, state) =>
    quietly(() => (state.phase === 'dialling' ? reached(sys, state, dialled(sys, state.dial)) : answered(sys, state))),
})

function questionsOf({ flags, rest }: ClientOptions): readonly Question[] | undefined {
  if ('all_databases' in flags || 'A' in flags || 'no_auto_rehash' in flags) return [{ kind: 'databases' }]
  const [database, ...tables] = rest
  if (database === undefined) return undefined
  return 'databases' in flags || 'batch' in flags
    ? rest.map((each) => ({ kind: 'begin', database: each, header: true, tables: [] }))
    : [{ kind: 'begin', database, header: false, tables }]
}

function reached(sys: Sys, state: Omit<Dumping, 'dial'>, way: Dialled): Turn<Dumping> {
  if (way.is === 'waiting') return { turn: 'wait', state: { ...state, dial: way.dial }, on: [way.on] }
  if (way.is === 'failed') return failed(sys, state.options, way.problem, 'when trying to connect')
  const { host } = state.options.way
  const brand = way.dial.version.includes('MariaDB') ? 'MariaDB' : 'MySQL'
  put(
    sys,
    `-- ${brand} dump ${state.options.version}\n--\n-- Host: ${host}    Database: ${state.options.rest[0] ?? ''}\n-- ------------------------------------------------------\n-- Server version\t${way.dial.version}\n\n`,
  )
  return next(sys, { ...state, dial: way.dial, phase: 'asking' })
}

function failed(sys: Sys, { name }: ClientOptions, { error, message }: Problem, when: string): Turn<never> {
  sys.write(2, utf8(`${name}: Got error: ${error}: ${message} ${when}\n`))
  return exit(2)
}

const queryFor = (question: Question): string => {
  switch (question.kind) {
    case 'databases':
      return 'SHOW DATABASES'
    case 'begin':
      return `USE \`${question.database}\``
    case 'tables':
      return 'SHOW TABLES'
    case 'create':
      return `SHOW CREATE TABLE \`${question.table}\``
    case 'rows':
      return `SELECT * FROM \`${question.table}\``
  }
}

function next(sys: Sys, state: Dumping): Turn<Dumping> {
  const [question] = state.questions
  if (!question) {
    put(sys, `-- Dump completed on ${strftime('%Y-%m-%d %H:%M:%S', sys.now() / 1e6)}\n`)
    return exit(0)
  }
  say(sys, state.dial.fd, { query: queryFor(question) })
  return { turn: 'wait', state, on: [{ on: 'readable', fd: state.dial.fd }] }
}

function answered(sys: Sys, state: Dumping): Turn<Dumping> {
  const { lines, rest, closed } = hear(sys, state.dial.fd, state.dial.input)
  const kept: Dumping = { ...state, dial: { ...state.dial, input: rest } }
  if (lines[0] === undefined)
    return closed ? exit(3) : { turn: 'wait', state: kept, on: [{ on: 'readable', fd: state.dial.fd }] }
  const [question, ...others] = state.questions
  const reply = parsed(lines[0]) as Reply
  if ('error' in reply) return failed(sys, state.options, reply, 'when selecting the database')
  return next(sys, { ...kept, questions: [...meant(sys, question!, reply, state.options), ...others] })
}

type Answer = Exclude<Reply, Problem>

/** Writes what an answer gives, and says what is to be asked because of it. */
function meant(sys: Sys, question: Question, reply: Answer, { flags }: ClientOptions): readonly Question[] {
  const rows = 'rows' in reply ? reply.rows : []
  const names = rows.map(([name]) => name ?? '')
  switch (question.kind) {
    case 'databases':
      return names
        .filter((name) => !/^(information_schema|performance_schema|sys|mysql)$/.test(name))
        .map((database) => ({ kind: 'begin', database, header: true, tables: [] }))
    case 'begin':
      if (question.header)
        put(
          sys,
          `--\n-- Current Database: \`${question.database}\`\n--\n\nCREATE DATABASE /*!32312 IF NOT EXISTS*/ \`${question.database}\`;\n\nUSE \`${question.database}\`;\n\n`,
        )
      return [{ kind: 'tables', only: question.tables }]
    case 'tables':
      return names
        .filter((name) => question.only.length === 0 || question.only.includes(name))
        .flatMap((table) => [
          ...('no_create_info' in flags ? [] : [{ kind: 'create', table } as const]),
          ...('no_data' in flags ? [] : [{ kind: 'rows', table } as const]),
        ])
    case 'create':
      put(
        sys,
        `--\n-- Table structure for table \`${question.table}\`\n--\n\nDROP TABLE IF EXISTS \`${question.table}\`;\n${rows[0]?.[1] ?? ''};\n\n`,
      )
      return []
    case 'rows':
      if ('columns' in reply) put(sys, inserts(question.table, reply))
      return []
  }
}

function inserts(table: string, { columns, rows }: Extract<Reply, { rows: unknown }>): string {
  const value = (text: string | null, i: number) =>
    text === null
      ? 'NULL'
      : isNumeric(columns[i]!.type)
        ? text
        : `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`
  const values = rows.map((row) => `(${row.map(value).join(',')})`).join(',')
  const statement = rows.length === 0 ? '' : `INSERT INTO \`${table}\` VALUES ${values};\n`
  return `--\n-- Dumping data for table \`${table}\`\n--\n\nLOCK TABLES \`${table}\` WRITE;\n${statement}UNLOCK TABLES;\n\n`
}
