import * as declare from './declare'
import * as directory from './directory'
import { echo } from './echo'
import type { Builtin } from './face'
import * as flow from './flow'
import * as names from './names'
import * as options from './options'
import { printf } from './printf'
import { mapfile, read } from './read'
import * as running from './running'
import * as small from './small'
import * as test from './test'
import { trap } from './trap'
import { ulimit } from './ulimit'
import * as jobs from './wait'

/** Every builtin by name. */
const plain: Readonly<Record<string, Builtin>> = {
  ':': small.yes,
  '.': running.source,
  '[': test.bracket,
  alias: names.alias,
  bg: jobs.bg,
  break: flow.breakLoop,
  cd: directory.cd,
  continue: flow.continueLoop,
  declare: declare.declare,
  dirs: directory.dirs,
  disown: jobs.disown,
  echo,
  eval: running.evaluate,
  exec: running.exec,
  exit: flow.exit,
  export: declare.exportNames,
  false: small.no,
  fg: jobs.fg,
  getopts: small.getopts,
  hash: names.hash,
  help: small.help,
  history: small.history,
  jobs: jobs.jobs,
  kill: jobs.kill,
  let: small.letSums,
  local: declare.local,
  logout: flow.exit,
  mapfile,
  popd: directory.popd,
  printf,
  pushd: directory.pushd,
  pwd: directory.pwd,
  read,
  readarray: mapfile,
  readonly: declare.readonlyNames,
  return: flow.returnFrom,
  set: options.set,
  shift: options.shift,
  shopt: options.shopt,
  source: running.source,
  test: test.test,
  times: small.times,
  trap,
  true: small.yes,
  typeset: declare.declare,
  ulimit,
  umask: small.umask,
  unalias: names.unalias,
  unset: declare.unset,
  wait: jobs.wait,
}

const notInSh = new Set([
  'declare',
  'typeset',
  'shopt',
  'pushd',
  'popd',
  'dirs',
  'mapfile',
  'readarray',
  'disown',
  'logout',
])
const notInDash = new Set(['let', 'history', 'help', 'source', ...notInSh])

export const isBuiltin: names.IsBuiltin = (m, name) =>
  Object.hasOwn(builtins, name) &&
  !(m.s.flavour === 'dash' ? notInDash : m.s.flavour === 'ash' ? notInSh : new Set<string>()).has(name)

export const builtins: Readonly<Record<string, Builtin>> = {
  ...plain,
  command: names.commandWith(isBuiltin, () => builtins),
  builtin: (m, args, node) => (args[0] === undefined ? 0 : (builtins[args[0]]?.(m, args.slice(1), node) ?? undefined)),
  type: names.typeWith(isBuiltin),
}
