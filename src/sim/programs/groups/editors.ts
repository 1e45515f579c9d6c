import { editorPrograms } from '../editors/editor'
import { group } from './group'

/** What a file is edited with. */
export const editors = group(editorPrograms)
