import type { Bytes } from '../../../base/bytes'
import { SysError } from '../../wire/errno'
import type { Pid } from '../../wire/sys'
import { refreshNet } from '../netview'
import { sysctl } from '../net/net'
import { setHostname } from '../namespaces'
import { writeMap } from '../userns'
import type { Process } from '../state'
import { byNumber, proc, setProc, update, type Work } from '../work'
import { sysctlName } from './machine'

/** Writes to files of /proc: the id maps of a user namespace, kernel parameters. Others take what is written and do nothing. */
export function writeProc(w: Work, pid: Pid, path: string, tag: string, data: Bytes): void {
  const [first = '', second = ''] = path.split('/')
  const writer = proc(w, pid)
  if (first === 'sys') return writeSysctl(w, pid, sysctlName(path), data.trim())
  const space = tag === '' ? (writer.ns['pid'] ?? 0) : Number(tag)
  const target = first === 'self' ? writer : byNumber(w, space, Number(first))
  if (target === undefined) throw new SysError('ESRCH', path)
  if (second === 'uid_map') return writeMap(w, writer, target, 'uids', data)
  if (second === 'gid_map') return writeMap(w, writer, target, 'gids', data)
  if (second === 'oom_score_adj') return writeOomScore(w, writer, target, data.trim())
}

function writeSysctl(w: Work, pid: Pid, name: string, value: string): void {
  if (name === 'kernel.hostname') return setHostname(w, pid, value)
  if (!name.startsWith('net.')) return
  update(w, { net: sysctl(w.state.net, proc(w, pid).ns['net'] ?? 0, { key: name, value }) })
  refreshNet(w)
}

/** Making oneself a likelier victim is free; the other way takes CAP_SYS_RESOURCE. */
function writeOomScore(w: Work, writer: Process, target: Process, text: string): void {
  const value = Number(text)
  if (!/^-?\d+$/.test(text) || value < -1000 || value > 1000) throw new SysError('EINVAL')
  if (value < target.oomScoreAdj && !writer.caps.includes('CAP_SYS_RESOURCE')) throw new SysError('EACCES')
  setProc(w, target.pid, { oomScoreAdj: value })
}
