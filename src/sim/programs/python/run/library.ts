import { threadModules, threadNatives } from '../modules/threads'
import { urllibModules, urllibNatives } from '../modules/urllib'
import { dataclassModules, dataclassNatives } from '../modules/dataclasses'
import { collectionBuiltins } from '../builtins/collections'
import { lists } from '../builtins/lists'
import { dicts, sets } from '../builtins/mappings'
import { numberBuiltins } from '../builtins/numbers'
import { objectBuiltins } from '../builtins/objects'
import { outputBuiltins } from '../builtins/output'
import { strings } from '../builtins/strings'
import { textBuiltins } from '../builtins/texts'
import { clockModules, clockNatives } from '../modules/clock'
import { collectionModules, collectionNatives } from '../modules/collections'
import { dateModules, dateNatives } from '../modules/dates'
import { environNatives } from '../modules/environ'
import { fileNatives } from '../modules/files'
import { hostModules, hostNatives } from '../modules/host'
import { jsonModules, jsonNatives } from '../modules/json'
import { logModules, logNatives } from '../modules/logging'
import { mathModules, mathNatives } from '../modules/math'
import { osModules, osNatives } from '../modules/os'
import { pathModules, pathNatives } from '../modules/paths'
import { randomModules, randomNatives } from '../modules/random'
import { redisModules, redisNatives } from '../modules/redis'
import { sysModules } from '../modules/sys'
import { answerNatives } from '../web/answer'
import { flaskModules, flaskNatives } from '../web/flask'
import { handlerModules, handlerNatives } from '../web/handler'
import { load } from './load'
import type { Library } from '../machine/core'

/** All that is built in. */

const modules: Library['modules'] = {
  ...pathModules,
  ...osModules,
  ...sysModules,
  ...clockModules,
  ...hostModules,
  ...jsonModules,
  ...randomModules,
  ...mathModules,
  ...dateModules,
  ...collectionModules,
  ...logModules,
  ...dataclassModules,
  ...redisModules,
  ...threadModules,
  ...urllibModules,
  ...flaskModules,
  ...handlerModules,
}

export const library: Library = {
  natives: {
    ...outputBuiltins,
    ...numberBuiltins,
    ...collectionBuiltins,
    ...textBuiltins,
    ...objectBuiltins,
    ...strings,
    ...lists,
    ...dicts,
    ...sets,
    ...fileNatives,
    ...pathNatives,
    ...environNatives,
    ...osNatives,
    ...clockNatives,
    ...hostNatives,
    ...jsonNatives,
    ...randomNatives,
    ...mathNatives,
    ...dateNatives,
    ...collectionNatives,
    ...logNatives,
    ...dataclassNatives,
    ...redisNatives,
    ...threadNatives,
    ...urllibNatives,
    ...flaskNatives,
    ...handlerNatives,
    ...answerNatives,
  },
  modules,
  load,
}
