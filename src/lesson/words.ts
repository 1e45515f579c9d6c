import type { Asked, Missing } from './expect/evaluate'
import type { Lang } from './scenario'

/** What a check says when it does not hold yet, in both languages: a sentence for each kind of thing that can be asked about. */
interface Words {
  readonly none: Readonly<Record<Thing, (name: string) => string>>
  readonly still: Readonly<Record<Thing, (name: string) => string>>
  readonly unpublished: (container: string, port: string) => string
  readonly untagged: (registry: string, name: string) => string
  readonly tagged: (registry: string, name: string) => string
  readonly uncontained: (file: string, text: string) => string
  readonly untyped: (text: string) => string
  readonly unprinted: (text: string) => string
  readonly unended: string
  readonly exit: (is: string, wanted: string) => string
  readonly unsent: (from: string, to: string, what: string) => string
  readonly unnoted: Readonly<Record<string, string>>
  readonly limit: (file: string, container: string, is: string, wanted: string) => string
  readonly party: Readonly<Record<string, string>>
  readonly field: (thing: string, field: string, is: string, wanted: string) => string
  readonly things: Readonly<Record<string, string>>
  readonly fields: Readonly<Record<string, string>>
  readonly count: (what: string, is: string, wanted: string) => string
  readonly absent: (what: string) => string
  readonly present: (what: string) => string
  readonly differs: (what: string, is: string, wanted: string) => string
  readonly nothing: string
}

type Thing = 'container' | 'image' | 'volume' | 'network' | 'file' | 'registry'

const hub = (host: string): string => (['docker.io', 'hub', 'registry-1.docker.io'].includes(host) ? 'Docker Hub' : '')

const words: Readonly<Record<Lang, Words>> = {
  en: {
    none: {
      container: (name) => `There is no container called ${name} yet.`,
      image: (name) => `There is no image ${name} on this host yet.`,
      volume: (name) => `There is no volume called ${name} yet.`,
      network: (name) => `There is no network called ${name} yet.`,
      file: (name) => `There is no file ${name} yet.`,
      registry: (name) => `No registry answers at ${name} yet.`,
    },
    still: {
      container: (name) => `The container ${name} is still there.`,
      image: (name) => `The image ${name} is still on this host.`,
      volume: (name) => `The volume ${name} is still there.`,
      network: (name) => `The network ${name} is still there.`,
      file: (name) => `The file ${name} is still there.`,
      registry: (name) => `The registry ${name} still answers.`,
    },
    unpublished: (container, port) => `The container ${container} does not publish port ${port} yet.`,
    untagged: (registry, name) => `${hub(registry) || `The registry ${registry}`} does not have ${name} yet.`,
    tagged: (registry, name) => `${hub(registry) || `The registry ${registry}`} still has ${name}.`,
    uncontained: (file, text) => `The file ${file} does not contain “${text}” yet.`,
    untyped: (text) => `No command with “${text}” has been typed and ended well yet.`,
    unprinted: (text) => `The last command has not printed “${text}” yet.`,
    unended: 'No command has ended yet.',
    exit: (is, wanted) => `The last command ended with exit status ${is}; it should be ${wanted}.`,
    unsent: (from, to, what) => `No message like ${what} has gone from ${from} to ${to} yet.`,
    unnoted: {
      copy_up: 'The kernel has not copied a file up yet.',
      whiteout: 'The kernel has not left a whiteout yet.',
      throttle: 'No cgroup has been throttled yet.',
      oom: 'The kernel has not had to kill a process for memory yet.',
    },
    limit: (file, container, is, wanted) => `${file} of ${container} is ${is}; it should be ${wanted}.`,
    party: { daemon: 'the daemon', client: 'the client', registry: 'a registry', kernel: 'the kernel' },
    field: (thing, field, is, wanted) => `The ${field} of ${thing} is ${is}; it should be ${wanted}.`,
    things: { container: 'container', image: 'image', registry: 'registry' },
    fields: { state: 'state', exitCode: 'exit status', restart: 'restart policy', id: 'ID', size: 'size' },
    count: (what, is, wanted) => `The number of ${what} is ${is}; it should be ${wanted}.`,
    absent: (what) => `Not yet: ${what}.`,
    present: (what) => `Still so: ${what}.`,
    differs: (what, is, wanted) => `${what} is ${is}; it should be ${wanted}.`,
    nothing: 'not there',
  },
  'zh-CN': {
    none: {
      container: (name) => `还没有名为 ${name} 的容器。`,
      image: (name) => `这台主机上还没有镜像 ${name}。`,
      volume: (name) => `还没有名为 ${name} 的数据卷。`,
      network: (name) => `还没有名为 ${name} 的网络。`,
      file: (name) => `还没有文件 ${name}。`,
      registry: (name) => `${name} 上还没有镜像仓库应答。`,
    },
    still: {
      container: (name) => `容器 ${name} 还在。`,
      image: (name) => `镜像 ${name} 还在这台主机上。`,
      volume: (name) => `数据卷 ${name} 还在。`,
      network: (name) => `网络 ${name} 还在。`,
      file: (name) => `文件 ${name} 还在。`,
      registry: (name) => `镜像仓库 ${name} 仍在应答。`,
    },
    unpublished: (container, port) => `容器 ${container} 还没有发布端口 ${port}。`,
    untagged: (registry, name) => `${hub(registry) || `镜像仓库 ${registry}`} 里还没有 ${name}。`,
    tagged: (registry, name) => `${hub(registry) || `镜像仓库 ${registry}`} 里还有 ${name}。`,
    uncontained: (file, text) => `文件 ${file} 里还没有“${text}”。`,
    untyped: (text) => `还没有输入并成功执行过含“${text}”的命令。`,
    unprinted: (text) => `上一条命令的输出里还没有“${text}”。`,
    unended: '还没有执行完任何命令。',
    exit: (is, wanted) => `上一条命令的退出状态是 ${is}，应为 ${wanted}。`,
    unsent: (from, to, what) => `还没有从${from}发往${to}、形如 ${what} 的消息。`,
    unnoted: {
      copy_up: '内核还没有向上复制过文件。',
      whiteout: '内核还没有留下 whiteout。',
      throttle: '还没有 cgroup 被限流。',
      oom: '还没有进程因内存超限而被内核杀死。',
    },
    limit: (file, container, is, wanted) => `${container} 的 ${file} 是 ${is}，应为 ${wanted}。`,
    party: { daemon: '守护进程', client: '客户端', registry: '镜像仓库', kernel: '内核' },
    field: (thing, field, is, wanted) => `${thing} 的${field}是 ${is}，应为 ${wanted}。`,
    things: { container: '容器', image: '镜像', registry: '镜像仓库' },
    fields: { state: '状态', exitCode: '退出状态', restart: '重启策略', id: ' ID ', size: '大小' },
    count: (what, is, wanted) => `${what}的数量是 ${is}，应为 ${wanted}。`,
    absent: (what) => `还没有：${what}。`,
    present: (what) => `仍然如此：${what}。`,
    differs: (what, is, wanted) => `${what} 现在是 ${is}，应为 ${wanted}。`,
    nothing: '（无）',
  },
}

