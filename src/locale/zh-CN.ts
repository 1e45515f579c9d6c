import type { Party, Route, Saying } from './saying'
import type { Words } from './words'

const size = (bytes: number): string =>
  bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : bytes >= 1e3 ? `${(bytes / 1e3).toFixed(1)} kB` : `${bytes} 字节`

function party({ kind, name, container }: Party): string {
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

const asks: Readonly<Record<Route, (subject: string) => string>> = {
  ping: () => '确认对方在线，并询问支持的 API 版本',
  version: () => '查询版本信息',
  info: () => '查询主机信息和配置',
  events: () => '订阅此后的所有事件',
  auth: () => '请它向镜像仓库核对用户名和密码',
  search: (s) => `在 Docker Hub 上搜索“${s}”`,
  'container.create': (s) => `请求创建容器${s ? ` ${s}` : ''}；此时还没有进程运行`,
  'container.start': (s) => `请求启动容器 ${s}`,
  'container.stop': (s) => `请求停止容器 ${s}：先发终止信号，超时再发 SIGKILL`,
  'container.kill': (s) => `请求向容器 ${s} 发送信号`,
  'container.restart': (s) => `请求重启容器 ${s}`,
  'container.pause': (s) => `请求冻结容器 ${s} 的所有进程`,
  'container.unpause': (s) => `请求恢复容器 ${s}`,
  'container.wait': (s) => `等待容器 ${s} 退出；赶在启动之前发出，以免错过退出状态`,
  'container.attach': (s) => `请求接上容器 ${s} 的输入输出；这条连接从此不再是 HTTP`,
  'container.logs': (s) => `读取容器 ${s} 的日志`,
  'container.inspect': (s) => `查询 ${s} 的全部信息`,
  'container.remove': (s) => `请求删除容器 ${s} 及其可写层`,
  'container.list': () => '查询容器列表',
  'container.resize': (s) => `通知容器 ${s} 终端窗口的大小`,
  'container.other': (s) => `发出关于容器 ${s} 的请求`,
  'exec.create': (s) => `请求在容器 ${s} 中准备一个新进程`,
  'exec.start': () => '请求运行这个进程',
  'exec.inspect': () => '查询这个进程的退出状态',
  'image.pull': (s) => `请求从镜像仓库拉取 ${s}`,
  'image.push': (s) => `请求把 ${s} 推送到名称所指的镜像仓库`,
  'image.tag': (s) => `请求给镜像 ${s} 再起一个名字，不复制任何数据`,
  'image.list': () => '查询镜像列表',
  'image.inspect': (s) => `查询镜像 ${s} 的配置`,
  'image.remove': (s) => `请求删除名称 ${s}；最后一个名称没了，镜像也随之删除`,
  'image.history': (s) => `查询镜像 ${s} 逐层的构建历史`,
  'image.build': () => '请求构建镜像',
  'image.other': (s) => `发出关于镜像 ${s} 的请求`,
  volume: () => '发出关于数据卷的请求',
  network: () => '发出关于网络的请求',
  'registry.ping': () => '确认对方支持镜像仓库协议，以及是否需要登录',
  'registry.token': () => '申请读写该仓库的令牌',
  'registry.manifest.head': (s) => `查询 ${s} 当前对应的摘要`,
  'registry.manifest.get': (s) => `获取 ${s} 的清单，也就是镜像由哪些部分组成`,
  'registry.manifest.put': (s) => `上传 ${s} 的清单；清单入库后，别人就能用这个名称拉取`,
  'registry.blob.head': (s) => `询问是否已有数据块 ${s}，已有就不必再传`,
  'registry.blob.get': (s) => `下载数据块 ${s}`,
  'registry.upload.start': () => '对方缺这个数据块，请求开始上传',
  'registry.upload.patch': () => '发送数据块的内容',
  'registry.upload.commit': (s) => `结束上传，请对方核对 sha-256 是否为 ${s}`,
  other: () => '发出请求',
}

const yes: Partial<Readonly<Record<Route, (subject: string, bytes: number) => string>>> = {
  ping: () => '在线，并报出支持的最高 API 版本',
  'container.create': (s) => `已创建容器${s ? ` ${s}` : ''}：有了 ID，但还没有进程`,
  'container.start': (s) => `答复：容器 ${s} 已在运行`,
  'container.stop': (s) => `答复：容器 ${s} 已停止`,
  'container.remove': () => '答复：容器已删除',
  'container.wait': () => '先不答复，等容器退出再说',
  'container.attach': () => '把连接切换为原始数据流（101）',
  'image.pull': () => '开始报告拉取进度',
  'image.push': () => '开始报告推送进度',
  'image.tag': () => '已添加这个名称',
  'registry.ping': () => '支持镜像仓库协议',
  'registry.token': () => '发放令牌',
  'registry.manifest.head': () => '给出该标签当前对应的摘要',
  'registry.manifest.get': (_s, bytes) => `发来清单（${size(bytes)}），清单的 sha-256 就是它的名字`,
  'registry.manifest.put': () => '已保存清单，现在可以用这个名称拉取镜像了',
  'registry.blob.head': () => '已有这个数据块，无需再传',
  'registry.blob.get': (_s, bytes) => `发来数据块（${size(bytes)}）`,
  'registry.upload.start': () => '同意上传，并给出上传地址',
  'registry.upload.patch': () => '已收下这些数据',
  'registry.upload.commit': () => '核对摘要无误，数据块入库',
}

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

const calls: Readonly<Record<string, string>> = {
  'Tasks/Create': '为容器准备任务',
  'Tasks/Start': '放行准备好的进程',
  'Tasks/Kill': '向任务发送信号',
  'Tasks/Delete': '清理已结束的任务',
  'Tasks/Exec': '在任务中再准备一个进程',
  'Task/Create': '按 bundle 创建容器',
  'Task/Start': '放行进程',
  'Task/Kill': '发送信号',
  'Task/Delete': '做清理',
  'Containers/Create': '登记容器及其规格',
  'Snapshots/Prepare': '在镜像之上准备一个可写快照',
  'Control/Solve': '求解构建图',
  'runc create': '建好命名空间和 cgroup，停在执行程序之前',
  'runc start': '打开 exec fifo，让程序开始执行',
}

const system: Readonly<Record<string, string>> = {
  clone: '创建一个拥有独立命名空间的新进程',
  fork: '创建新进程',
  setns: '进入已有的命名空间',
  unshare: '换用自己独有的命名空间',
  chroot: '以另一个目录作为根目录',
  mount: '挂载文件系统，只有这个进程看得到',
  umount: '卸载文件系统',
  pivot_root: '把镜像的文件换成根目录，从此看不到主机的文件',
  execve: '变成容器要运行的程序',
  kill: '发送信号',
  link_add_veth: '创建一对虚拟网卡，其中一端放进容器',
  link_add_bridge: '创建网桥',
  link_set_master: '把这一端插到网桥上',
  link_set_up: '启用网卡',
  addr_add: '给网卡配置地址',
  route_add: '添加路由',
  iptables_append: '添加一条地址转换或放行规则',
  iptables_delete: '删除一条规则',
  sethostname: '设置这个 UTS 命名空间的主机名',
  setcreds: '降到容器的用户和权限（capabilities）',
  bind: '占用要发布的端口',
  connect: '建立连接',
  writetree: '写入一层的文件',
  write: '写文件',
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

function caption(s: Saying): string {
  const who = party(s.from)
  const whom = party(s.to)
  switch (s.kind) {
    case 'typed':
      return s.line ? `你输入：${s.line}` : '你按下回车。'
    case 'printed':
      return s.text ? join(who, `输出：${s.text}`) : join(who, '就绪，等待下一行命令。')
    case 'editing':
      return editing(s, who)
    case 'terminal':
      return {
        opened: `你打开一个终端：主机让你在 /dev/${s.tty} 上登录。`,
        closed: `你关闭了终端：/dev/${s.tty} 上还在运行的进程会收到 SIGHUP。`,
        ended: `/dev/${s.tty} 上的 shell 已退出，终端随之关闭。`,
      }[s.what]
    case 'asks':
      return s.route === 'other'
        ? join(who, '请求', `${whom}：${s.method} ${s.path}。`)
        : join(who, '向', whom, asks[s.route](s.subject), s.bytes > 1e5 ? `（${size(s.bytes)}）` : '', '。')
    case 'answers':
      return answer(s)
    case 'part':
      return s.last ? join(who, '发完了答复。') : join(who, `发来答复的下一部分（${size(s.bytes)}）。`)
    case 'stream':
      return join(who, '向', whom, `传送 ${size(s.bytes)} 的${s.channel === 'raw' ? '终端数据' : ` ${s.channel}`}。`)
    case 'closed':
      return join(who, '关闭与', whom, '的连接。')
    case 'calls':
      return join(who, '请', whom, calls[s.method] ?? `执行 ${s.method}`, '。')
    case 'replies':
      return s.error ? join(who, `返回错误：${s.error}`) : join(who, '答复', `${whom}：${s.method} 已完成。`)
    case 'reports':
      return join(who, '向', whom, `报告：${s.what}。`)
    case 'syscall':
      return system[s.name]
        ? join(who, '请内核', system[s.name]!, `：${s.text}。`)
        : join(who, `发起系统调用：${s.text}。`)
    case 'sysret':
      return s.errno ? `内核拒绝了 ${s.name}：${s.errno}。` : join('内核为', whom, `完成了 ${s.name}。`)
    case 'exited':
      return s.oom ? '达到内存上限，内核杀死了进程。' : join('内核通知', whom, `：进程已退出，状态为 ${s.status}。`)
    case 'exec':
      return join(who, `执行 ${s.argv}。`)
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

const states: Readonly<Record<string, string>> = {
  created: '已创建',
  running: '运行中',
  paused: '已暂停',
  restarting: '重启中',
  removing: '删除中',
  dead: '失效',
}
const doing = { pull: '正在拉取', push: '正在推送', build: '正在构建' }

export const zhCN: Words = {
  lang: 'zh-CN',
  brand: { tagline: '看得见内部的 Docker' },
  region: {
    lesson: '课程',
    terminal: '终端',
    scene: '场景',
    timeline: '时间轴',
    inspector: '检视器',
    description: '画面的文字说明',
  },
  bar: {
    language: '语言',
    theme: '主题',
    themes: { auto: '跟随系统', light: '浅色', dark: '深色', contrast: '高对比度' },
    present: '演示',
    keys: '键盘快捷键',
    reset: '重新开始',
    sandbox: '沙盒',
  },
  tab: {
    lesson: '课程',
    terminal: '终端',
    map: '全图',
    layers: '镜像层',
    isolation: '隔离',
    resources: '资源',
    compare: '对比',
    wire: '报文',
    text: '文字说明',
  },
  depth: { title: '深度', names: ['故事', '协议', '内核'] },
  player: {
    play: '播放',
    pause: '暂停',
    forward: '前进一步',
    back: '后退一步',
    nextCommand: '下一条命令',
    previousCommand: '上一条命令',
    start: '回到开头',
    end: '跳到末尾',
    speed: '速度',
    position: '时间位置',
    at: (step, of, seconds, command) => `第 ${step} 步，共 ${of} 步，${seconds} 秒${command ? `，${command}` : ''}`,
    step: (step, of) => `${step} / ${of}`,
    branch: (steps) => `另一种走向，共 ${steps} 步`,
    branches: '其他走向',
    quiet: '还没有发生任何事。输入一条命令，或按播放。',
    coming: '正在获取下一步所需的模拟器模块…',
    missing: '有一个模拟器模块没有下载成功。当前进度不会丢失，请检查网络后重试。',
    retry: '重试',
  },
  terminal: {
    field: '命令行',
    leave: '先按 Esc 再按 Tab 可离开终端。',
    completes: 'Tab 键补全。',
    exit: (status) => `退出状态 ${status}`,
    running: '运行中',
    copy: '复制…',
    copyCommand: '命令',
    copyOutput: '输出',
    copyBoth: '命令和输出',
    copied: '已复制',
    again: '再次运行',
    fold: '折叠输出',
    unfold: '展开输出',
    show: '在时间轴上显示',
    candidates: (count) => `${count} 个候选`,
    searching: '反向搜索',
    welcome: '一台模拟的 Linux 主机，装有 Docker 28.5.2。你输入的内容不会离开这个页面。',
    lines: (count) => `${count} 行`,
    interrupt: 'Ctrl-C',
    keys: '按键直接交给程序。',
    suggest: '试试',
    tabs: '终端列表',
    tab: (number, tty) => `终端 ${number}（${tty}）`,
    open: '打开新终端',
    close: (number) => `关闭终端 ${number}`,
    closeHint: '按 Delete 键关闭终端。',
    ended: (exit) => (exit === 0 ? 'shell 已退出。' : `shell 已退出，状态为 ${exit}。`),
    reopen: '重新登录',
    keyRow: '手机键盘上没有的按键',
    find: '在终端中查找',
    findNext: '下一个',
    findBack: '上一个',
    findClose: '关闭查找',
    found: (at, count) => (count === 0 ? '没有找到' : `第 ${at} 个，共 ${count} 个`),
    earlier: (count) => `显示前面的 ${count} 行`,
    dropped: '更早的输出已不再保留。',
  },
  editor: {
    region: (name) => `编辑器：${name}`,
    field: (name) => `${name} 的内容`,
    leave: 'Tab 键缩进。先按 Esc 再按 Tab 可离开文本。Ctrl-S 保存。在 vi 中，按 Esc 后输入冒号可执行命令。',
    onHost: '位于主机',
    inContainer: (name) => `位于容器 ${name}`,
    dirty: '未保存',
    save: '保存',
    saveAndClose: '保存并关闭',
    close: '关闭',
    saving: '正在保存…',
    force: '强制写入',
    ask: '有尚未保存的修改。',
    discard: '不保存，直接关闭',
    stay: '继续编辑',
    command: 'vi 命令',
    unknown: (line) => `页面编辑器只支持 :w、:q、:wq、:x 以及带 ! 的形式，不支持 :${line}`,
    tooLarge: '文件过大，无法通过终端传送：上限为 96 KiB。',
    plain: '编辑器未能加载，这里改用普通文本框。',
    keys: (kind) => (kind === 'vi' ? '改用 vi 本身' : '改用 nano 本身'),
    keysHint: '在终端里显示程序自己的界面，按键直接发给它；此处未保存的内容不会带过去',
    phrases: {
      Find: '查找',
      Replace: '替换',
      next: '下一个',
      previous: '上一个',
      all: '全选',
      'match case': '区分大小写',
      regexp: '正则表达式',
      'by word': '全词匹配',
      replace: '替换',
      'replace all': '全部替换',
      close: '关闭',
      'current match': '当前匹配',
      'replaced $ matches': '已替换 $ 处',
      'replaced match on line $': '已替换第 $ 行的匹配',
      'on line': '位于第',
      'Go to line': '跳转到行',
      go: '跳转',
      'Selection deleted': '已删除选中内容',
    },
  },
  map: {
    client: '客户端',
    host: 'Docker 主机',
    hostNote: 'Linux，只有一个内核',
    store: '本地镜像',
    fleet: '容器',
    kernel: '内核',
    hub: 'Docker Hub',
    quiet: '空闲',
    idle: '空闲',
    busy: '命令运行中',
    noImages: '还没有镜像',
    noContainers: '还没有容器',
    more: (count) => `另有 ${count} 个`,
    state: (name, exit) => (name === 'exited' ? `已退出 (${exit})` : (states[name] ?? name)),
    changed: '这一步的变化',
    operation: (kind, done, of) => (of ? `${doing[kind]}，${done}/${of}` : doing[kind]),
    volume: (name) => `数据卷 ${name}`,
    layers: (count) => `${count} 层`,
    unnamed: '<none>',
    daemonNote: 'Engine API',
    stopped: '已停止',
    runtimeNote: '通过 shim 和 runc 运行任务',
    summary: (containers, images, running) => `${containers} 个容器（${running} 个运行中），${images} 个镜像`,
    inFlight: (count) => `${count} 条消息在途`,
    from: (from, to) => `从${from}到${to}`,
    nothingInFlight: '没有在途消息。',
    sharedBy: (count) => `${count} 个镜像共用`,
  },
  wire: {
    step: '步',
    time: '时间',
    from: '发送方',
    to: '接收方',
    message: '消息',
    size: '大小',
    filter: '筛选消息',
    count: (shown, all) => `共 ${all} 条，显示 ${shown} 条`,
  },
  inspector: {
    close: '关闭',
    real: '在真机上试试',
    copy: '复制',
    head: '头部',
    body: '正文',
    emptyBody: '无正文',
    config: '镜像配置',
    manifest: '清单',
    layers: '层',
    processes: '进程',
    rules: 'NAT 规则',
    links: '网络接口',
    arguments: '参数',
    result: '结果',
    bytes: '数据',
    machine: (name) => `状态机：${name}`,
    digestOf: (length) => `这 ${length} 字节的 sha-256`,
    matches: '一致',
    differs: (digest) => `与 ${digest} 不符`,
    files: (count) => `这一层里的文件（${count}）`,
    gone: '此刻它还不存在，或已经消失。',
    goTo: '跳到这一刻',
    facts: {
      from: '发送方',
      to: '接收方',
      sent: '发出',
      arrives: '到达',
      took: '路上用时',
      depth: '深度',
      cause: '起因',
      span: '所属命令',
      id: 'ID',
      name: '名称',
      state: '状态',
      image: '镜像',
      pid: '主机上的 PID',
      pidInside: '里面的 PID',
      command: '命令',
      address: '地址',
      ports: '端口',
      restart: '重启策略',
      mounts: '挂载',
      size: '大小',
      created: '创建时间',
      names: '名称',
      driver: '驱动',
      mountpoint: '挂载点',
      digest: '摘要',
      diffId: 'DiffID',
      chainId: 'ChainID',
      createdBy: '由何指令产生',
      exit: '退出状态',
      namespaces: '命名空间',
      cgroup: 'Cgroup',
      user: '用户',
      usedBy: '被谁使用',
      hostname: '主机名',
      upper: '可写层',
    },
    kinds: {
      cgroup: 'Cgroup',
      overlay: '可写层',
      message: '消息',
      container: '容器',
      image: '镜像',
      layer: '层',
      volume: '数据卷',
      place: '组件',
      process: '进程',
    },
  },
  lesson: {
    typeIt: '替我输入',
    hint: '提示',
    goal: '目标',
    met: '已达成',
    notYet: '尚未达成',
    next: '下一节',
    previous: '上一节',
    of: (at, count) => `${at} / ${count}`,
    done: '完成，这一课到此结束。',
    playAll: '连续播放',
    restsHere: '在此停一下。',
    lookInside: '打开看看',
    goOn: '继续',
    nextIs: (title) => `完成。接下来：${title}`,
    nextLesson: (title) => `下一课：${title}`,
  },
  keys: {
    title: '键盘快捷键',
    close: '关闭',
    rows: [
      ['空格', '播放或暂停'],
      ['← →', '后退或前进一步'],
      ['[ ]', '上一条或下一条命令'],
      ['Home End', '回到开头或跳到末尾'],
      ['1 2 3', '深度：故事、协议、内核'],
      ['+ −', '加快或放慢'],
      ['/', '转到命令行'],
      ['m w', '全图或报文'],
      ['Ctrl-R', '终端：在历史命令中反向搜索'],
      ['Alt-.', '终端：上一条命令的最后一个词'],
      ['Ctrl-Shift-F', '终端：在显示的内容中查找'],
      ['Esc 再 Tab', '离开终端'],
      ['?', '显示本列表'],
    ],
  },
  failed: (what) => `模拟器出错：${what}`,
  loading: '正在载入…',
  resize: '调整大小',
  caption,
  party,
}
