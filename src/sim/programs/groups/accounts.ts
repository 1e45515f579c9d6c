import { addgroup, adduser, groupadd, removals, useradd, usermod } from '../accounts/changes'
import { gosu } from '../accounts/gosu'
import { usersProgram, who } from '../accounts/who'
import { group } from './group'

/** What keeps users and groups. */
export const accounts = group([addgroup, adduser, groupadd, useradd, usermod, gosu, ...removals, who, usersProgram])
