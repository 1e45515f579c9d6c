import { beforeAll, describe, expect, test } from 'vitest'
import type { Desk } from '../../../src/node/desk'
import { at, deskWith, done } from '../../desk'

/**
 * The programs that tutorials use most, in the order of use: sixty on the host, fifty inside containers. A row says what is typed, how it ends,
 * and what must be seen. The expectations are what the real program prints on a fresh Debian-like host or in the real image.
 */
type RowOf = readonly [program: string, line: string, exit: number, seen: RegExp]

const host: readonly RowOf[] = [
  ['curl', 'curl -s localhost:8080 | head -4', 0, /<title>Welcome to nginx!<\/title>/],
  ['cd', 'cd /etc && pwd && cd - >/dev/null', 0, /^\/etc\n$/],
  ['echo', 'echo "hello   world" again', 0, /^hello {3}world again\n$/],
  ['cat', 'cat notes.txt', 0, /^b 2\na 1\nc 3\n$/],
  ['grep', 'grep -n a notes.txt', 0, /^2:a 1\n$/],
  ['mkdir', 'mkdir -p app/src/deep && ls app', 0, /^src\n$/],
  ['git', 'git clone https://github.com/docker/getting-started-app && ls getting-started-app', 0, /package\.json/],
  ['ls', 'ls -l notes.txt', 0, /^-rw-r--r-- 1 you you 12 .* notes\.txt\n$/],
  ['apt-get', 'sudo apt-get update', 0, /Reading package lists\.\.\.\n$/],
  ['pwd', 'pwd', 0, /^\/home\/you\n$/],
  ['systemctl', 'systemctl is-active docker', 0, /^active\n$/],
  ['kubectl', 'kubectl get nodes', 127, /^bash: kubectl: command not found\n$/],
  ['docker-machine', 'docker-machine ls', 127, /^bash: docker-machine: command not found\n$/],
  ['export', 'export TAG=1.2 && bash -c \'echo "tag $TAG"\'', 0, /^tag 1\.2\n$/],
  ['jq', 'docker inspect web | jq -r ".[0].State.Status"', 0, /^running\n$/],
  ['apt', 'apt list --installed 2>/dev/null | head -1', 0, /^Listing\.\.\./],
  ['chmod', 'chmod +x run.sh && ./run.sh', 0, /^ran as you\n$/],
  ['nano', 'nano notes.txt < /dev/null > out.txt; echo $?', 0, /[1-9]/],
  ['touch', 'touch new.txt && stat -c "%s %n" new.txt', 0, /^0 new\.txt\n$/],
  ['service', 'service docker status | head -1', 0, /docker/],
  ['uname', 'uname -sm', 0, /^Linux x86_64\n$/],
  ['tee', 'echo kept | tee kept.txt | cat - kept.txt', 0, /^kept\nkept\n$/],
  ['exit', 'bash -c "exit 3"', 3, /^$/],
  ['yum', 'yum install -y curl', 127, /^bash: yum: command not found\n$/],
  ['sh', "sh -c 'echo $0 $1' one two", 0, /^one two\n$/],
  ['ip', 'ip -4 addr show docker0', 0, /inet 172\.17\.0\.1\/16/],
  ['ssh', 'ssh root@10.0.0.1', 1, /^.*ssh is not simulated.*\n$/],
  ['awk', "awk '{ s += $2 } END { print s }' notes.txt", 0, /^6\n$/],
  ['wget', 'wget -qO- http://localhost:8080 | wc -c', 0, /^615\n$/],
  ['rm', 'rm new.txt && ls new.txt', 2, /^ls: cannot access 'new\.txt': No such file or directory\n$/],
  ['hostname', 'hostname', 0, /^[a-z][a-z0-9-]*\n$/],
  ['sleep', 'sleep 0.2 && echo woke', 0, /^woke\n$/],
  ['sed', "sed -e 's/a/A/' -e 3d notes.txt", 0, /^b 2\nA 1\n$/],
  ['ping', 'ping -c 2 172.17.0.2', 0, /2 packets transmitted, 2 received, 0% packet loss/],
  ['usermod', 'sudo usermod -aG docker you && id -nG you', 0, /docker/],
  ['cp', 'cp -r app copied && ls copied/src', 0, /^deep\n$/],
  ['vim', 'vim notes.txt < /dev/null > out.txt; head -c 200 out.txt | wc -c', 0, /\d/],
  ['xargs', "docker ps --format '{{.Names}}' | xargs -n1 echo is", 0, /^is web\n$/],
  ['python', 'python --version', 127, /^bash: python: command not found\n$/],
  ['oc', 'oc status', 127, /^bash: oc: command not found\n$/],
  ['openssl', 'openssl rand -hex 8', 0, /^[0-9a-f]{16}\n$/],
  ['head', 'head -n 1 notes.txt', 0, /^b 2\n$/],
  ['dpkg', 'dpkg --print-architecture', 0, /^amd64\n$/],
  ['[', '[ -f notes.txt ] && echo there', 0, /^there\n$/],
  ['tree', 'tree app', 0, /^app\n└── src\n {4}└── deep\n\n3 directories, 0 files\n$/],
  ['dnf', 'dnf install -y git', 127, /^bash: dnf: command not found\n$/],
  ['tar', 'tar czf app.tgz app && tar tzf app.tgz', 0, /^app\/\napp\/src\/\napp\/src\/deep\/\n$/],
  ['lsb_release', 'lsb_release -is', 0, /^(Ubuntu|Debian)\n$/],
  [
    'nsenter',
    'sudo nsenter -t $(docker inspect -f "{{.State.Pid}}" web) -n ip -4 addr show eth0',
    0,
    /inet 172\.17\.0\.2/,
  ],
  [
    'brctl',
    'brctl show',
    0,
    /^bridge name\tbridge id\t\tSTP enabled\tinterfaces\ndocker0\t\t8000\.[0-9a-f]{12}\tno\t\tveth/,
  ],
  ['dockerd', 'dockerd --version', 0, /^Docker version \d+\.\d+\.\d+, build [0-9a-f]+\n$/],
  ['pip', 'pip install flask', 127, /^bash: pip: command not found\n$/],
  ['npm', 'npm install', 127, /^bash: npm: command not found\n$/],
  ['brew', 'brew install jq', 127, /^bash: brew: command not found\n$/],
  ['scp', 'scp notes.txt root@10.0.0.1:', 1, /^.*scp is not simulated.*\n$/],
  ['cut', "cut -d' ' -f2 notes.txt", 0, /^2\n1\n3\n$/],
  ['gpg', 'gpg --version', 1, /^.*gpg is not simulated.*\n$/],
  ['groupadd', 'sudo groupadd docker', 9, /^groupadd: group 'docker' already exists\n$/],
  ['vi', 'vi notes.txt < /dev/null > out.txt; head -c 200 out.txt | wc -c', 0, /\d/],
  ['bash', 'bash -c \'echo "${0##*/}" $(( 6 * 7 ))\' /bin/it', 0, /^it 42\n$/],
]

