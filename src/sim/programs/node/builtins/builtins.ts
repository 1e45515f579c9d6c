import { bufferNatives } from './buffers'
import { arrayNatives } from './arrays'
import { collectionNatives } from './collections'
import { consoleNatives } from './console'
import { dateNatives } from './dates'
import { globalNatives } from './globals'
import { jsonNatives } from './json'
import { mathNatives, numberNatives } from './numbers'
import { errorNatives, functionNatives, objectNatives } from './objects'
import { promiseNatives } from './promises'
import { regexNatives } from './regex'
import { stringNatives } from './strings'
import { timerNatives } from './timers'
import type { NativeFn } from '../machine/core'

/** All that is built in. */

/** What every program of JavaScript has. */
export const builtins: Readonly<Record<string, NativeFn>> = {
  ...globalNatives,
  ...bufferNatives,
  ...consoleNatives,
  ...objectNatives,
  ...functionNatives,
  ...errorNatives,
  ...stringNatives,
  ...regexNatives,
  ...numberNatives,
  ...mathNatives,
  ...arrayNatives,
  ...collectionNatives,
  ...jsonNatives,
  ...dateNatives,
  ...promiseNatives,
  ...timerNatives,
}
