import { apk } from '../packages/apk'
import { apt, aptCache, aptGet } from '../packages/apt/apt'
import { dpkg } from '../packages/dpkg'
import { npm } from '../packages/npm/npm'
import { npx } from '../packages/npm/npx'
import { yarn } from '../packages/npm/yarn'
import { pip } from '../packages/pip'
import { dnf } from '../packages/rpm/dnf'
import { dnf5 } from '../packages/rpm/dnf5'
import { rpm } from '../packages/rpm/rpm'
import { yum } from '../packages/rpm/yum3'
import { group } from './group'

/** What installs packages. */
export const packages = group([apk, apt, aptCache, aptGet, dnf, dnf5, dpkg, npm, npx, pip, rpm, yarn, yum])
