import { buildFlags, createFlags, runOnly } from './run-flags'

/**
 * Every command of the CLI, a row each: `path | arguments allowed | usage | what it does | flags`. `!` marks what parses and is
 * then refused as not simulated. Arguments: `2` exactly, `1+` at least, `0-1` at most, `1-2` a range, `*` any.
 *
 * @models docker/cli 28.2.2, all of cli/command
 * @fidelity part: texts are ours; swarm, plugin, trust and manifest are named and not simulated
 */
export const inventory = `
container attach | 1 | CONTAINER | Connect this terminal to a running container | detach-keys:string no-stdin sig-proxy=true
container commit | 1-2 | CONTAINER [REPOSITORY[:TAG]] | Make an image of a container's changes | a/author:string c/change:list m/message:string p/pause=true
container cp | 2 | CONTAINER:SRC_PATH DEST_PATH|-\\n\\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH | Copy files between a container and this machine | a/archive L/follow-link q/quiet
container create | 1+ | IMAGE [COMMAND] [ARG...] | Make a container without starting it | ${createFlags}
container diff | 1 | CONTAINER | Show what a container changed in its filesystem |
container exec | 2+ | CONTAINER COMMAND [ARG...] | Run one more command in a running container | d/detach detach-keys:string e/env:list env-file:list i/interactive privileged t/tty u/user:string w/workdir:string
container export | 1 | CONTAINER | Write a container's filesystem as a tar archive | o/output:string
container inspect | 1+ | CONTAINER [CONTAINER...] | Show everything known of containers | f/format:string s/size
container kill | 1+ | CONTAINER [CONTAINER...] | Send running containers a signal, SIGKILL unless told otherwise | s/signal:string
container logs | 1 | CONTAINER | Show what a container has written | details f/follow since:string n/tail:string=all t/timestamps until:string
container ls | 0 | | List containers | a/all f/filter:filter format:string n/last:int=-1 l/latest no-trunc q/quiet s/size
container pause | 1+ | CONTAINER [CONTAINER...] | Freeze all processes of containers |
container port | 1-2 | CONTAINER [PRIVATE_PORT[/PROTO]] | List a container's published ports |
container prune | 0 | | Remove all stopped containers | filter:filter f/force
container rename | 2 | CONTAINER NEW_NAME | Give a container another name |
container restart | 1+ | CONTAINER [CONTAINER...] | Stop and start containers | s/signal:string t/timeout:int time>>timeout
container rm | 1+ | CONTAINER [CONTAINER...] | Remove containers | f/force l/link v/volumes
container run | 1+ | IMAGE [COMMAND] [ARG...] | Make a container from an image and start it | ${createFlags} ${runOnly}
container start | 1+ | CONTAINER [CONTAINER...] | Start containers that are stopped | a/attach checkpoint:string checkpoint-dir:string detach-keys:string i/interactive
container stats | * | [CONTAINER...] | Watch what containers use | a/all format:string no-stream no-trunc
container stop | 1+ | CONTAINER [CONTAINER...] | Stop running containers | s/signal:string t/timeout:int time>>timeout
container top | 1+ | CONTAINER [ps OPTIONS] | List a container's processes |
container unpause | 1+ | CONTAINER [CONTAINER...] | Let frozen containers go on |
container update | 1+ | CONTAINER [CONTAINER...] | Change limits of containers | blkio-weight:uint16 cpu-period:int cpu-quota:int cpu-rt-period:int cpu-rt-runtime:int c/cpu-shares:int cpus:decimal cpuset-cpus:string cpuset-mems:string m/memory:bytes memory-reservation:bytes memory-swap:bytes pids-limit:int restart:string
container wait | 1+ | CONTAINER [CONTAINER...] | Wait until containers stop, then print their exit codes |
image build | 1 | PATH | URL | - | Build an image from a Dockerfile | ${buildFlags}
image history | 1 | IMAGE | Show the layers and instructions of an image | format:string H/human=true no-trunc q/quiet platform:string
image import | 1+ | file|URL|- [REPOSITORY[:TAG]] | Make an image of a tarball | c/change:list m/message:string platform:string
image inspect | 1+ | IMAGE [IMAGE...] | Show everything known of images | f/format:string platform:string
image load | 0 | | Read images from a tar archive | i/input:string q/quiet platform:string
image ls | 0-1 | [REPOSITORY[:TAG]] | List images | a/all digests f/filter:filter format:string no-trunc q/quiet tree
image prune | 0 | | Remove images that nothing uses | a/all filter:filter f/force
image pull | 1 | NAME[:TAG|@DIGEST] | Fetch an image from a registry | a/all-tags disable-content-trust=true platform:string q/quiet
image push | 1 | NAME[:TAG] | Upload an image to a registry | a/all-tags disable-content-trust=true q/quiet platform:string
image rm | 1+ | IMAGE [IMAGE...] | Remove images | f/force no-prune platform:string
image save | 1+ | IMAGE [IMAGE...] | Write images to a tar archive | o/output:string platform:string
image tag | 2 | SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG] | Give an image another name |
network connect | 2 | NETWORK CONTAINER | Join a container to a network | alias:strings driver-opt:strings gw-priority:int ip:string ip6:string link:list link-local-ip:strings
network create | 1 | NETWORK | Make a network | attachable aux-address:map config-from:string config-only d/driver:string=bridge gateway:strings ingress internal ip-range:strings ipam-driver:string=default ipam-opt:map ipv4=true ipv6 label:list o/opt:map scope:string subnet:strings
network disconnect | 2 | NETWORK CONTAINER | Take a container out of a network | f/force
network inspect | 1+ | NETWORK [NETWORK...] | Show everything known of networks | f/format:string v/verbose
network ls | 0 | | List networks | f/filter:filter format:string no-trunc q/quiet
network prune | 0 | | Remove networks that nothing uses | filter:filter f/force
network rm | 1+ | NETWORK [NETWORK...] | Remove networks | f/force
volume create | 0-1 | [VOLUME] | Make a volume | d/driver:string=local label:list o/opt:map
volume inspect | 1+ | VOLUME [VOLUME...] | Show everything known of volumes | f/format:string
volume ls | 0 | | List volumes | f/filter:filter format:string q/quiet
volume prune | 0 | | Remove volumes that nothing uses | a/all filter:filter f/force
volume rm | 1+ | VOLUME [VOLUME...] | Remove volumes | f/force
system df | 0 | | Show what takes up disk space | format:string v/verbose
system events | 0 | | Follow what happens in the daemon | f/filter:filter format:string since:string until:string
system info | 0 | | Show the state of the whole engine | f/format:string
system prune | 0 | | Remove what nothing uses | a/all filter:filter f/force volumes
builder build | 1 | PATH | URL | - | Build an image from a Dockerfile | ${buildFlags}
builder prune | 0 | | Remove build cache | a/all filter:filter f/force keep-storage:bytes
buildx build | 1 | PATH | URL | - | Build an image from a Dockerfile | ${buildFlags}
buildx ls | 0 | | List builders | format:string no-trunc
buildx version | 0 | | Show the version of buildx |
context inspect | * | [CONTEXT] [CONTEXT...] | Show everything known of contexts | f/format:string
context ls | 0 | | List contexts | format:string q/quiet
context show | 0 | | Print the name of the current context |
context use | 1 | CONTEXT | Choose the current context |
!context create | 1 | CONTEXT | Make a context | description:string docker:stringToString from:string
!context export | 1-2 | CONTEXT [FILE|-] | Write a context to a file |
!context import | 2 | CONTEXT FILE|- | Read a context from a file |
!context rm | 1+ | CONTEXT [CONTEXT...] | Remove contexts | f/force
!context update | 1 | CONTEXT | Change a context | description:string docker:stringToString
!bake | * | [TARGET...] | Build from a file | f/file:stringArray
login | 0-1 | [SERVER] | Give your name and password to a registry | e/email:string p/password:string password-stdin u/username:string
logout | 0-1 | [SERVER] | Forget the password of a registry |
search | 1 | TERM | Look for images on Docker Hub | f/filter:filter format:string limit:int no-trunc
version | 0 | | Show the versions of client and server | f/format:string
inspect | 1+ | NAME|ID [NAME|ID...] | Show everything known of objects of any kind | f/format:string s/size type:string
!manifest annotate | 2 | MANIFEST_LIST MANIFEST | Add facts to a manifest list | arch:string os:string os-features:strings os-version:string variant:string
!manifest create | 2+ | MANIFEST_LIST MANIFEST [MANIFEST...] | Make a manifest list | a/amend insecure
!manifest inspect | 1-2 | [MANIFEST_LIST] MANIFEST | Show a manifest of a registry | insecure v/verbose
!manifest push | 1 | MANIFEST_LIST | Upload a manifest list | insecure p/purge
!manifest rm | 1+ | MANIFEST_LIST [MANIFEST_LIST...] | Remove manifest lists |
!plugin create | 2 | PLUGIN PLUGIN-DATA-DIR | Make a plugin | compress
!plugin disable | 1 | PLUGIN | Turn a plugin off | f/force
!plugin enable | 1 | PLUGIN | Turn a plugin on | timeout:int
!plugin inspect | 1+ | PLUGIN [PLUGIN...] | Show everything known of plugins | f/format:string
!plugin install | 1+ | PLUGIN [KEY=VALUE...] | Install a plugin | alias:string disable disable-content-trust=true grant-all-permissions
!plugin ls | 0 | | List plugins | f/filter:filter format:string no-trunc q/quiet
!plugin push | 1 | PLUGIN[:TAG] | Upload a plugin | disable-content-trust=true
!plugin rm | 1+ | PLUGIN [PLUGIN...] | Remove plugins | f/force
!plugin set | 2+ | PLUGIN KEY=VALUE [KEY=VALUE...] | Change settings of a plugin |
!plugin upgrade | 1-2 | PLUGIN [REMOTE] | Upgrade a plugin | disable-content-trust=true grant-all-permissions skip-remote-check
!swarm init | 0 | | Start a swarm | advertise-addr:string autolock availability:string cert-expiry:duration data-path-addr:string data-path-port:uint32 default-addr-pool:strings default-addr-pool-mask-length:uint32 dispatcher-heartbeat:duration external-ca:string force-new-cluster listen-addr:string max-snapshots:uint snapshot-interval:uint task-history-limit:int
!swarm join | 1 | HOST:PORT | Join a swarm | advertise-addr:string availability:string data-path-addr:string listen-addr:string token:string
!trust inspect | 1+ | IMAGE[:TAG] [IMAGE[:TAG]...] | Show who signed images | pretty
!trust revoke | 1 | IMAGE[:TAG] | Take a signature back | y/yes
!trust sign | 1 | IMAGE:TAG | Sign an image | local
`

