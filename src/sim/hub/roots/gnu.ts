import type { FileEntry } from '../../../base/file-entry'
import { link, program } from '../entries'

/** Debian's programs, package by package, with the sizes of their binaries as a list that can be read: `ls=138208`. */
export type Package = 'coreutils' | 'base' | 'procps' | 'net' | 'host'

const lists: Readonly<Record<Package, string>> = {
  coreutils: `[=55720 arch=35336 b2sum=55816 base32=39432 base64=39432 basename=35336 cat=39384 chgrp=60024 chmod=55912 chown=64184 cksum=88856 comm=39432 cp=141832 cut=43496 date=104968
    dd=68424 df=84440 dir=142312 dirname=35336 du=158896 echo=35336 env=47720 expand=35336 expr=43528 factor=72296 false=26936 fmt=43504 fold=39432 groups=35336 head=43560 hostid=35336 id=39464
    install=154120 join=47816 link=35336 ln=60072 logname=35336 ls=142312 md5sum=43560 mkdir=68328 mkfifo=39432 mknod=43560 mktemp=39432 mv=137752 nice=35336 nl=43592 nohup=35336 nproc=35336
    numfmt=64104 od=68296 paste=35336 pathchk=35336 pr=72296 printenv=26936 printf=55688 pwd=35336 readlink=39432 realpath=39432 rm=59912 rmdir=47656 seq=47784 sha1sum=43560 sha224sum=47656
    sha256sum=47656 sha384sum=51752 sha512sum=51752 shred=55840 shuf=47592 sleep=35336 sort=105424 split=55912 stat=92584 stdbuf=51720 stty=80584 sum=35336 sync=35336 tac=39432 tail=64136 tee=39464 test=47528
    timeout=39880 touch=92632 tr=47592 true=26936 truncate=39432 tsort=43560 tty=35336 uname=35336 unexpand=35336 uniq=43560 unlink=35336 users=35336 vdir=142312 wc=51784 who=55848 whoami=35336 yes=35336`,
  base: `bash=1446024 dash=129784 grep=186824 egrep=41 fgrep=41 sed=126424 mawk=166712 tar=445536 gzip=98048 gunzip=2346 zcat=1984 find=216088 xargs=68472 diff=146200 cmp=55904 which=1003 hostname=22784
    mount=51584 umount=39296 dmesg=88864 lsblk=198448 mountpoint=18576 findmnt=72048 su=55680 login=52936 passwd=64152 chsh=44760 getent=38960 ldd=5317 locale=58944 iconv=67656 perl=4010728 apt=18752 apt-get=51600
    apt-cache=88464 apt-mark=55696 apt-config=26944 apt-key=28243 dpkg=309896 dpkg-query=138712 dpkg-deb=171336 debconf=2859 gpgv=289488 run-parts=27744 setsid=14720 nsenter=27112 unshare=36016 flock=27000 more=51648
    clear=14656 reset=26936 tput=22832 infocmp=64032 chroot=43528 useradd=147208 userdel=103624 usermod=139216 groupadd=92200 groupdel=80264 groupmod=92200 adduser=48000 addgroup=48000 deluser=18000 chpasswd=63400 ldconfig=1058936
    lsb_release=3638 zgrep=8103 bzip2=39224 xz=88552 runuser=55640 chage=72184 last=55920 mesg=14640 getopt=22720 tzselect=15254 savelog=10327 ischroot=14656 tempfile=14664 lscpu=113000 ipcs=39200 hwclock=64000 logger=35464`,
  procps:
    'free=30968 kill=31104 pgrep=39320 pkill=39320 pmap=43384 ps=144184 pwdx=22840 skill=31104 slabtop=27080 snice=31104 sysctl=35160 tload=18688 top=138944 uptime=18656 vmstat=47352 w=26896 watch=35096 pidof=18704',
  net: 'ip=768952 ss=158288 bridge=125984 ping=90568 ifconfig=80232 route=64160 netstat=155008 nslookup=113672 dig=113672 host=105496 traceroute=72888 nc=43480 telnet=118728 iptables=99600 iptables-save=99600 brctl=59640 tcpdump=1266376',
  host: `lsns=68256 pstree=39176 capsh=31416 curl=301784 wget=538072 git=3961696 vim=3787152 vi=3787152 nano=283144 less=199048 tree=93056 jq=31088 sudo=281624 systemctl=1505904 journalctl=88360 service=9097 ssh=846888 scp=187208 openssl=998224 gpg=1120896
    python3=6839896 gcc=1032432 make=244072 unzip=186664 zip=211400 file=26904 man=120616 crontab=39568 lsof=163592 strace=1616688 htop=357208 dockerd-rootless.sh=5148 hostnamectl=27360 timedatectl=44784 uuidgen=18664 xxd=18712 bc=93184 figlet=38968 cowsay=4664 column=35368 stress=26896 hexdump=51808 strings=34856 fallocate=30960 getconf=26896 newgrp=40664 ssh-keygen=473984 renice=14720 ionice=30960 taskset=35056 fuser=39400 arp=56344 arping=26952 cal=43000 hd=51808 script=43248 rev=14648 sh=0`,
}

const pairs = (pack: Package) =>
  lists[pack]
    .trim()
    .split(/\s+/)
    .map((pair) => {
      const at = pair.lastIndexOf('=')
      return [pair.slice(0, at), Number(pair.slice(at + 1))] as const
    })

/** Which simulated program plays a name that is another program's. */
const played: Readonly<Record<string, string>> = {
  dash: 'sh',
  mawk: 'awk',
  dir: 'ls',
  vdir: 'ls',
  egrep: 'grep',
  fgrep: 'grep',
  hd: 'hexdump',
}

const daemons = new Set([
  'capsh',
  'chroot',
  'useradd',
  'userdel',
  'usermod',
  'groupadd',
  'groupdel',
  'groupmod',
  'adduser',
  'addgroup',
  'deluser',
  'chpasswd',
  'ldconfig',
  'runuser',
  'ip',
  'bridge',
  'ifconfig',
  'route',
  'iptables',
  'iptables-save',
  'brctl',
  'tcpdump',
  'sysctl',
  'service',
  'hwclock',
])

/** The stand-ins of packages, in usr/bin and usr/sbin as merged-/usr has them. */
export const gnuPrograms = (...packs: readonly Package[]): readonly FileEntry[] => [
  ...packs
    .flatMap(pairs)
    .flatMap(([name, size]) =>
      name === 'sh' ? [] : [program(`usr/${daemons.has(name) ? 'sbin' : 'bin'}/${name}`, size, played[name] ?? name)],
    ),
  link('usr/bin/sh', 'dash'),
  link('usr/bin/awk', 'mawk'),
  link('usr/bin/rbash', 'bash'),
]
