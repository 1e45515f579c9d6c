import { cat } from './coreutils/cat'
import { date } from './coreutils/date'
import { echo } from './coreutils/echo'
import { env, printenv } from './coreutils/env'
import { ls } from './coreutils/ls'
import { sleep } from './coreutils/sleep'
import { chgrp, clear, groupsProgram, hostname, id, mesg, nproc, pwd, reset, tty, whoami, yesNo } from './coreutils/small'
import { uname } from './coreutils/uname'
import { hello } from './hello'
import { curl } from './net/curl'
import { ps } from './procps/ps'
import { nginx } from './servers/nginx'
import { unsimulated } from './unsimulated'
import type { Program } from '../wire/sys'

/** A program whose state only it can read. */
type AnyProgram = Program<never>

/** Every program by the name that its stand-in in a file system carries; the shells and docker join them in host.ts. */
const all = [
  cat, chgrp, clear, curl, date, echo, env, groupsProgram, hello, hostname, id, ls, mesg, nginx, nproc, printenv, ps, pwd, reset, sleep, tty, uname, unsimulated, whoami, ...yesNo,
] as unknown as readonly AnyProgram[]

export const programs: Readonly<Record<string, Program>> = Object.fromEntries(all.map((program) => [program.name, program as unknown as Program]))
