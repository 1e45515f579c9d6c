import type { Party, Saying, UnitCall } from '../saying'
import { calls, done, reports, system } from './zh-calls'
import { asks, yes } from './zh-routes'
import { size, sized } from './zh-size'

export function party({ kind, name, container }: Party): string {
  switch (kind) {
    case 'you':
      return '终端'
    case 'shell':
      return name ?? 'bash'
    case 'docker':
      return 'docker 客户端'
    case 'dockerd':
      return '守护进程 dockerd'
    case 'containerd':
      return 'containerd'
    case 'buildkit':
      return 'BuildKit'
    case 'shim':
      return container ? `${container} 的 shim` : 'shim'
    case 'runc':
      return 'runc'
    case 'kernel':
      return '内核'
    case 'systemd':
      return 'systemd'
    case 'hub':
      return 'Docker Hub'
    case 'process':
      return container ? `容器 ${container} 里的 ${name ?? '进程'}` : (name ?? '进程')
  }
}

/** 一端以字母结尾、另一端以汉字开头时留一个空格。 */
const join = (...parts: readonly string[]): string =>
  parts
    .filter((part) => part !== '')
    .reduce((all, part) =>
      /[\w)\]]$/.test(all) && /^[^\x00-\x7f，。：；、）”’]/.test(part)
        ? `${all} ${part}`
        : /[\u4e00-\u9fff]$/.test(all) && /^[\w(]/.test(part)
          ? `${all} ${part}`
          : all + part,
    )

function answer(s: Extract<Saying, { kind: 'answers' }>): string {
  const who = party(s.from)
  if (s.status < 400)
    return join(
      who,
      yes[s.route]?.(s.subject, s.bytes) ?? `返回 ${s.status}${s.bytes ? `，共 ${size(s.bytes)}` : ''}`,
      '。',
    )
  if (s.route === 'registry.blob.head' && s.status === 404) return join(who, '没有这个数据块（404），需要上传。')
  if (s.route === 'container.create' && s.status === 404) return join(who, '在本机找不到该镜像（404），得先拉取。')
  if (s.status === 401) return join(who, '要求先出示令牌（401），并告知去哪里申请。')
  return join(who, `拒绝了请求：${s.status}${s.reason ? `，“${s.reason}”` : ''}。`)
}

function part(s: Extract<Saying, { kind: 'part' }>, who: string): string {
  if (s.route === 'registry.blob.get')
    return join(who, s.last ? `发完了数据块 ${s.subject}。` : `继续发送数据块 ${s.subject}。`)
  if (s.text) return join(who, `${s.route === 'container.logs' ? '发来' : '报告'}：${s.text}`)
  return s.last ? join(who, '发完了答复。') : join(who, `发来答复的下一部分（${size(s.bytes)}）。`)
}

function stream(s: Extract<Saying, { kind: 'stream' }>, who: string, whom: string): string {
  const what = s.channel === 'raw' ? '终端数据' : ` ${s.channel}`
  if (s.bytes === 0) return join(who, '告知', whom, `：${what.trim()} 到此为止。`)
  return join(who, '向', whom, `传送 ${sized(s.bytes)}${what}${s.text ? `：${s.text}` : '。'}`)
}

/** 编辑器与页面之间经由终端传递的内容。 */
function editing(s: Extract<Saying, { kind: 'editing' }>, who: string): string {
  switch (s.what) {
    case 'opens':
      return join(who, `通过终端送出 ${s.name}（${size(s.bytes)}），由页面来编辑。`)
    case 'saves':
      return `你保存文件：${size(s.bytes)}像按键一样经终端送回编辑器。`
    case 'answers':
      return join(who, `答复：${s.text}`)
    case 'closes':
      return '你关闭了编辑器。'
    case 'keys':
      return '你改用编辑器自己的界面和按键。'
    case 'leaves':
      return join(who, '从页面编辑器中收回文件。')
  }
}

