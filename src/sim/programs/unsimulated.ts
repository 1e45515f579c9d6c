import { utf8 } from '../../base/bytes'
import { baseName, isBusybox, lookPath, oneShot } from './face'

/** What is worth saying of some: why, or what does the same here. */
const hints: Readonly<Record<string, string>> = {
  arping: 'frames find their link at once here; try ping',
  chsh: 'shells are in /etc/passwd',
  gcc: 'nothing is compiled here',
  gpg: 'there are no keys here',
  htop: 'try top',
  iostat: 'try vmstat or docker stats',
  ltrace: 'programs here make no library calls',
  make: 'nothing is compiled here',
  man: 'there are no manual pages here; try --help',
  passwd: 'accounts here have no passwords',
  perl: 'try awk or python3',
  rsync: 'there is no other machine here',
  scp: 'there is no other machine here',
  ssh: 'there is no other machine here',
  'ssh-keygen': 'there is no other machine to log in to',
  strace: 'the trace of this page shows what processes ask of the kernel',
  tcpdump: 'the trace of this page shows packets and their way',
}

/**
 * Plays every binary that is there but that nobody wrote: it says so and fails, rather than pretend.
 *
 * @fidelity none: compilers, editors, databases and the rest say that they are not simulated
 */
export const unsimulated = oneShot('unsimulated', (sys) => {
  const name = baseName(sys.argv[0] ?? sys.exe)
  if (isBusybox(sys) && lookPath(sys, name) === undefined) {
    sys.write(2, utf8(`${name}: applet not found\n`))
    return 127
  }
  const hint = hints[name]
  sys.write(2, utf8(`glasswhale: ${name} is not simulated${hint === undefined ? '' : `: ${hint}`}\n`))
  return 1
})
