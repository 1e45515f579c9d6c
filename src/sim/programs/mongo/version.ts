import { utf8 } from '../../../base/bytes'
import { sha256 } from '../../../base/digest'
import type { Sys } from '../../wire/sys'

/** An image says which version of the server it has; anywhere else it is the newest. */
export const versionOf = (sys: Sys): string => sys.env['MONGO_VERSION'] ?? '8.0.13'

export const majorOf = (version: string): string => version.split('.').slice(0, 2).join('.')

export const shellVersion = '2.5.6'

/** Forty digits that stand for the commit of a release. */
export const gitOf = (version: string): string => sha256(utf8(`mongodb ${version}`)).slice(0, 40)
