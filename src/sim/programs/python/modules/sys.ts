import { dict } from '../value/items'
import { list, tuple } from '../value/thing'
import { stream } from './files'
import { functions, type Members } from './members'
import { pythonVersion } from './version'
import type { Machine } from '../machine/core'

/**
 * sys, __future__ and typing.
 *
 * @models docs.python.org/3/library/sys.html
 * @fidelity part: what scripts in tutorials use
 */

const versionNumbers = (m: Machine) => pythonVersion(m).split('.').map(BigInt)

export const sysModules: Readonly<Record<string, Members>> = {
  sys: {
    ...functions('sys', 'exit'),
    argv: (m) => list([...m.core.args]),
    path: (m) => list([m.core.file.replace(/\/?[^/]*$/, '')]),
    version: (m) => `${pythonVersion(m)} (main, Aug 14 2025, 20:13:20) [GCC 12.2.0]`,
    version_info: (m) => tuple([...versionNumbers(m), 'final', 0n]),
    platform: () => 'linux',
    executable: (m) => m.sys.exe,
    byteorder: () => 'little',
    maxsize: () => 9_223_372_036_854_775_807n,
    stdin: stream(0, '<stdin>'),
    stdout: stream(1, '<stdout>'),
    stderr: stream(2, '<stderr>'),
    modules: () => dict(),
  },
}
