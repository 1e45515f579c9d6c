/** The packages that the simulated archives hold: what they put where. Everything else is "not found". */
export interface Package {
  readonly name: string
  readonly version: string
  /** Bytes to fetch and bytes on disk. */
  readonly download: number
  readonly installed: number
  readonly programs: readonly string[]
  readonly needs: readonly string[]
}

const pack = (
  name: string,
  version: string,
  download: number,
  installed: number,
  programs = '',
  needs = '',
): Package => ({
  name,
  version,
  download,
  installed,
  programs: programs.split(' ').filter((each) => each !== ''),
  needs: needs.split(' ').filter((each) => each !== ''),
})

const kb = 1000
const mb = 1000 * kb

export const debianPackages: readonly Package[] = [
  pack('curl', '8.5.0-2ubuntu10.6', 227 * kb, 534 * kb, 'curl', 'ca-certificates libcurl4t64'),
  pack('libcurl4t64', '8.5.0-2ubuntu10.6', 341 * kb, 906 * kb),
  pack('ca-certificates', '20240203', 159 * kb, 388 * kb, 'update-ca-certificates', 'openssl'),
  pack('openssl', '3.0.13-0ubuntu3.5', 1003 * kb, 2_034 * kb, 'openssl'),
  pack('wget', '1.21.4-1ubuntu4.1', 334 * kb, 938 * kb, 'wget'),
  pack('git', '1:2.43.0-1ubuntu7.3', 3_680 * kb, 22_500 * kb, 'git', 'git-man perl'),
  pack('git-man', '1:2.43.0-1ubuntu7.3', 1_100 * kb, 2_200 * kb),
  pack('perl', '5.38.2-3.2ubuntu0.2', 232 * kb, 671 * kb, 'perldoc'),
  pack('vim', '2:9.1.0016-1ubuntu7.8', 1_881 * kb, 3_980 * kb, 'vim', 'vim-common'),
  pack('vim-common', '2:9.1.0016-1ubuntu7.8', 385 * kb, 370 * kb),
  pack('nano', '7.2-2ubuntu0.1', 282 * kb, 868 * kb, 'nano'),
  pack('less', '590-2ubuntu2.1', 142 * kb, 333 * kb, 'less'),
  pack('jq', '1.7.1-3build1', 65 * kb, 97 * kb, 'jq'),
  pack('nginx', '1.24.0-2ubuntu7.5', 521 * kb, 1_596 * kb, 'nginx', 'nginx-common'),
  pack('nginx-common', '1.24.0-2ubuntu7.5', 43 * kb, 379 * kb),
  pack('apache2', '2.4.58-1ubuntu8.7', 90 * kb, 465 * kb, 'apache2 apache2ctl', 'apache2-bin'),
  pack('apache2-bin', '2.4.58-1ubuntu8.7', 1_331 * kb, 3_912 * kb),
  pack('python3', '3.12.3-0ubuntu2', 23 * kb, 82 * kb, 'python3', 'python3-minimal libpython3-stdlib'),
  pack('python3-minimal', '3.12.3-0ubuntu2', 2_330 * kb, 8_000 * kb),
  pack('libpython3-stdlib', '3.12.3-0ubuntu2', 2_070 * kb, 9_900 * kb),
  pack('python3-pip', '24.0+dfsg-1ubuntu1.2', 1_319 * kb, 6_940 * kb, 'pip3 pip', 'python3'),
  pack('python3-dev', '3.12.3-0ubuntu2', 26 * kb, 35 * kb, '', 'python3'),
  pack('nodejs', '18.19.1+dfsg-6ubuntu5', 306 * kb, 880 * kb, 'node nodejs', 'libnode109'),
  pack('libnode109', '18.19.1+dfsg-6ubuntu5', 11_600 * kb, 46_800 * kb),
  pack('npm', '9.2.0~ds1-2', 400 * kb, 2_300 * kb, 'npm npx', 'nodejs'),
  pack('build-essential', '12.10ubuntu1', 5 * kb, 17 * kb, '', 'gcc make'),
  pack('gcc', '4:13.2.0-7ubuntu1', 32_500 * kb, 108 * mb, 'gcc cc g++'),
  pack('make', '4.3-4.1build2', 180 * kb, 445 * kb, 'make'),
  pack('iputils-ping', '3:20240117-1ubuntu0.1', 44 * kb, 125 * kb, 'ping'),
  pack('iproute2', '6.1.0-1ubuntu6', 1_120 * kb, 3_020 * kb, 'ip ss bridge'),
  pack('net-tools', '2.10-0.1ubuntu4', 204 * kb, 811 * kb, 'ifconfig route netstat'),
  pack('dnsutils', '1:9.18.30-0ubuntu0.24.04.2', 4 * kb, 14 * kb, 'nslookup dig host'),
  pack('bind9-dnsutils', '1:9.18.30-0ubuntu0.24.04.2', 156 * kb, 490 * kb, 'nslookup dig host'),
  pack('netcat-openbsd', '1.226-1ubuntu2', 44 * kb, 111 * kb, 'nc netcat'),
  pack('procps', '2:4.0.4-4ubuntu3.2', 708 * kb, 1_408 * kb, 'ps free top uptime pgrep pkill watch kill'),
  pack('htop', '3.3.0-4build1', 171 * kb, 434 * kb, 'htop'),
  pack('tree', '2.1.1-2ubuntu3', 47 * kb, 111 * kb, 'tree'),
  pack('sudo', '1.9.15p5-3ubuntu5', 947 * kb, 2_700 * kb, 'sudo'),
  pack('unzip', '6.0-28ubuntu4.1', 174 * kb, 384 * kb, 'unzip'),
  pack('figlet', '2.2.5-3', 133 * kb, 752 * kb, 'figlet'),
  pack('cowsay', '3.03+dfsg2-8', 19 * kb, 92 * kb, 'cowsay'),
  pack('redis-server', '5:7.0.15-1ubuntu0.24.04.1', 51 * kb, 179 * kb, 'redis-server redis-cli'),
  pack('redis-tools', '5:7.0.15-1ubuntu0.24.04.1', 1_280 * kb, 5_480 * kb, 'redis-cli'),
  pack('openssh-server', '1:9.6p1-3ubuntu13.13', 509 * kb, 1_600 * kb, 'sshd'),
  pack('software-properties-common', '0.99.49.2', 14 * kb, 195 * kb, 'add-apt-repository'),
  pack('apt-utils', '2.7.14build2', 216 * kb, 757 * kb),
  pack('apt-transport-https', '2.7.14build2', 4 * kb, 36 * kb),
  pack('gnupg', '2.4.4-2ubuntu17.3', 359 * kb, 1_200 * kb, 'gpg'),
  pack('lsb-release', '12.0-2', 7 * kb, 16 * kb, 'lsb_release'),
  pack('locales', '2.39-0ubuntu8.5', 4_226 * kb, 17_400 * kb),
  pack('tzdata', '2025b-0ubuntu0.24.04.1', 277 * kb, 3_400 * kb),
  pack('default-jdk', '2:1.21-75+exp1', 1 * kb, 7 * kb, 'java javac'),
  pack('stress', '1.0.7-1', 18 * kb, 50 * kb, 'stress'),
]

