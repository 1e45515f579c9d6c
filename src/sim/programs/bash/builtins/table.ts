import { refuse } from '../errors'
import * as declare from './declare'
import * as directory from './directory'
import { echo } from './echo'
import type { Builtin } from './face'
import * as flow from './flow'
import * as names from './names'
import * as options from './options'
import { printf } from './printf'
import { mapfile } from './mapfile'
import * as more from './more'
import { read } from './read'
import * as running from './running'
import * as small from './small'
import * as stack from './stack'
import * as test from './test'
import { trap } from './trap'
import { ulimit } from './ulimit'
import { umask } from './umask'
import * as jobs from './wait'

/** Every builtin by name. */
const plain: Readonly<Record<string, Builtin>> = {
  ':': small.yes,
  '.': running.source,
  '[': test.bracket,
  alias: names.alias,
  bg: jobs.bg,
  bind: more.bind,
  break: flow.breakLoop,
  caller: more.caller,
  cd: directory.cd,
  complete: more.complete,
  continue: flow.continueLoop,
  declare: declare.declare,
  dirs: stack.dirs,
  disown: jobs.disown,
  echo,
  eval: running.evaluate,
  exec: running.exec,
  exit: flow.exit,
  export: declare.exportNames,
  false: small.no,
  fc: more.fc,
  fg: jobs.fg,
  getopts: small.getopts,
  hash: names.hash,
  help: more.help,
  history: small.history,
  jobs: jobs.jobs,
  kill: jobs.kill,
  let: small.letSums,
  local: declare.local,
  logout: flow.logout,
  mapfile,
  popd: stack.popd,
  printf,
  pushd: stack.pushd,
  pwd: directory.pwd,
  read,
  readarray: mapfile,
  readonly: declare.readonlyNames,
  return: flow.returnFrom,
  set: options.set,
  shift: options.shift,
  shopt: options.shopt,
  source: running.source,
  suspend: more.suspend,
  test: test.test,
  times: small.times,
  trap,
  true: small.yes,
  typeset: declare.declare,
  ulimit,
  umask,
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
  'bind',
  'caller',
  'complete',
  'compgen',
  'enable',
  'builtin',
  'fc',
  'suspend',
])
const notInDash = new Set(['let', 'history', 'help', 'source', ...notInSh])

export const isBuiltin: names.IsBuiltin = (m, name) =>
  Object.hasOwn(builtins, name) &&
  !m.s.disabled.includes(name) &&
  !(m.s.flavour === 'dash' ? notInDash : m.s.flavour === 'ash' ? notInSh : new Set<string>()).has(name)

export const builtins: Readonly<Record<string, Builtin>> = {
  ...plain,
  command: names.commandWith(isBuiltin, () => builtins),
  builtin: (m, args, node) => {
    const [name, ...rest] = args[0] === '--' ? args.slice(1) : args
    if (name === undefined) return 0
    return Object.hasOwn(builtins, name)
      ? builtins[name]!(m, rest, node)
      : refuse(m, 'builtin', `${name}: not a shell builtin`)
  },
  enable: more.enableWith(
    (m, name) => isBuiltin(m, name),
    () => Object.keys(builtins),
  ),
  compgen: more.compgenWith(() => Object.keys(builtins)),
  type: names.typeWith(isBuiltin),
}
