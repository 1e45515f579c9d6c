import type { Party, Route, Saying } from './saying'
import type { Words } from './words'

const size = (bytes: number): string =>
  bytes >= 1e6
    ? `${(bytes / 1e6).toFixed(1)} MB`
    : bytes >= 1e3
      ? `${(bytes / 1e3).toFixed(1)} kB`
      : `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

function party({ kind, name, container }: Party): string {
  switch (kind) {
    case 'you':
      return 'the terminal'
    case 'shell':
      return name ?? 'bash'
    case 'docker':
      return 'the docker client'
    case 'dockerd':
      return 'the daemon'
    case 'containerd':
      return 'containerd'
    case 'buildkit':
      return 'BuildKit'
    case 'shim':
      return container ? `the shim of ${container}` : 'the shim'
    case 'runc':
      return 'runc'
    case 'kernel':
      return 'the kernel'
    case 'hub':
      return 'Docker Hub'
    case 'process':
      return container ? `${name ?? 'a process'} in container ${container}` : (name ?? 'a process')
  }
}

const cap = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What is asked, as the end of "X asks Y …". */
const asked: Readonly<Record<Route, (subject: string) => string>> = {
  ping: () => 'whether it is there, and which API version it speaks',
  version: () => 'for its version',
  info: () => 'about the host and its settings',
  events: () => 'to tell it every event from now on',
  auth: () => 'to check a user name and password with the registry',
  search: (s) => `to search Docker Hub for “${s}”`,
  'container.create': (s) => `to create a container${s ? ` named ${s}` : ''}; nothing runs yet`,
  'container.start': (s) => `to start container ${s}`,
  'container.stop': (s) => `to stop container ${s}: a polite signal first, SIGKILL later`,
  'container.kill': (s) => `to send a signal to container ${s}`,
  'container.restart': (s) => `to restart container ${s}`,
  'container.pause': (s) => `to freeze every process of container ${s}`,
  'container.unpause': (s) => `to let container ${s} run on`,
  'container.wait': (s) => `to say when container ${s} ends; it asks before the start, so that no exit is missed`,
  'container.attach': (s) => `for the input and output of container ${s}; this connection stops being HTTP`,
  'container.logs': (s) => `for what container ${s} has written`,
  'container.inspect': (s) => `for everything it knows about ${s}`,
  'container.remove': (s) => `to remove container ${s} and its writable layer`,
  'container.list': () => 'for its list of containers',
  'container.resize': (s) => `to tell container ${s} how big the terminal is`,
  'container.other': (s) => `something about container ${s}`,
  'exec.create': (s) => `to prepare one more process in container ${s}`,
  'exec.start': () => 'to run that process now',
  'exec.inspect': () => 'how that process ended',
  'image.pull': (s) => `to pull ${s} from its registry`,
  'image.push': (s) => `to push ${s} to the registry that its name points at`,
  'image.tag': (s) => `to give image ${s} one more name; no byte is copied`,
  'image.list': () => 'for its list of images',
  'image.inspect': (s) => `for the configuration of image ${s}`,
  'image.remove': (s) => `to take away the name ${s}, and the image with its last name`,
  'image.history': (s) => `how image ${s} came about, layer by layer`,
  'image.build': () => 'to build an image',
  'image.other': (s) => `something about image ${s}`,
  volume: () => 'about volumes',
  network: () => 'about networks',
  'registry.ping': () => 'whether it speaks the registry protocol, and whether one has to sign in',
  'registry.token': () => 'for a token that allows this repository to be read or written',
  'registry.manifest.head': (s) => `which digest ${s} stands for now`,
  'registry.manifest.get': (s) => `for the manifest of ${s}: the list of what the image is made of`,
  'registry.manifest.put': (s) => `to keep the manifest of ${s}; with it the name is there for all to pull`,
  'registry.blob.head': (s) => `whether it already has blob ${s}, so that no byte travels in vain`,
  'registry.blob.get': (s) => `for blob ${s}`,
  'registry.upload.start': () => 'to open an upload for a blob that it lacks',
  'registry.upload.patch': () => 'to take the bytes of the blob',
  'registry.upload.commit': (s) => `to close the upload and check that its sha-256 is ${s}`,
  other: () => 'for something',
}

const yes: Partial<Readonly<Record<Route, (subject: string, bytes: number) => string>>> = {
  ping: () => 'is there, and names the newest API version that it speaks',
  'container.create': (s) => `has created the container${s ? ` ${s}` : ''}; it has an ID but no process yet`,
  'container.start': (s) => `says that container ${s} runs`,
  'container.stop': (s) => `says that container ${s} has stopped`,
  'container.remove': () => 'says that the container is gone',
  'container.wait': () => 'keeps that question open until the container ends',
  'container.attach': () => 'switches the connection to a raw stream (101)',
  'image.pull': () => 'begins to report the progress of the pull',
  'image.push': () => 'begins to report the progress of the push',
  'image.tag': () => 'has added the name',
  'registry.ping': () => 'speaks the registry protocol',
  'registry.token': () => 'hands out a token',
  'registry.manifest.head': () => 'names the digest that this tag stands for',
  'registry.manifest.get': (_s, bytes) => `sends the manifest (${size(bytes)}); its sha-256 is its name`,
  'registry.manifest.put': () => 'has stored the manifest; the image can now be pulled by that name',
  'registry.blob.head': () => 'already has this blob: it need not be sent',
  'registry.blob.get': (_s, bytes) => `sends the blob (${size(bytes)})`,
  'registry.upload.start': () => 'opens an upload and says where to send the bytes',
  'registry.upload.patch': () => 'has taken the bytes',
  'registry.upload.commit': () => 'has checked the digest and keeps the blob',
}

function answer(s: Extract<Saying, { kind: 'answers' }>): string {
  const who = cap(party(s.from))
  if (s.status < 400)
    return `${who} ${yes[s.route]?.(s.subject, s.bytes) ?? `answers ${s.status}${s.bytes ? ` with ${size(s.bytes)}` : ''}`}.`
  if (s.route === 'registry.blob.head' && s.status === 404) return `${who} lacks this blob (404): it has to be sent.`
  if (s.route === 'container.create' && s.status === 404)
    return `${who} does not have that image on this host (404), so it has to be pulled first.`
  if (s.status === 401) return `${who} asks for a token first (401) and says where to get one.`
  return `${who} refuses: ${s.status}${s.reason ? `, “${s.reason}”` : ''}.`
}

const calls: Readonly<Record<string, string>> = {
  'Tasks/Create': 'to prepare a task for the container',
  'Tasks/Start': 'to let the prepared process run',
  'Tasks/Kill': 'to send a signal to the task',
  'Tasks/Delete': 'to clear away the ended task',
  'Tasks/Exec': 'to prepare one more process in the task',
  'Task/Create': 'to create the container from its bundle',
  'Task/Start': 'to let the process go',
  'Task/Kill': 'to send a signal',
  'Task/Delete': 'to clear up',
  'Containers/Create': 'to note down the container and its spec',
  'Snapshots/Prepare': 'for a writable snapshot on top of the image',
  'Control/Solve': 'to solve the build graph',
  'runc create': 'to make the namespaces and cgroup and stop just before the program',
  'runc start': 'to open the exec fifo, so that the program is executed',
}

const system: Readonly<Record<string, string>> = {
  clone: 'for a new process with namespaces of its own',
  fork: 'for a new process',
  setns: 'to enter namespaces that exist already',
  unshare: 'for namespaces of its own',
  chroot: 'to take another directory for its root',
  mount: 'to mount a filesystem where only this process will see it',
  umount: 'to take a mount away',
  pivot_root: 'to make the image’s files its root: the host’s files are out of sight from here on',
  execve: 'to become the program of the container',
  kill: 'to deliver a signal',
  link_add_veth: 'for a pair of virtual Ethernet ends, one of them inside the container',
  link_add_bridge: 'for a bridge',
  link_set_master: 'to plug that end into the bridge',
  link_set_up: 'to switch the interface on',
  addr_add: 'to give the interface its address',
  route_add: 'for a route',
  iptables_append: 'for a rule that translates addresses or lets packets pass',
  iptables_delete: 'to take a rule away',
  sethostname: 'to give this UTS namespace its host name',
  setcreds: 'to drop to the user and capabilities of the container',
  bind: 'to reserve the published port',
  connect: 'to open a connection',
  writetree: 'to write the files of a layer',
  write: 'to write a file',
}

/** What passes between an editor and the page through the terminal. */
function editing(s: Extract<Saying, { kind: 'editing' }>, who: string): string {
  switch (s.what) {
    case 'opens':
      return `${who} sends ${s.name} (${size(s.bytes)}) through its terminal, to be edited in the page.`
    case 'saves':
      return `You save: ${size(s.bytes)} travel to the editor as keys would.`
    case 'answers':
      return `${who} answers: ${s.text}`
    case 'closes':
      return 'You close the editor.'
    case 'keys':
      return "You take the editor's own screen and keys."
    case 'leaves':
      return `${who} takes its file out of the page's editor.`
  }
}