export const alpinePackages: readonly Package[] = [
  pack('curl', '8.14.1-r1', 152 * kb, 320 * kb, 'curl', 'libcurl'),
  pack('libcurl', '8.14.1-r1', 380 * kb, 660 * kb, '', 'c-ares nghttp2-libs'),
  pack('c-ares', '1.34.5-r0', 80 * kb, 200 * kb),
  pack('nghttp2-libs', '1.65.0-r0', 70 * kb, 150 * kb),
  pack('bash', '5.2.37-r0', 480 * kb, 1_368 * kb, 'bash', 'readline'),
  pack('readline', '8.2.13-r1', 140 * kb, 310 * kb),
  pack('git', '2.49.1-r0', 3_100 * kb, 6_700 * kb, 'git', 'pcre2'),
  pack('pcre2', '10.43-r1', 250 * kb, 640 * kb),
  pack('vim', '9.1.1415-r0', 1_300 * kb, 2_900 * kb, 'vim'),
  pack('nano', '8.4-r0', 280 * kb, 700 * kb, 'nano'),
  pack('wget', '1.25.0-r1', 220 * kb, 560 * kb, 'wget'),
  pack('jq', '1.8.0-r0', 150 * kb, 360 * kb, 'jq', 'oniguruma'),
  pack('oniguruma', '6.9.10-r0', 240 * kb, 590 * kb),
  pack('nginx', '1.28.0-r3', 540 * kb, 1_300 * kb, 'nginx', 'pcre2'),
  pack('nodejs', '22.16.0-r2', 15_000 * kb, 55 * mb, 'node', 'libgcc libstdc++'),
  pack('npm', '11.3.0-r1', 2_100 * kb, 9_700 * kb, 'npm npx', 'nodejs'),
  pack('python3', '3.12.11-r0', 9_900 * kb, 41 * mb, 'python3', 'libffi sqlite-libs'),
  pack('py3-pip', '25.1.1-r0', 1_600 * kb, 7_400 * kb, 'pip pip3', 'python3'),
  pack('libffi', '3.4.8-r0', 20 * kb, 52 * kb),
  pack('sqlite-libs', '3.49.2-r1', 500 * kb, 1_100 * kb),
  pack('libgcc', '14.2.0-r6', 60 * kb, 190 * kb),
  pack('libstdc++', '14.2.0-r6', 780 * kb, 2_800 * kb),
  pack('iputils', '20240905-r0', 70 * kb, 190 * kb, 'ping'),
  pack('iproute2', '6.15.0-r0', 430 * kb, 1_100 * kb, 'ip ss'),
  pack('bind-tools', '9.20.11-r0', 260 * kb, 640 * kb, 'dig nslookup host'),
  pack('ca-certificates', '20241121-r2', 220 * kb, 700 * kb, 'update-ca-certificates'),
  pack('openssl', '3.5.1-r0', 400 * kb, 800 * kb, 'openssl'),
  pack('tzdata', '2025b-r0', 430 * kb, 1_600 * kb),
  pack('make', '4.4.1-r3', 110 * kb, 260 * kb, 'make'),
  pack('gcc', '14.2.0-r6', 46 * mb, 140 * mb, 'gcc cc'),
  pack('g++', '14.2.0-r6', 16 * mb, 51 * mb, 'g++', 'gcc'),
  pack('build-base', '0.5-r3', 2 * kb, 4 * kb, '', 'gcc g++ make'),
  pack('redis', '8.0.3-r0', 1_200 * kb, 3_700 * kb, 'redis-server redis-cli'),
  pack('tree', '2.2.1-r0', 40 * kb, 90 * kb, 'tree'),
  pack('htop', '3.4.1-r0', 120 * kb, 310 * kb, 'htop'),
  pack('figlet', '2.2.5-r3', 110 * kb, 640 * kb, 'figlet'),
  pack('sudo', '1.9.17_p1-r0', 800 * kb, 2_100 * kb, 'sudo'),
  pack('shadow', '4.17.3-r0', 120 * kb, 300 * kb, 'useradd usermod'),
  pack('stress', '1.0.7-r0', 12 * kb, 38 * kb, 'stress'),
  pack('coreutils', '9.7-r1', 460 * kb, 1_100 * kb),
]

/** The packages asked for with what they need, each once, needs first; and the names that are unknown. */
export function resolve(
  archive: readonly Package[],
  names: readonly string[],
  have: ReadonlySet<string>,
): { readonly packages: readonly Package[]; readonly unknown: readonly string[] } {
  const chosen = new Map<string, Package>()
  const unknown: string[] = []
  const visit = (name: string, asked: boolean): void => {
    const found = archive.find((each) => each.name === name.replace(/[=<>~@].*$/, ''))
    if (!found) {
      if (asked) unknown.push(name)
      return
    }
    if (chosen.has(found.name) || have.has(found.name)) return
    for (const need of found.needs) visit(need, false)
    chosen.set(found.name, found)
  }
  for (const name of names) visit(name, true)
  return { packages: [...chosen.values()], unknown }
}