const inside: readonly RowOf[] = [
  ['bash', 'docker run --rm ubuntu bash -c \'[[ a == a ]] && echo "$BASH_VERSION"\'', 0, /^5\./],
  ['sh', "docker run --rm alpine sh -c 'echo $((1 + 1))'", 0, /^2\n$/],
  ['cat', 'docker run --rm alpine cat /etc/os-release', 0, /^NAME="Alpine Linux"\nID=alpine\n/],
  [
    'ping',
    'docker run --rm alpine ping -c 1 172.17.0.1',
    0,
    /1 packets transmitted, 1 packets received, 0% packet loss/,
  ],
  ['ls', 'docker run --rm alpine ls /', 0, /^bin\ndev\netc\nhome\nlib\n/],
  ['echo', 'docker run --rm alpine echo hello from alpine', 0, /^hello from alpine\n$/],
  ['exit', "docker run --rm alpine sh -c 'exit 7'", 7, /^$/],
  ['apt-get', 'docker run --rm ubuntu apt-get install -y curl', 100, /E: Unable to locate package curl/],
  ['sleep', 'docker run --rm alpine sleep 1', 0, /^$/],
  ['python', "docker run --rm python python -c 'print(6 * 7)'", 0, /^42\n$/],
  ['docker', 'docker exec web docker ps', 127, /executable file not found in \$PATH/],
  ['cd', "docker exec web sh -c 'cd /usr/share/nginx/html && ls'", 0, /^50x\.html\nindex\.html\n$/],
  ['curl', 'docker exec web curl -sI localhost', 0, /^HTTP\/1\.1 200 OK\r?\nServer: nginx/],
  ['mysql', "docker exec db mysql -uroot -psecret -e 'show databases'", 0, /^Database\ninformation_schema\nmysql\n/m],
  ['ps', 'docker run --rm alpine ps', 0, /^PID {3}USER {5}TIME {2}COMMAND\n {4}1 root {6}0:00 ps\n$/],
  ['env', 'docker run --rm -e COLOUR=blue alpine env', 0, /^COLOUR=blue$/m],
  ['true', 'docker run --rm alpine true', 0, /^$/],
  ['influx', 'docker run --rm alpine influx', 127, /exec: "influx": executable file not found in \$PATH/],
  ['wget', 'docker run --rm alpine wget -qO- http://172.17.0.2', 0, /Welcome to nginx!/],
  ['pwd', 'docker run --rm -w /srv alpine pwd', 0, /^\/srv\n$/],
  ['id', 'docker run --rm -u 1000:1000 alpine id', 0, /^uid=1000 gid=1000 groups=1000\n$/],
  ['apt', "docker run --rm debian sh -c 'apt update 2>/dev/null | tail -1'", 0, /packages/],
  ['ip', 'docker run --rm alpine ip -4 addr show eth0', 0, /inet 172\.17\.0\.\d+\/16 brd 172\.17\.255\.255/],
  ['ifconfig', 'docker run --rm alpine ifconfig eth0', 0, /inet addr:172\.17\.0\.\d+ {2}Bcast:172\.17\.255\.255/],
  ['psql', "docker exec pg psql -U postgres -tAc 'select 40 + 2'", 0, /^42\n$/],
  ['go', 'docker run --rm golang go version', 0, /go/],
  ['apk', 'docker run --rm alpine apk add --no-cache curl', 0, /OK: \d+(\.\d+)? MiB in \d+ packages\n$/],
  ['touch', "docker run --rm alpine sh -c 'touch /tmp/a && ls /tmp'", 0, /^a\n$/],
  ['date', 'docker run --rm alpine date -u +%Y', 0, /^2025\n$/],
  ['powershell', 'docker run --rm ubuntu powershell', 127, /exec: "powershell": executable file not found in \$PATH/],
  ['hostname', 'docker run --rm -h box alpine hostname', 0, /^box\n$/],
  ['chown', "docker run --rm alpine sh -c 'touch /a && chown 1000:1000 /a && stat -c %u:%g /a'", 0, /^1000:1000\n$/],
  ['whoami', 'docker run --rm alpine whoami', 0, /^root\n$/],
  ['nslookup', 'docker run --rm --network tutorial alpine nslookup cache', 0, /Address:? .*172\.18\.0\.2/],
  ['redis-cli', 'docker exec cache redis-cli ping', 0, /^PONG\n$/],
  ['chmod', "docker run --rm alpine sh -c 'touch /a && chmod 640 /a && stat -c %a /a'", 0, /^640\n$/],
  ['node', 'docker run --rm node node -e \'console.log("sum", 1 + 1)\'', 0, /^sum 2\n$/],
  ['mkdir', "docker run --rm alpine sh -c 'mkdir -p /a/b && ls /a'", 0, /^b\n$/],
  [
    'rm',
    "docker run --rm alpine sh -c 'rm /nothing'",
    1,
    /^rm: can't remove '\/nothing': No such file or directory\n$/,
  ],
  ['yarn', 'docker run --rm node yarn --version', 0, /^1\.22\.\d+\n$/],
  ['ash', "docker run --rm alpine ash -c 'echo ${0}'", 0, /^ash\n$/],
  ['mssql-conf', 'docker run --rm alpine mssql-conf', 127, /exec: "mssql-conf": executable file not found in \$PATH/],
  ['tar', "docker run --rm alpine sh -c 'tar cf - /etc/hostname 2>/dev/null | tar tf -'", 0, /^etc\/hostname\n$/],
  ['grep', 'docker run --rm alpine grep root /etc/passwd', 0, /^root:x:0:0:root:\/root:\/bin\/(ash|sh)\n/],
  ['python3', "docker run --rm python python3 -c 'import sys; print(sys.version_info[0])'", 0, /^3\n$/],
  ['tail', 'docker exec web tail -n 1 /etc/nginx/conf.d/default.conf', 0, /^}\n$/],
  ['rails', 'docker run --rm alpine rails server', 127, /exec: "rails": executable file not found in \$PATH/],
  ['redis-server', 'docker exec cache redis-server --version', 0, /^Redis server v=\d+\.\d+\.\d+ /],
  ['jupyter', 'docker run --rm python jupyter notebook', 127, /exec: "jupyter": executable file not found in \$PATH/],
  ['cmd', 'docker run --rm alpine cmd /c dir', 127, /exec: "cmd": executable file not found in \$PATH/],
]

