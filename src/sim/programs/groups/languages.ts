import { git } from '../git/git'
import { go } from '../go'
import { node } from '../node/node'
import { flask, gunicorn, python, python3 } from '../python/python'
import { group } from './group'

/** What programmers use: version control and languages. */
export const languages = group([flask, git, go, gunicorn, node, python, python3])
