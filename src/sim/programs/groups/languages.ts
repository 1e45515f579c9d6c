import { git } from '../git/git'
import { group } from './group'

/** What programmers use: version control and languages. */
export const languages = group([git])