function caption(s: Saying): string {
  const who = cap(party(s.from))
  const whom = party(s.to)
  switch (s.kind) {
    case 'typed':
      return s.line ? `You type: ${s.line}` : 'You press Enter.'
    case 'printed':
      return s.text ? `${who} prints: ${s.text}` : `${who} is ready for the next line.`
    case 'editing':
      return editing(s, who)
    case 'terminal':
      return {
        opened: `You open a terminal: the host logs you in on /dev/${s.tty}.`,
        closed: `You close the terminal: what still runs on /dev/${s.tty} gets SIGHUP.`,
        ended: `The shell on /dev/${s.tty} has ended, and the terminal with it.`,
      }[s.what]
    case 'asks':
      return s.route === 'other'
        ? `${who} asks ${whom}: ${s.method} ${s.path}.`
        : `${who} asks ${whom} ${asked[s.route](s.subject)}${s.bytes > 1e5 ? ` (${size(s.bytes)})` : ''}.`
    case 'answers':
      return answer(s)
    case 'part':
      return s.last ? `${who} ends its answer.` : `${who} sends the next ${size(s.bytes)} of its answer.`
    case 'stream':
      return `${who} sends ${size(s.bytes)} of ${s.channel === 'raw' ? 'terminal data' : s.channel} to ${whom}.`
    case 'closed':
      return `${who} closes the connection to ${whom}.`
    case 'calls':
      return `${who} asks ${whom} ${calls[s.method] ?? `for ${s.method}`}.`
    case 'replies':
      return s.error ? `${who} answers with an error: ${s.error}` : `${who} answers ${whom}: ${s.method} is done.`
    case 'reports':
      return `${who} reports to ${whom}: ${s.what}.`
    case 'syscall':
      return system[s.name]
        ? `${who} asks the kernel ${system[s.name]}: ${s.text}.`
        : `${who} calls the kernel: ${s.text}.`
    case 'sysret':
      return s.errno ? `The kernel refuses ${s.name}: ${s.errno}.` : `The kernel has done ${s.name} for ${whom}.`
    case 'exited':
      return s.oom
        ? `The kernel killed the process: its memory limit was reached.`
        : `The kernel tells ${whom} that the process ended with status ${s.status}.`
    case 'exec':
      return `${who} becomes, or starts, ${s.argv}.`
    case 'signal':
      return `${who} delivers ${s.signal} to ${whom}.`
    case 'kernel':
      return {
        copy_up: `First write to a file of the image: the kernel copies ${s.path} up into the container’s own layer.`,
        whiteout: `A file of the image is deleted: the kernel leaves a whiteout for ${s.path} in the container’s layer.`,
        throttle: 'The cgroup has used up its cpu quota for this period and has to wait.',
        charge: `Memory of process ${s.pid} is charged to its cgroup: ${size(s.bytes)}.`,
        over: `The cgroup is at its memory limit, and ${size(s.bytes)} more are asked for.`,
        oom: `Nothing can be taken back: the kernel chooses process ${s.pid}, the largest of the cgroup (${size(s.bytes)}), and kills it.`,
      }[s.what]
    case 'packet':
      return `A packet (${s.what}) goes from ${s.src} to ${s.dst}${s.path ? `, by way of ${s.path}` : ''}.`
    case 'other':
      return `${who} to ${whom}: ${s.what}.`
  }
}

