import { strerror, type Errno } from '../../wire/errno'
import type { SysReturn } from '../../wire/syscall'

/** runc's own words. @models runc libcontainer/standard_init_linux.go, utils/utils.go @fidelity part: the steps that fail here */
const go = (errno: Errno): string => strerror[errno].toLowerCase()

const unable = 'unable to start container process: '

/** `exec: "x": …` as Go's exec.LookPath has it. */
export function lookPathError(file: string, errno: Errno): string {
  if (errno === 'ENOENT' && !file.includes('/'))
    return `${unable}exec: ${quoted(file)}: executable file not found in $PATH`
  if (errno === 'ENOENT') return `${unable}exec: ${quoted(file)}: stat ${file}: no such file or directory`
  return `${unable}exec: ${quoted(file)}: ${go(errno)}`
}

export const cwdError = (cwd: string, errno: Errno): string =>
  `${unable}chdir to cwd (${quoted(cwd)}) set in config.json failed: ${go(errno)}`

export const mountError = (source: string, target: string, answer: SysReturn): string =>
  `${unable}error during container init: error mounting ${quoted(source)} to rootfs at ${quoted(target)}: ${answer.detail === undefined ? '' : `${answer.detail}: `}${go(answer.errno!)}`

export const cgroupWriteError = (path: string, data: string, errno: Errno): string =>
  `${unable}error during container init: error setting cgroup config for procHooks process: failed to write ${quoted(data)}: write ${path}: ${go(errno)}`

export const swapAloneError = `${unable}error during container init: error setting cgroup config for procHooks process: unable to set swap limit without memory limit`

export const addPidError = (path: string, pid: string, errno: Errno): string =>
  `${unable}error adding pid ${pid} to cgroups: failed to write ${pid}: openat2 ${path}: ${go(errno)}`

export const setnsError = `${unable}error executing setns process: exit status 1`

export const otherError = (what: string, answer: SysReturn): string =>
  `${unable}error during container init: ${what}: ${answer.detail === undefined ? '' : `${answer.detail}: `}${go(answer.errno!)}`

const quoted = (text: string): string => JSON.stringify(text)
