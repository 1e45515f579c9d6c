import type { Package } from '../known'

/**
 * Packages of the Red Hat family. A line: `name versions kilobytes kilobytes programs needs repository Summary`, the versions those of
 * CentOS 7, of Enterprise Linux 8 and 9, of Fedora 42 and of Amazon Linux 2023, `-` where there is none. The sizes, to fetch and on disk, are
 * about those of Enterprise Linux 9, for all.
 */
export type Family = 'el7' | 'el8' | 'el9' | 'fc42' | 'amzn2023'

const families: readonly Family[] = ['el7', 'el8', 'el9', 'fc42', 'amzn2023']

export interface RpmPackage extends Package {
  readonly arch: 'x86_64' | 'noarch'
  readonly repo: string
  readonly summary: string
}

const lines = `
  apr 1.4.8-7.el7|1.6.3-12.el8|1.7.0-12.el9_3|1.7.5-2.fc42|1.7.5-1.amzn2023.0.4 122 290 - - a Apache Portable Runtime library
  apr-util 1.5.2-6.el7_9.1|1.6.1-9.el8|1.6.1-23.el9|1.6.3-22.fc42|1.6.3-1.amzn2023.0.1 94 210 - apr a Apache Portable Runtime Utility library
  bc 1.06.95-13.el7|1.07.1-5.el8|1.07.1-14.el9|1.08.1-1.fc42|1.07.1-14.amzn2023.0.2 120 210 bc,dc - b GNU's bc (a numeric processing language) and dc (a calculator)
  bind-libs 32:9.11.4-26.P2.el7_9.16|32:9.11.36-16.el8_10.4|32:9.16.23-31.el9_6|32:9.18.36-1.fc42|32:9.18.33-1.amzn2023.0.1 1240 3300 - - a Libraries used by the BIND DNS packages
  bind-utils 32:9.11.4-26.P2.el7_9.16|32:9.11.36-16.el8_10.4|32:9.16.23-31.el9_6|32:9.18.36-1.fc42|32:9.18.33-1.amzn2023.0.1 200 650 dig,host,nslookup,nsupdate bind-libs a Utilities for querying DNS name servers
  bzip2 1.0.6-13.el7|1.0.6-28.el8_10|1.0.8-10.el9_5|1.0.8-20.fc42|1.0.8-6.amzn2023.0.2 55 97 bzip2,bunzip2,bzcat - b A file compression utility
  cronie 1.4.11-25.el7_9|1.5.2-10.el8|1.5.7-14.el9_6|1.7.2-4.fc42|1.5.7-1.amzn2023.0.2 114 270 crond,crontab - b Cron daemon for executing programs at set times
  curl 7.29.0-59.el7_9.2|7.61.1-34.el8_10.3|7.76.1-31.el9_6.1|8.11.1-5.fc42|8.11.1-4.amzn2023.0.1 294 680 curl - b A utility for getting files from remote servers (FTP, HTTP, and others)
  diffutils 3.3-6.el7_9|3.6-6.el8|3.7-12.el9|3.10-9.fc42|3.8-1.amzn2023.0.2 397 1320 diff,cmp,diff3,sdiff - b A GNU collection of diff utilities
  dnf-plugins-core/noarch -|4.0.21-25.el8|4.3.0-20.el9|4.10.1-1.fc42|4.3.0-13.amzn2023.0.5 37 18 - - b Core Plugins for DNF
  epel-release/noarch 7-14|8-22.el8|9-7.el9|-|- 19 26 - - e Extra Packages for Enterprise Linux repository configuration
  file 5.11-37.el7|5.33-27.el8_10|5.39-16.el9|5.46-3.fc42|5.39-7.amzn2023.0.4 52 94 file - b Utility for determining file types
  findutils 1:4.5.11-6.el7|1:4.6.0-23.el8_10|1:4.8.0-7.el9|1:4.10.0-5.fc42|1:4.8.0-2.amzn2023.0.2 547 1770 find,xargs - b The GNU versions of find utilities (find and xargs)
  gcc 4.8.5-44.el7|8.5.0-28.el8_10|11.5.0-5.el9_5|15.1.1-5.fc42|11.5.0-5.amzn2023.0.5 32000 88000 gcc,cc,cpp glibc-devel,make a Various compilers (C, C++, Objective-C, ...)
  gcc-c++ 4.8.5-44.el7|8.5.0-28.el8_10|11.5.0-5.el9_5|15.1.1-5.fc42|11.5.0-5.amzn2023.0.5 13000 31000 g++,c++ gcc a C++ support for GCC
  git 1.8.3.1-25.el7_9|2.43.7-1.el8_10|2.47.3-1.el9_6|2.50.1-1.fc42|2.50.1-1.amzn2023.0.1 50 86 git git-core,git-core-doc a Fast Version Control System
  git-core -|2.43.7-1.el8_10|2.47.3-1.el9_6|2.50.1-1.fc42|2.50.1-1.amzn2023.0.1 4600 21000 - less,openssh-clients a Core package of git with minimal functionality
  git-core-doc/noarch -|2.43.7-1.el8_10|2.47.3-1.el9_6|2.50.1-1.fc42|2.50.1-1.amzn2023.0.1 2900 16000 - - a Documentation files for git-core
  glibc-devel 2.17-326.el7_9|2.28-251.el8_10.22|2.34-168.el9_6.23|2.41-11.fc42|2.34-196.amzn2023.0.1 560 2300 - - a Object files for development using standard C libraries.
  golang 1.6.3-2.el7|1.24.4-1.el8_10|1.24.4-1.el9_6|1.24.6-1.fc42|1.24.6-1.amzn2023.0.1 670 1200 go - a The Go Programming Language
  gzip 1.5-11.el7_9|1.9-13.el8_5|1.12-1.el9|1.13-3.fc42|1.12-1.amzn2023.0.1 163 370 gzip,gunzip,zcat - b The GNU data compression program
  hostname 3.13-3.el7_7.1|3.20-7.el8.0.1|3.23-6.el9|3.25-2.fc42|3.23-4.amzn2023.0.2 29 42 hostname - b Utility to set/show the host name or domain name
  htop -|-|-|3.4.1-1.fc42|3.2.1-87.amzn2023.0.3 200 450 htop - a Interactive process viewer
  httpd 2.4.6-99.el7.centos.1|2.4.37-65.module+el8.10.0|2.4.62-4.el9|2.4.64-1.fc42|2.4.64-1.amzn2023.0.1 47 60 httpd,apachectl httpd-core,httpd-filesystem,httpd-tools,mailcap a Apache HTTP Server
  httpd-core -|-|2.4.62-4.el9|2.4.64-1.fc42|2.4.64-1.amzn2023.0.1 1400 4700 - apr,apr-util,httpd-filesystem,mailcap a httpd minimal core
  httpd-filesystem/noarch -|2.4.37-65.module+el8.10.0|2.4.62-4.el9|2.4.64-1.fc42|2.4.64-1.amzn2023.0.1 12 1 - - a The basic directory layout for the Apache HTTP Server
  httpd-tools 2.4.6-99.el7.centos.1|2.4.37-65.module+el8.10.0|2.4.62-4.el9|2.4.64-1.fc42|2.4.64-1.amzn2023.0.1 81 200 ab,htpasswd apr,apr-util a Tools for use with the Apache HTTP Server
  iproute 4.11.0-30.el7|6.2.0-6.el8_10|6.11.0-1.el9|6.12.0-3.fc42|5.10.0-2.amzn2023.0.5 800 2400 ip,ss,bridge - b Advanced IP routing and network device configuration tools
  iptables 1.4.21-35.el7|1.8.5-11.el8_9|-|-|- 580 2000 iptables,iptables-save - b Tools for managing Linux kernel packet filtering capabilities
  iptables-nft -|-|1.8.10-11.el9_5|1.8.11-9.fc42|1.8.8-3.amzn2023.0.2 186 420 iptables,iptables-save - b nftables compatibility for iptables
  iputils 20160308-10.el7|20180629-11.el8|20210202-11.el9_6.1|20240905-3.fc42|20210202-2.amzn2023.0.2 168 770 ping,arping,tracepath - b Network monitoring tools including ping
  java-17-openjdk -|1:17.0.16.0.8-2.el8|1:17.0.16.0.8-2.el9|-|- 430 1100 java - a OpenJDK 17 Runtime Environment
  jq -|1.6-11.el8_10|1.6-17.el9_6.2|1.7.1-11.fc42|1.7.1-49.amzn2023.0.2 186 380 jq oniguruma b Command-line JSON processor
  less 458-9.el7|530-3.el8_10|590-5.el9|679-1.fc42|608-2.amzn2023.0.2 161 360 less - b A text file browser similar to more, but better
  lsof 4.87-6.el7|4.93.2-1.el8|4.94.0-3.el9|4.98.0-7.fc42|4.94.0-1.amzn2023.0.3 239 620 lsof - b A utility which lists open files on a Linux/UNIX system
  mailcap/noarch 2.1.41-2.el7|2.1.48-3.el8|2.1.49-5.el9|2.1.54-9.fc42|2.1.49-3.amzn2023.0.3 32 71 - - b Helper application and MIME type associations for file types
  make 1:3.82-24.el7|1:4.2.1-11.el8|1:4.3-8.el9|1:4.4.1-10.fc42|1:4.3-5.amzn2023.0.2 536 1700 make - b A GNU tool which simplifies the build process for users
  man-db 2.6.3-11.el7|2.7.6.1-18.el8|2.9.3-7.el9|2.13.0-2.fc42|2.9.3-3.amzn2023.0.2 1200 2700 man - b Tools for searching and reading man pages
  mariadb 1:5.5.68-1.el7|3:10.3.39-1.module+el8.8.0|3:10.5.27-1.el9_5|3:10.11.13-1.fc42|- 1600 19000 mariadb,mysql,mysqldump,mysqladmin mariadb-common a A very fast and robust SQL database server
  mariadb-common -|3:10.3.39-1.module+el8.8.0|3:10.5.27-1.el9_5|3:10.11.13-1.fc42|- 29 180 - - a The shared files required by server and client
  mariadb-server 1:5.5.68-1.el7|3:10.3.39-1.module+el8.8.0|3:10.5.27-1.el9_5|3:10.11.13-1.fc42|- 9600 64000 mariadbd,mysqld,mariadb-install-db mariadb,mariadb-common a The MariaDB server and related files
  nano 2.3.1-10.el7|2.9.8-3.el8_10|5.6.1-7.el9|8.3-1.fc42|8.3-1.amzn2023.0.1 690 2700 nano,rnano - b A small text editor
  net-tools 2.0-0.25.20131004git.el7|2.0-0.52.20160912git.el8|2.0-0.64.20160912git.el9|2.0-0.73.20160912git.fc42|2.0-0.59.20160912git.amzn2023.0.2 291 910 ifconfig,route,netstat,arp - b Basic networking tools
  nginx -|1:1.14.1-9.module+el8.0.0|2:1.20.1-22.el9_6.3|2:1.28.0-2.fc42|1:1.28.0-1.amzn2023.0.2 36 160 nginx nginx-core,nginx-filesystem a A high performance web server and reverse proxy server
  nginx-core -|-|2:1.20.1-22.el9_6.3|2:1.28.0-2.fc42|1:1.28.0-1.amzn2023.0.2 566 1700 - - a nginx minimal core
  nginx-filesystem/noarch -|1:1.14.1-9.module+el8.0.0|2:1.20.1-22.el9_6.3|2:1.28.0-2.fc42|1:1.28.0-1.amzn2023.0.2 9 1 - - a The basic directory layout for the Nginx server
  nmap-ncat 2:6.40-19.el7|2:7.92-1.el8|3:7.92-3.el9|4:7.92-5.fc42|3:7.93-1.amzn2023.0.1 224 470 nc,ncat - a Nmap's Netcat replacement
  nodejs -|1:20.19.2-1.module+el8.10.0|1:16.20.2-8.el9_4|1:22.17.1-1.fc42|1:18.20.8-1.amzn2023.0.1 120 410 node nodejs-libs,npm a JavaScript runtime
  nodejs-libs -|1:20.19.2-1.module+el8.10.0|1:16.20.2-8.el9_4|1:22.17.1-1.fc42|1:18.20.8-1.amzn2023.0.1 14000 53000 - - a Node.js and v8 libraries
  npm -|1:10.8.2-1.20.19.2.1.module+el8.10.0|1:8.19.4-1.16.20.2.8.el9_4|1:10.9.2-1.22.17.1.1.fc42|1:10.8.2-1.18.20.8.1.amzn2023.0.1 1700 8400 npm,npx nodejs-libs a Node.js Package Manager
  oniguruma -|6.8.2-3.el8|6.9.6-1.el9.6|6.9.10-2.fc42|6.9.7.1-1.amzn2023.0.2 217 750 - - b Regular expressions library
  openssh 7.4p1-23.el7_9|8.0p1-25.el8_10|8.7p1-45.el9|9.9p1-11.fc42|8.7p1-8.amzn2023.0.15 450 1900 ssh-keygen - b An open source implementation of SSH protocol version 2
  openssh-clients 7.4p1-23.el7_9|8.0p1-25.el8_10|8.7p1-45.el9|9.9p1-11.fc42|8.7p1-8.amzn2023.0.15 700 2400 ssh,scp,sftp openssh b An open source SSH client applications
  openssh-server 7.4p1-23.el7_9|8.0p1-25.el8_10|8.7p1-45.el9|9.9p1-11.fc42|8.7p1-8.amzn2023.0.15 450 1000 sshd openssh b An open source SSH server daemon
  openssl 1:1.0.2k-26.el7_9|1:1.1.1k-14.el8_6|1:3.2.2-6.el9_5.1|1:3.2.4-4.fc42|1:3.2.2-1.amzn2023.0.1 1400 2100 openssl - b Utilities from the general purpose cryptography library with TLS implementation
  passwd 0.79-6.el7|0.80-4.el8|0.80-12.el9|-|0.80-10.amzn2023.0.2 109 450 passwd - b An utility for setting or changing passwords using PAM
  perl-interpreter -|4:5.26.3-423.el8_10|4:5.32.1-481.el9|4:5.40.2-517.fc42|4:5.32.1-477.amzn2023.0.7 71 120 perl perl-libs a Standalone executable Perl interpreter
  perl-libs -|4:5.26.3-423.el8_10|4:5.32.1-481.el9|4:5.40.2-517.fc42|4:5.32.1-477.amzn2023.0.7 2100 9400 - - a The libraries for the perl run time
  php 5.4.16-48.el7|7.2.24-1.module+el8.2.0|8.0.30-3.el9_6|8.4.10-1.fc42|- 8 2 php httpd a PHP scripting language for creating dynamic web sites
  postgresql 9.2.24-9.el7_9|10.23-4.module+el8.9.0|13.22-1.el9_6|16.9-3.fc42|- 1600 5700 psql,pg_dump,pg_isready postgresql-private-libs a PostgreSQL client programs
  postgresql-private-libs -|-|13.22-1.el9_6|16.9-3.fc42|- 136 380 - - a The shared libraries required only for this build of PostgreSQL server
  postgresql-server 9.2.24-9.el7_9|10.23-4.module+el8.9.0|13.22-1.el9_6|16.9-3.fc42|- 5700 23000 postgres,initdb,pg_ctl postgresql a The programs needed to create and run a PostgreSQL server
  procps-ng 3.3.10-28.el7|3.3.15-14.el8|3.3.17-14.el9|4.0.4-6.fc42|3.3.17-1.amzn2023.0.2 349 1000 ps,top,free,uptime,pgrep,pkill,vmstat,watch,w,sysctl,pidof - b System and process monitoring utilities
  psmisc 22.20-17.el7|23.1-5.el8|23.4-3.el9|23.7-5.fc42|23.4-1.amzn2023.0.2 243 690 pstree,killall,fuser - b Utilities for managing processes on your system
  python3 3.6.8-21.el7_9|-|3.9.21-2.el9_6.2|3.13.5-1.fc42|3.9.23-1.amzn2023.0.3 30 33 python3 python3-libs b Python 3.9 interpreter
  python3-libs 3.6.8-21.el7_9|-|3.9.21-2.el9_6.2|3.13.5-1.fc42|3.9.23-1.amzn2023.0.3 8100 32000 - - b Python runtime libraries
  python3-pip/noarch 9.0.3-8.el7|9.0.3-24.el8|21.3.1-1.el9|24.3.1-2.fc42|21.3.1-2.amzn2023.0.13 2000 8700 pip3,pip - a A tool for installing and managing Python3 packages
  python36 -|3.6.8-39.module+el8.10.0|-|-|- 19 13 python3 - a Interpreter of the Python programming language
  redis -|5.0.3-5.module+el8.4.0|6.2.18-1.el9_5|-|- 1300 4800 redis-server,redis-cli - a A persistent key-value database
  redis6 -|-|-|-|6.2.18-1.amzn2023.0.1 1300 4800 redis6-server,redis6-cli - a A persistent key-value database
  rsync 3.1.2-12.el7_9|3.1.3-23.el8_10|3.2.5-3.el9|3.4.1-3.fc42|3.4.0-1.amzn2023.0.2 404 750 rsync - b A program for synchronizing files over a network
  ruby 2.0.0.648-39.el7_9|2.5.9-114.module+el8.10.0|3.0.7-165.el9_5|3.4.4-25.fc42|- 38 73 ruby - a An interpreter of object-oriented scripting language
  strace 4.24-7.el7_9|5.18-2.1.el8_10|5.18-2.el9|6.15-1.fc42|6.8-1.amzn2023.0.1 1400 2500 strace - b Tracks and displays system calls associated with a running process
  sudo 1.8.23-10.el7_9.3|1.9.5p2-1.el8_10.1|1.9.5p2-10.el9_6.1|1.9.17-2.p1.fc42|1.9.15-1.p5.amzn2023.0.1 1000 4000 sudo,visudo - b Allows restricted root access for specified users
  tar 2:1.26-35.el7|2:1.30-9.el8|2:1.34-7.el9|2:1.35-5.fc42|2:1.34-1.amzn2023.0.4 877 3100 tar - b GNU file archiving program
  tcpdump 14:4.9.2-4.el7_7.1|14:4.9.3-5.el8_9|14:4.99.0-9.el9|14:4.99.5-2.fc42|14:4.99.1-1.amzn2023.0.3 542 1300 tcpdump - a A network traffic monitoring tool
  telnet 1:0.17-66.el7|1:0.17-76.el8|1:0.17-85.el9|1:0.17-94.fc42|1:0.17-83.amzn2023.0.2 63 120 telnet - a The client program for the Telnet remote login protocol
  traceroute 3:2.0.22-2.el7|3:2.1.0-6.el8|3:2.1.1-1.el9|3:2.1.6-2.fc42|3:2.1.3-3.amzn2023.0.2 60 110 traceroute - b Traces the route taken by packets over an IPv4/IPv6 network
  tree 1.6.0-10.el7|1.7.0-15.el8|1.8.0-10.el9|2.2.1-1.fc42|1.8.0-6.amzn2023.0.2 55 113 tree - b File system tree viewer
  tzdata/noarch 2024a-1.el7|2025b-1.el8|2025b-1.el9|2025b-1.fc42|2025b-1.amzn2023.0.1 430 1700 - - b Timezone data
  unzip 6.0-24.el7_9|6.0-48.el8_10|6.0-58.el9_5|6.0-66.fc42|6.0-57.amzn2023.0.3 182 400 unzip - b A utility for unpacking zip files
  util-linux 2.23.2-65.el7_9.1|2.32.1-46.el8|2.37.4-21.el9|2.40.4-7.fc42|2.37.4-1.amzn2023.0.4 2300 15000 - - b Collection of basic system utilities
  vim-common 2:7.4.629-8.el7_9|2:8.0.1763-19.el8_6.4|2:8.2.2637-22.el9_6|2:9.1.1591-1.fc42|2:9.1.1552-1.amzn2023.0.1 6800 31000 xxd vim-filesystem a The common files needed by any version of the VIM editor
  vim-enhanced 2:7.4.629-8.el7_9|2:8.0.1763-19.el8_6.4|2:8.2.2637-22.el9_6|2:9.1.1591-1.fc42|2:9.1.1552-1.amzn2023.0.1 1800 4200 vim vim-common,which a A version of the VIM editor which includes recent enhancements
  vim-filesystem/noarch 2:7.4.629-8.el7_9|2:8.0.1763-19.el8_6.4|2:8.2.2637-22.el9_6|2:9.1.1591-1.fc42|2:9.1.1552-1.amzn2023.0.1 10 1 - - b VIM filesystem layout
  vim-minimal 2:7.4.629-8.el7_9|2:8.0.1763-19.el8_6.4|2:8.2.2637-22.el9_6|2:9.1.1591-1.fc42|2:9.1.1552-1.amzn2023.0.1 670 1500 vi,view - b A minimal version of the VIM editor
  wget 1.14-18.el7_6.1|1.19.5-12.el8_10|1.21.1-8.el9_4|-|1.21.3-1.amzn2023.0.4 789 3100 wget - a A utility for retrieving files using the HTTP or FTP protocols
  wget2-wget -|-|-|2.2.0-3.fc42|- 10 1 wget - a wget2 shim to provide wget
  figlet 2.2.5-9.el7|2.2.5-18.20151018gita565ae1.el8|2.2.5-23.20151018gita565ae1.el9|-|- 136 630 figlet - p A program for making large letters out of ordinary text
  htop 2.2.0-3.el7|3.2.1-1.el8|3.3.0-1.el9|-|- 190 420 htop - p Interactive process viewer
  jq 1.6-2.el7|-|-|-|- 167 380 jq oniguruma p Command-line JSON processor
  nginx 1:1.20.1-10.el7|-|-|-|- 588 1800 nginx nginx-filesystem p A high performance web server and reverse proxy server
  nginx-filesystem/noarch 1:1.20.1-10.el7|-|-|-|- 24 1 - - p The basic directory layout for the Nginx server
  nodejs 1:16.20.2-1.el7|-|-|-|- 13000 45000 node npm p JavaScript runtime
  npm 1:8.19.4-1.16.20.2.1.el7|-|-|-|- 2700 9900 npm,npx - p Node.js Package Manager
  oniguruma 6.8.2-2.el7|-|-|-|- 181 640 - - p Regular expressions library
  redis 3.2.12-2.el7|-|-|-|- 544 1400 redis-server,redis-cli - p A persistent key-value database
  stress 1.0.4-16.el7|1.0.4-24.el8|1.0.4-29.el9|-|- 38 90 stress - p A tool to put given subsystems under a specified load
  which 2.20-7.el7|2.21-21.el8_10|2.21-29.el9|2.23-2.fc42|2.21-26.amzn2023.0.2 41 80 which - b Displays where a particular program in your path is located
  xz 5.2.2-2.el7_9|5.2.4-4.el8_6|5.2.5-8.el9_0|5.8.1-2.fc42|5.2.5-9.amzn2023.0.2 230 740 xz - b LZMA compression utilities
  yum-utils/noarch 1.1.31-54.el7_8|4.0.21-25.el8|4.3.0-20.el9|-|- 36 23 yum-config-manager - b Yum-utils CLI compatibility layer
  zip 3.0-11.el7|3.0-23.el8|3.0-35.el9|3.0-43.fc42|3.0-28.amzn2023.0.2 270 720 zip - b A file compression and packaging utility compatible with PKZIP
`

/** What an image has instead of a package, and what then is in its way. */
export const rivals: Readonly<Record<string, string>> = { curl: 'curl-minimal' }

const row =
  /^ *(?<name>\S+) (?<versions>\S+) (?<download>\d+) (?<installed>\d+) (?<programs>\S+) (?<needs>\S+) (?<repo>\S) (?<summary>.*)$/gm

const words = (list: string) => (list === '-' ? [] : list.split(','))

/** What one of the family has. */
export function packagesOf(family: Family): readonly RpmPackage[] {
  const column = families.indexOf(family)
  return [...lines.matchAll(row)].flatMap(({ groups: cells = {} }) => {
    const version = cells['versions']!.split('|')[column]!
    const [name = '', arch = 'x86_64'] = cells['name']!.split('/')
    if (version === '-') return []
    return [
      {
        name,
        arch: arch as RpmPackage['arch'],
        version,
        debian: version,
        download: Number(cells['download']) * 1000,
        installed: Number(cells['installed']) * 1000,
        programs: words(cells['programs']!),
        needs: words(cells['needs']!),
        repo: cells['repo']!,
        summary: cells['summary']!,
      },
    ]
  })
}