/** systemctl 请 systemd 做的事。 */
const jobs: Readonly<Record<Exclude<UnitCall, 'answer'>, (units: string) => string>> = {
  StartUnit: (units) => `启动 ${units}`,
  StopUnit: (units) => `停止 ${units}`,
  RestartUnit: (units) => `重启 ${units}`,
  ReloadUnit: (units) => `让 ${units} 重新读取配置`,
  ResetFailedUnit: (units) => `清除 ${units} 的失败状态`,
  EnableUnit: (units) => `把 ${units} 设为开机启动`,
  DisableUnit: (units) => `取消 ${units} 的开机启动`,
  GetUnits: (units) => `报告 ${units || '各单元'} 的状态`,
  GetJournal: () => '给出日志',
}

export function caption(s: Saying): string {
  const who = party(s.from)
  const whom = party(s.to)
  switch (s.kind) {
    case 'typed':
      return s.line ? `你输入：${s.line}` : '你按下回车。'
    case 'printed':
      return s.text ? join(who, `输出：${s.text}`) : join(who, '移动光标。')
    case 'prompts':
      return join(who, s.more ? '等待命令的其余部分。' : '就绪，等待下一行命令。')
    case 'unit':
      return s.call === 'answer'
        ? join(who, '答复', `${whom}：各单元现在的状态。`)
        : join(who, '请', whom, jobs[s.call](s.units.join('、')), '。')
    case 'editing':
      return editing(s, who)
    case 'terminal':
      return {
        opened: `你打开一个终端：主机让你在 /dev/${s.tty} 上登录。`,
        closed: `你关闭了终端：/dev/${s.tty} 上还在运行的进程会收到 SIGHUP。`,
        ended: `/dev/${s.tty} 上的 shell 已退出，终端随之关闭。`,
      }[s.what]
    case 'asks':
      if (s.to.kind === 'systemd')
        return join(who, '写入守护进程的套接字。dockerd 没有运行，持有这个套接字的 systemd 于是把它启动起来。')
      return s.route === 'other'
        ? join(who, '请求', `${whom}：${s.method} ${s.path}。`)
        : join(who, '向', whom, asks[s.route](s.subject), s.bytes > 1e5 ? `（${size(s.bytes)}）` : '', '。')
    case 'answers':
      return answer(s)
    case 'part':
      return part(s, who)
    case 'stream':
      return stream(s, who, whom)
    case 'closed':
      return join(who, '关闭与', whom, '的连接。')
    case 'calls':
      return join(who, '请', whom, calls[s.method] ?? `执行 ${s.method}`, '。')
    case 'replies':
      return s.error
        ? join(who, `返回错误：${s.error}`)
        : join(who, '答复', `${whom}：${done[s.method] ?? `${s.method} 已完成`}。`)
    case 'reports':
      return join(who, '向', whom, `报告：${reports[s.what] ?? s.what}。`)
    case 'syscall':
      return system[s.name]
        ? join(who, '请内核', system[s.name]!, `：${s.text}。`)
        : join(who, `发起系统调用：${s.text}。`)
    case 'sysret':
      return s.errno ? `内核拒绝了 ${s.name}：${s.errno}。` : join('内核为', whom, `完成了 ${s.name}。`)
    case 'exited':
      return s.oom ? '达到内存上限，内核杀死了进程。' : join('内核通知', whom, `：进程已退出，状态为 ${s.status}。`)
    case 'exec':
      return join(who, s.own ? `变成 ${s.argv}。` : `启动 ${s.argv}。`)
    case 'signal':
      return join(who, '把', s.signal, '送达', whom, '。')
    case 'kernel':
      return {
        copy_up: `第一次写入镜像里的文件：内核先把 ${s.path} 复制到容器自己的层（copy-up）。`,
        whiteout: `删除镜像里的文件：内核在容器的层里为 ${s.path} 留下一个 whiteout 标记。`,
        throttle: '该 cgroup 用完了本周期的 CPU 配额，只好等待。',
        charge: `进程 ${s.pid} 的内存记到它的 cgroup 账上：${size(s.bytes)}。`,
        over: `该 cgroup 已达内存上限，却还要 ${size(s.bytes)}。`,
        oom: `已没有内存可回收：内核选中该 cgroup 里占用最多的进程 ${s.pid}（${size(s.bytes)}），将它杀死。`,
      }[s.what]
    case 'packet':
      return `数据包（${s.what}）从 ${s.src} 发往 ${s.dst}${s.path ? `，途经 ${s.path}` : ''}。`
    case 'other':
      return join(who, '对', whom, `：${s.what}。`)
  }
}