const states: Readonly<Record<string, string>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'being removed',
  dead: 'dead',
}
const doing = { pull: 'pulling', push: 'pushing', build: 'building' }

export const en: Words = {
  lang: 'en',
  brand: { tagline: 'the Docker you can see through' },
  region: {
    lesson: 'Lesson',
    terminal: 'Terminal',
    scene: 'Scene',
    timeline: 'Timeline',
    inspector: 'Inspector',
    description: 'The picture in words',
  },
  bar: {
    language: 'Language',
    theme: 'Theme',
    themes: { auto: 'Auto', light: 'Light', dark: 'Dark', contrast: 'High contrast' },
    present: 'Present',
    keys: 'Keyboard shortcuts',
    reset: 'Start over',
    sandbox: 'Sandbox',
  },
  tab: {
    lesson: 'Lesson',
    terminal: 'Terminal',
    map: 'Map',
    layers: 'Layers',
    isolation: 'Isolation',
    resources: 'Resources',
    compare: 'Compare',
    wire: 'Wire',
    text: 'In words',
  },
  depth: { title: 'Depth', names: ['Story', 'Protocol', 'Kernel'] },
  player: {
    play: 'Play',
    pause: 'Pause',
    forward: 'Step forward',
    back: 'Step back',
    nextCommand: 'Next command',
    previousCommand: 'Previous command',
    start: 'To the start',
    end: 'To the end',
    speed: 'Speed',
    position: 'Position in time',
    at: (step, of, seconds, command) => `step ${step} of ${of}, ${seconds} s${command ? `, ${command}` : ''}`,
    step: (step, of) => `${step} of ${of}`,
    branch: (steps) => `Another future, ${plural(steps, 'step')} long`,
    branches: 'Other futures',
    quiet: 'Nothing has happened yet. Type a command, or press Play.',
    coming: 'Fetching the part of the simulator that the next step needs…',
    missing: 'A part of the simulator could not be fetched. Nothing is lost: check the connection and try again.',
    retry: 'Try again',
  },
  terminal: {
    field: 'Command line',
    leave: 'Press Escape, then Tab, to leave the terminal.',
    completes: 'Tab completes.',
    exit: (status) => `exit ${status}`,
    running: 'running',
    copy: 'Copy…',
    copyCommand: 'Command',
    copyOutput: 'Output',
    copyBoth: 'Command and output',
    copied: 'Copied',
    again: 'Run again',
    fold: 'Fold output',
    unfold: 'Unfold output',
    show: 'Show on the timeline',
    candidates: (count) => plural(count, 'completion'),
    searching: 'reverse search',
    welcome: 'A simulated Linux host with Docker 28.5.2. Nothing you type leaves this page.',
    lines: (count) => plural(count, 'line'),
    interrupt: 'Ctrl-C',
    keys: 'Keys go straight to the program.',
    suggest: 'Try',
    tabs: 'Terminals',
    tab: (number, tty) => `Terminal ${number} (${tty})`,
    open: 'Open a terminal',
    close: (number) => `Close terminal ${number}`,
    closeHint: 'Delete closes a terminal.',
    ended: (exit) => (exit === 0 ? 'The shell has ended.' : `The shell has ended with status ${exit}.`),
    reopen: 'Log in again',
    keyRow: 'Keys that a phone lacks',
    find: 'Find in the terminal',
    findNext: 'Next match',
    findBack: 'Previous match',
    findClose: 'Close search',
    found: (at, count) => (count === 0 ? 'not found' : `${at} of ${count}`),
    earlier: (count) => `Show ${plural(count, 'earlier line')}`,
    dropped: 'Earlier output is no longer kept.',
  },
  editor: {
    region: (name) => `Editor: ${name}`,
    field: (name) => `Text of ${name}`,
    leave:
      'Tab indents. Press Escape, then Tab, to leave the text. Ctrl-S saves. In vi, Escape and a colon begin a command.',
    onHost: 'on the host',
    inContainer: (name) => `in container ${name}`,
    dirty: 'not saved',
    save: 'Save',
    saveAndClose: 'Save and close',
    close: 'Close',
    saving: 'Saving…',
    force: 'Write anyway',
    ask: 'There are changes that have not been saved.',
    discard: 'Close without saving',
    stay: 'Keep editing',
    command: 'Command of vi',
    unknown: (line) => `The page's editor knows :w, :q, :wq, :x and their !, not :${line}`,
    tooLarge: 'Too large to be sent over the terminal: at most 96 KiB.',
    plain: 'The editor could not be fetched; this is a plain text field.',
    keys: (kind) => (kind === 'vi' ? 'Use vi itself' : 'Use nano itself'),
    keysHint: "Show the program's own screen in the terminal and send keys to it; text not saved here stays behind",
    phrases: {},
  },
  map: {
    client: 'Client',
    host: 'Docker host',
    hostNote: 'Linux, one kernel',
    store: 'Image store',
    fleet: 'Containers',
    kernel: 'Kernel',
    hub: 'Docker Hub',
    quiet: 'quiet',
    idle: 'idle',
    busy: 'a command is running',
    noImages: 'no images yet',
    noContainers: 'no containers yet',
    more: (count) => `and ${count} more`,
    state: (name, exit) => (name === 'exited' ? `exited (${exit})` : (states[name] ?? name)),
    changed: 'changed in this step',
    operation: (kind, done, of) => (of ? `${doing[kind]}, ${done} of ${of}` : doing[kind]),
    volume: (name) => `volume ${name}`,
    layers: (count) => plural(count, 'layer'),
    unnamed: '<none>',
    daemonNote: 'Engine API',
    stopped: 'stopped',
    runtimeNote: 'runs tasks through shim and runc',
    summary: (containers, images, running) =>
      `${plural(containers, 'container')} (${running} running), ${plural(images, 'image')}`,
    inFlight: (count) => `${plural(count, 'message')} under way`,
    from: (from, to) => `from ${from} to ${to}`,
    nothingInFlight: 'No message is under way.',
    sharedBy: (count) => `shared by ${count} images`,
  },
  wire: {
    step: 'Step',
    time: 'Time',
    from: 'From',
    to: 'To',
    message: 'Message',
    size: 'Size',
    filter: 'Filter messages',
    count: (shown, all) => `${shown} of ${all} messages`,
  },
  inspector: {
    close: 'Close',
    real: 'Try it for real',
    copy: 'Copy',
    head: 'Head',
    body: 'Body',
    emptyBody: 'no body',
    config: 'Image configuration',
    manifest: 'Manifest',
    layers: 'Layers',
    processes: 'Processes',
    rules: 'NAT rules',
    links: 'Interfaces',
    arguments: 'Arguments',
    result: 'Result',
    bytes: 'Bytes',
    machine: (name) => `State machine: ${name}`,
    digestOf: (length) => `sha-256 of these ${plural(length, 'byte')}`,
    matches: 'matches',
    differs: (digest) => `is not ${digest}`,
    files: (count) => `Files in this layer (${count})`,
    gone: 'At this moment it is not there.',
    goTo: 'Go to this moment',
    facts: {
      from: 'From',
      to: 'To',
      sent: 'Sent',
      arrives: 'Arrives',
      took: 'On the way',
      depth: 'Depth',
      cause: 'Follows from',
      span: 'Belongs to',
      id: 'ID',
      name: 'Name',
      state: 'State',
      image: 'Image',
      pid: 'PID on the host',
      pidInside: 'PID inside',
      command: 'Command',
      address: 'Address',
      ports: 'Ports',
      restart: 'Restart policy',
      mounts: 'Mounts',
      size: 'Size',
      created: 'Created',
      names: 'Names',
      driver: 'Driver',
      mountpoint: 'Mountpoint',
      digest: 'Digest',
      diffId: 'DiffID',
      chainId: 'ChainID',
      createdBy: 'Created by',
      exit: 'Exit status',
      namespaces: 'Namespaces',
      cgroup: 'Cgroup',
      user: 'User',
      usedBy: 'Used by',
      hostname: 'Host name',
      upper: 'Writable layer',
    },
    kinds: {
      cgroup: 'Cgroup',
      overlay: 'Writable layer',
      message: 'Message',
      container: 'Container',
      image: 'Image',
      layer: 'Layer',
      volume: 'Volume',
      place: 'Part',
      process: 'Process',
    },
  },
  lesson: {
    typeIt: 'Type it for me',
    hint: 'Hint',
    goal: 'Goal',
    met: 'Reached',
    notYet: 'Not yet',
    next: 'Next',
    previous: 'Back',
    of: (at, count) => `${at} of ${count}`,
    done: 'Done. That was the whole lesson.',
    playAll: 'Play all',
    restsHere: 'A moment to look at.',
    lookInside: 'Look inside',
    goOn: 'Go on',
    nextIs: (title) => `Done. Next: ${title}`,
    nextLesson: (title) => `Next: ${title}`,
  },
  keys: {
    title: 'Keyboard shortcuts',
    close: 'Close',
    rows: [
      ['Space', 'play or pause'],
      ['← →', 'one step back or forward'],
      ['[ ]', 'previous or next command'],
      ['Home End', 'to the start or the end'],
      ['1 2 3', 'depth: story, protocol, kernel'],
      ['+ −', 'faster or slower'],
      ['/', 'to the command line'],
      ['m w', 'map or wire'],
      ['Ctrl-R', 'terminal: search the history back'],
      ['Alt-.', 'terminal: the last word of the line before'],
      ['Ctrl-Shift-F', 'terminal: find in what it shows'],
      ['Esc, then Tab', 'leave the terminal'],
      ['?', 'this list'],
    ],
  },
  failed: (what) => `Something went wrong in the simulator: ${what}`,
  loading: 'Loading…',
  resize: 'Resize',
  caption,
  party,
}
