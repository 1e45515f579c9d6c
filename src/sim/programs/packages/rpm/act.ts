import { orUndefined } from '../../face'
import { keepMetadata } from './cache'
import { keepKey } from './keys'
import { offers, repositoriesOf } from './repositories'
import { installRpm, removeRpm } from './transaction'
import type { Sys } from '../../../wire/sys'

/** What a stage of yum's or dnf's plan does: keeps metadata below the program's cache, or a key, removes a package or installs one. */
export const acting =
  (root: string) =>
  (sys: Sys, act: string, on: string): void => {
    const repositories = repositoriesOf(sys, [{ enable: true, glob: '*' }])
    const found = repositories.find((each) => each.id === on)
    if (act === 'metadata') return found && keepMetadata(sys, root, found)
    if (act === 'key') return keepKey(sys, on)
    if (act === 'remove') return removeRpm(sys, on)
    const pack = offers(sys, repositories).find((each) => each.name === on)
    if (pack) orUndefined(() => installRpm(sys, pack, act === 'install'))
  }
