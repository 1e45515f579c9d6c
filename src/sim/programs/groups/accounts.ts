import { addgroup, adduser, groupadd, removals, useradd, usermod } from '../accounts/changes'
import { usersProgram, who } from '../accounts/who'
import { group } from './group'

/** What keeps users and groups. */
export const accounts = group([addgroup, adduser, groupadd, useradd, usermod, ...removals, who, usersProgram])
