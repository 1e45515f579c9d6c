import { apk } from '../packages/apk'
import { apt, aptGet, dpkg } from '../packages/apt'
import { npm, pip } from '../packages/npm'
import { group } from './group'

/** What installs packages. */
export const packages = group([apk, apt, aptGet, dpkg, npm, pip])
