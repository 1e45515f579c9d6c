/** Words that completion knows from the shell's grammar and from Docker's manual rather than from the world. */

/** `compgen -b` */
export const builtins =
  '. : [ alias bg bind break builtin caller cd command compgen complete compopt continue declare dirs disown echo enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit umask unalias unset wait'.split(
    ' ',
  )

/** Words after which a command begins. */
export const keywords: ReadonlySet<string> = new Set('if then else elif while until do time ! {'.split(' '))

/** Programs that run the command that follows, and their flags that take a word. */
export const wrappers: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g'],
  time: ['-f', '-o'],
  nohup: [],
  exec: ['-a'],
  command: [],
  env: ['-u', '-C'],
  watch: ['-n', '-d'],
  xargs: ['-n', '-I', '-P', '-L', '-d'],
  nice: ['-n'],
  strace: ['-e', '-o', '-p'],
}

export const dirsOnly: ReadonlySet<string> = new Set(['cd', 'pushd', 'rmdir'])
export const variablesOnly: ReadonlySet<string> = new Set(['unset', 'export', 'readonly'])

const signals = 'SIGHUP SIGINT SIGKILL SIGQUIT SIGSTOP SIGTERM SIGUSR1 SIGUSR2'.split(' ')
const capabilities =
  'ALL AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME'.split(
    ' ',
  )
const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/386']

/** Values that a flag can have, by its name, or by command and name where they differ. */
export const valueWords: Readonly<Record<string, readonly string[]>> = {
  restart: ['always', 'no', 'on-failure', 'on-failure:', 'unless-stopped'],
  pull: ['always', 'missing', 'never'],
  platform: platforms,
  progress: ['auto', 'plain', 'quiet', 'rawjson', 'tty'],
  signal: signals,
  'stop-signal': signals,
  'cap-add': capabilities,
  'cap-drop': capabilities,
  format: ['json', 'table'],
  'container inspect format': ['json'],
  'image inspect format': ['json'],
  type: ['container', 'image', 'network', 'volume'],
  ipc: ['host', 'none', 'private', 'shareable', 'container:'],
  pid: ['host', 'container:'],
  uts: ['host'],
  userns: ['host'],
  cgroupns: ['host', 'private'],
  'log-driver': ['json-file', 'local', 'none'],
  'network create driver': ['bridge'],
  'volume create driver': ['local'],
  'container ls filter': [
    'ancestor=',
    'expose=',
    'health=',
    'id=',
    'label=',
    'name=',
    'network=',
    'publish=',
    'status=',
    'volume=',
  ],
  'image ls filter': ['before=', 'dangling=', 'label=', 'reference=', 'since='],
  'network ls filter': ['driver=', 'id=', 'label=', 'name=', 'scope=', 'type='],
  'volume ls filter': ['dangling=', 'driver=', 'label=', 'name='],
}