export function explain(missing: Missing, lang: Lang): string {
  const say = words[lang]
  const path = (missing.path ?? []).filter(({ name }) => name !== 'exists')
  const [root, ...rest] = path
  const special =
    root && (missing.kind === 'differs' ? differing(missing, root, rest, say) : lacking(missing, root, rest, say))
  if (special !== undefined) return special
  if (missing.kind !== 'differs')
    return missing.kind === 'present' ? say.present(missing.what) : say.absent(missing.what)
  return say.differs(missing.what, missing.is || say.nothing, wantedOf(missing))
}

const wantedOf = ({ operator, wanted }: Extract<Missing, { kind: 'differs' }>): string =>
  operator === '==' ? wanted : `${operator} ${wanted}`

const isThing = (name: string, say: Words): name is Thing => Object.hasOwn(say.none, name)

/** Something is not there, or still there that should be gone. */
function lacking({ kind }: Missing, { name, args }: Asked, rest: readonly Asked[], say: Words): string | undefined {
  const [first = '', second = '', third = ''] = args
  const there = kind === 'present'
  if (name === 'sent') return say.unsent(say.party[first] ?? first, say.party[second] ?? second, third)
  if (name === 'typed' && !there) return say.untyped(first)
  if (name === 'output' && !there) return say.unprinted(first)
  if (name === 'noted' && !there) return say.unnoted[first]
  const [inner] = rest
  if (name === 'registry' && inner !== undefined)
    return there ? say.tagged(first, tagOf(rest)) : say.untagged(first, tagOf(rest))
  if (name === 'container' && inner?.name === 'publishes' && !there) return say.unpublished(first, inner.args[0] ?? '')
  if (name === 'file' && inner?.name === 'contains' && !there) return say.uncontained(first, inner.args[0] ?? '')
  return isThing(name, say) && inner === undefined ? (there ? say.still : say.none)[name](first) : undefined
}

/** `repo("ubuntu").tag("latest")` is what everyone calls `ubuntu:latest`. */
const tagOf = (rest: readonly Asked[]): string =>
  rest
    .filter(({ name }) => name === 'repo' || name === 'tag')
    .map(({ args }) => args[0] ?? '')
    .join(':')

/** Something has a value, and not the one that is wanted. */
function differing(
  missing: Extract<Missing, { kind: 'differs' }>,
  { name, args }: Asked,
  rest: readonly Asked[],
  say: Words,
): string | undefined {
  const [first = ''] = args
  const field = rest.at(-1)?.name ?? ''
  if (name === 'exit') return missing.is === '' ? say.unended : say.exit(missing.is, wantedOf(missing))
  if (name === 'cgroup')
    return missing.is === ''
      ? say.none.container(first)
      : say.limit(rest[0]?.args[0] ?? '', first, missing.is, wantedOf(missing))
  if (name === 'namespace' && missing.is === '') return say.none.container(first)
  // Of what is not there, nothing can be told but that.
  if (missing.is === '' && isThing(name, say))
    return rest.length > 1 ? say.untagged(first, tagOf(rest)) : say.none[name](first)
  if (field === 'count' || name === 'count')
    return say.count(missing.what.replace(/\.count$/, ''), missing.is, wantedOf(missing))
  const thing = say.things[name]
  const called = say.fields[field]
  return thing && called ? say.field(`${thing} ${first}`, called, missing.is, wantedOf(missing)) : undefined
}
