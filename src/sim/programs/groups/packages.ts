import { apk } from '../packages/apk'
import { apt, aptCache, aptGet } from '../packages/apt'
import { dpkg } from '../packages/dpkg'
import { npm, npx, yarn } from '../packages/npm'
import { pip } from '../packages/pip'
import { dnf } from '../packages/rpm/dnf'
import { group } from './group'

/** What installs packages. */
export const packages = group([apk, apt, aptCache, aptGet, dnf, dpkg, npm, npx, pip, yarn])