/** What holds commands, with its one line of help. */
export const groups: Readonly<Record<string, string>> = {
  builder: 'Manage builds',
  buildx: 'Docker Buildx',
  container: 'Manage containers',
  context: 'Manage contexts',
  image: 'Manage images',
  manifest: 'Manage manifests and manifest lists',
  network: 'Manage networks',
  plugin: 'Manage plugins',
  swarm: 'Manage a swarm',
  system: 'Manage the engine',
  trust: 'Manage trust in images',
  volume: 'Manage volumes',
}

/** Whole families with any words after them: they need a swarm, or a plugin that is not here. */
export const foreign = new Set(
  'checkpoint compose config node secret service stack swarm scout model mcp dev extension init sbom debug ai offload sandbox bake desktop trust'.split(
    ' ',
  ),
)

/** Top-level names of commands that live in a group. */
export const shortcuts: Readonly<Record<string, string>> = {
  run: 'container run',
  exec: 'container exec',
  ps: 'container ls',
  build: 'image build',
  pull: 'image pull',
  push: 'image push',
  images: 'image ls',
  info: 'system info',
  attach: 'container attach',
  commit: 'container commit',
  cp: 'container cp',
  create: 'container create',
  diff: 'container diff',
  events: 'system events',
  export: 'container export',
  history: 'image history',
  import: 'image import',
  kill: 'container kill',
  load: 'image load',
  logs: 'container logs',
  pause: 'container pause',
  port: 'container port',
  rename: 'container rename',
  restart: 'container restart',
  rm: 'container rm',
  rmi: 'image rm',
  save: 'image save',
  start: 'container start',
  stats: 'container stats',
  stop: 'container stop',
  tag: 'image tag',
  top: 'container top',
  unpause: 'container unpause',
  update: 'container update',
  wait: 'container wait',
}

/** Second names inside a group: `container ps`, `image list`. */
export const synonyms: Readonly<Record<string, string>> = {
  'container ps': 'container ls',
  'container list': 'container ls',
  'container remove': 'container rm',
  'image list': 'image ls',
  'image remove': 'image rm',
  'network list': 'network ls',
  'network remove': 'network rm',
  'volume list': 'volume ls',
  'volume remove': 'volume rm',
  'context list': 'context ls',
  'buildx b': 'buildx build',
  'plugin list': 'plugin ls',
  'plugin remove': 'plugin rm',
}

/** In the order of `docker --help`. */
export const commonCommands = 'run exec ps build bake pull push images login logout search version info'.split(' ')
