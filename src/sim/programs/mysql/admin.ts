import { utf8 } from '../../../base/bytes'
import { exit, put, quietly } from '../face'
import { clientOptions, type ClientOptions } from './client-options'
import { dial, dialled, type Dial, type Dialled } from './dial'
import { hear, parsed, say, type Reply, type Request } from './protocol'
import { versionWords } from './answers'
import type { Program, Sys, Turn } from '../../wire/sys'

/**
 * mysqladmin: asks a server whether it is there, how it is, to stop.
 *
 * @models mysqladmin 9.4, mariadb-admin 12.0
 * @fidelity part: ping status version shutdown create drop
 */
interface Admin {
  readonly options: ClientOptions
  readonly dial: Dial
  readonly orders: readonly string[]
  readonly phase: 'dialling' | 'waiting' | 'ending'
}

export const adminNamed = (name: string): Program<Admin> => ({
  name,
  start: (sys) =>
    quietly(() => {
      const options = clientOptions(sys)
      if ('version' in options.flags && options.rest.length === 0) {
        put(sys, versionWords(options))
        return exit(0)
      }
      if (options.rest.length === 0) {
        put(sys, `${versionWords(options)}Usage: ${options.name} [OPTIONS] command command....\n`)
        return exit(1)
      }
      return reached(sys, { options, orders: options.rest, phase: 'dialling' }, dial(sys, options.way))
    }),
  resume: (sys, state) =>
    quietly(() => (state.phase === 'dialling' ? reached(sys, state, dialled(sys, state.dial)) : answered(sys, state))),
})

function reached(sys: Sys, state: Omit<Admin, 'dial'>, way: Dialled): Turn<Admin> {
  if (way.is === 'waiting') return { turn: 'wait', state: { ...state, dial: way.dial }, on: [way.on] }
  if (way.is === 'open') return next(sys, { ...state, dial: way.dial })
  const { error, message } = way.problem
  // A server that refuses is alive.
  if (state.orders[0] === 'ping' && error === 1045) {
    put(sys, 'mysqld is alive\n')
    sys.write(
      2,
      utf8(`${state.options.name}: connect to server at '${state.options.way.host}' failed\nerror: '${message}'\n`),
    )
    return exit(0)
  }
  const check =
    error === 2002
      ? `Check that mysqld is running and that the socket: '${state.options.way.socket}' exists!\n`
      : error === 2003 || error === 2005
        ? `Check that mysqld is running on ${state.options.way.host} and that the port is ${state.options.way.port}.\nYou can check this by doing 'telnet ${state.options.way.host} ${state.options.way.port}'\n`
        : ''
  sys.write(
    2,
    utf8(
      `${state.options.name}: connect to server at '${state.options.way.host}' failed\nerror: '${message}'\n${check}`,
    ),
  )
  return exit(1)
}

function requestFor([order = '', name = '']: readonly string[]): Request | undefined {
  switch (order) {
    case 'ping':
      return { ping: true }
    case 'status':
    case 'version':
      return { statistics: true }
    case 'shutdown':
      return { shutdown: true }
    case 'create':
      return { query: `CREATE DATABASE \`${name}\`` }
    case 'drop':
      return { query: `DROP DATABASE \`${name}\`` }
    default:
      return undefined
  }
}

function next(sys: Sys, state: Admin): Turn<Admin> {
  if (state.orders.length === 0) return exit(0)
  const request = requestFor(state.orders)
  if (!request) {
    sys.write(2, utf8(`${state.options.name}: Unknown command: '${state.orders[0]}'\n`))
    return exit(1)
  }
  say(sys, state.dial.fd, request)
  return { turn: 'wait', state: { ...state, phase: 'waiting' }, on: [{ on: 'readable', fd: state.dial.fd }] }
}

function answered(sys: Sys, state: Admin): Turn<Admin> {
  const { lines, rest, closed } = hear(sys, state.dial.fd, state.dial.input)
  const kept: Admin = { ...state, dial: { ...state.dial, input: rest } }
  if (lines[0] === undefined)
    return closed
      ? exit(state.phase === 'ending' ? 0 : 1)
      : { turn: 'wait', state: kept, on: [{ on: 'readable', fd: kept.dial.fd }] }
  const reply = parsed(lines[0]) as Reply
  const [order = ''] = state.orders
  if ('error' in reply) {
    sys.write(2, utf8(`${state.options.name}: ${order.toUpperCase()} failed; error: '${reply.message}'\n`))
    return exit(1)
  }
  if (order === 'ping') put(sys, 'mysqld is alive\n')
  if ('statistics' in reply) put(sys, `${reply.statistics}\n`)
  if (order === 'drop') put(sys, `Database "${state.orders[1]}" dropped\n`)
  if (order === 'shutdown')
    return { turn: 'wait', state: { ...kept, phase: 'ending' }, on: [{ on: 'readable', fd: kept.dial.fd }] }
  const orders = state.orders.slice(order === 'create' || order === 'drop' ? 2 : 1)
  return next(sys, { ...kept, orders })
}