const files = { 'notes.txt': 'b 2\na 1\nc 3\n', 'run.sh': '#!/bin/sh\necho "ran as $(whoami)"\n' }

/** Containers that the rows talk to. */
function prepared(more: readonly string[]): Desk {
  const desk = deskWith(files)
  for (const line of ['docker run -d --name web -p 8080:80 nginx', ...more]) done(desk, line)
  return desk
}

const others = [
  'docker network create tutorial',
  'docker run -d --name cache --network tutorial redis',
  'docker run -d --name db -e MYSQL_ROOT_PASSWORD=secret mysql',
  'docker run -d --name pg -e POSTGRES_PASSWORD=secret postgres',
  ...['alpine', 'ubuntu', 'debian', 'python', 'node', 'golang'].map((image) => `docker pull -q ${image}`),
  'sleep 40',
]

const tables = [
  ['on the host', host, [] as readonly string[], 60],
  ['inside containers', inside, others, 50],
] as const

describe.each(tables)('programs that tutorials use %s', (_where, rows, more, count) => {
  let desk: Desk
  beforeAll(() => {
    desk = prepared(more)
  })

  test('[PG-14] every row of the table is there', () => {
    expect(new Set(rows.map(([program]) => program)).size).toBe(count)
  })

  test.each(rows)('[PG-14] %s: %s', (_program, line, exit, seen) => {
    const row = at(desk, line)
    expect(row.stdout + row.stderr).toMatch(seen)
    expect(row.exit).toBe(exit)
  })
})
