import { nano, vi, vim } from '../editors/editor'
import { group } from './group'

/** What a file is edited with. */
export const editors = group([nano, vi, vim])
