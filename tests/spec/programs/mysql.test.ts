import { describe, expect, it } from 'vitest'
import { openDesk, perform, type Desk } from '../../../src/node/desk'

const runner = (desk: Desk) => ({
  run: (cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 120e6 })[0]!,
  keys: (cmd: string, keys: readonly string[]) =>
    perform(desk, [{ cmd, plain: true, keys }], { tty: true, maxMicros: 120e6 })[0]!.stdout.replaceAll('\r', ''),
})

const secret = '-e MYSQL_ROOT_PASSWORD=secret'

/** Worlds do not change, so that each test may go on from the same one. */
const after = (desk: Desk, cmd: string): Desk => {
  const own = { ...desk }
  runner(own).run(cmd)
  return own
}
const pulled = after(openDesk({ seed: 1, files: [], trace: false }), 'docker pull -q mysql')
const running = after(pulled, `docker run -d --name db -v data:/var/lib/mysql ${secret} mysql; sleep 15`)
const begun = () => runner({ ...running })
const fresh = () => runner({ ...pulled })
const sql = (statements: string) => `docker exec db mysql -uroot -psecret -e '${statements}' 2>/dev/null`

describe('mysql', () => {
  it('[DB-1] without a word about the password the container says so and ends with 1', () => {
    const { run } = fresh()
    expect(run('docker run --name none mysql 2>&1 | grep -A4 ERROR').stdout).toMatch(
      /^\S+ \S+ \[ERROR\] \[Entrypoint\]: Database is uninitialized and password option is not specified\n {4}You need to specify one of the following as an environment variable:\n {4}- MYSQL_ROOT_PASSWORD\n/,
    )
    expect(run("docker inspect -f '{{.State.ExitCode}}' none").stdout).toBe('1\n')
  })

  it('[DB-2] the first start initialises, runs a temporary server without a port, and only then the one with 3306', () => {
    const { run } = fresh()
    run(`docker run -d --name db ${secret} mysql`)
    expect(run('docker exec db mysql -uroot -psecret -e "select 1"')).toMatchObject({
      exit: 1,
      stderr:
        "mysql: [Warning] Using a password on the command line interface can be insecure.\nERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)\n",
    })
    run('sleep 15')
    const ports = run('docker logs db 2>&1 | grep -o "port: .* MySQL"').stdout
    expect(ports).toBe('port: 0  MySQL\nport: 3306  MySQL\n')
    expect(run('docker logs db 2>&1 | grep -c "init process done. Ready for start up."').stdout).toBe('1\n')
    expect(run('docker top db -eo uid,pid,args 2>/dev/null || docker top db').stdout).toMatch(/999.*mysqld\n$/)
  })

  it('[DB-3] a client without a terminal gets tabs, with the warning on standard error; a wrong password is 1045', () => {
    const { run } = begun()
    expect(run("docker exec db mysql -uroot -psecret -e 'show databases'")).toMatchObject({
      exit: 0,
      stdout: 'Database\ninformation_schema\nmysql\nperformance_schema\nsys\n',
      stderr: 'mysql: [Warning] Using a password on the command line interface can be insecure.\n',
    })
    expect(run('docker exec db mysql -uroot -pwrong -e "select 1" 2>&1 | tail -1').stdout).toBe(
      "ERROR 1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)\n",
    )
    expect(run(sql('select * from nowhere.t').replace('2>/dev/null', '2>&1 | tail -1')).stdout).toBe(
      "ERROR 1049 (42000) at line 1: Unknown database 'nowhere'\n",
    )
    expect(run('docker exec db mysqladmin ping -uroot -psecret 2>/dev/null').stdout).toBe('mysqld is alive\n')
    expect(run('docker exec db mysql -N -uroot -psecret -e "select 6 * 7" 2>/dev/null').stdout).toBe('42\n')
  })

  it('[DB-4] at a terminal the password is not shown, and answers are drawn', () => {
    const { keys } = begun()
    const screen = keys('docker exec -it db mysql -uroot -p', [
      'secret\n',
      'create database shop;\n',
      'use shop\n',
      'create table t (id int primary key auto_increment,\n',
      'name varchar(20));\n',
      "insert into t (name) values ('ann'), ('bo');\n",
      'select * from t;\n',
      'select nothing from t;\n',
      'exit\n',
    ])
    expect(screen).not.toContain('secret')
    expect(screen).toContain(
      'Enter password: \nWelcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is 8\n',
    )
    expect(screen).toContain('mysql> use shop\nDatabase changed\nmysql> ')
    expect(screen).toContain('    -> name varchar(20));\nQuery OK, 0 rows affected (0.')
    expect(screen).toMatch(
      /Query OK, 2 rows affected \(0\.\d\d sec\)\nRecords: 2  Duplicates: 0  Warnings: 0\n\nmysql> /,
    )
    expect(screen).toMatch(
      /\+----\+------\+\n\| id \| name \|\n\+----\+------\+\n\|  1 \| ann  \|\n\|  2 \| bo   \|\n\+----\+------\+\n2 rows in set \(0\.\d\d sec\)\n\n/,
    )
    expect(screen).toContain("ERROR 1054 (42S22): Unknown column 'nothing' in 'field list'\n")
    expect(screen).toMatch(/mysql> exit\nBye\n$/)
  })

  it('[DB-5] another container reaches the server by its name, over TCP', () => {
    const { run } = begun()
    run('docker network create n; docker network connect n db')
    expect(
      run('docker run --rm --network n mysql mysql -hdb -uroot -psecret -e "select user(), current_user()" 2>/dev/null')
        .stdout,
    ).toMatch(/^user\(\)\tcurrent_user\(\)\nroot@172\.\d+\.0\.3\troot@%\n$/)
    expect(run('docker run --rm --network n mysql mysql -hnobody -uroot -psecret 2>&1 | tail -1').stdout).toBe(
      "ERROR 2005 (HY000): Unknown MySQL server host 'nobody' (-2)\n",
    )
    expect(run('docker run --rm --network n mysql mysql -hdb -uroot -pno 2>&1 | tail -1').stdout).toMatch(
      /^ERROR 1045 \(28000\): Access denied for user 'root'@'172\.\d+\.0\.3' \(using password: YES\)\n$/,
    )
  })

  it('[DB-6] a volume keeps the data; a new container does not initialise it again, and without it they are gone', () => {
    const { run } = begun()
    run(sql('create database q; create table q.t (a int, b decimal(5,2)); insert into q.t values (1, 2.5), (null, -1)'))
    run(sql('alter table q.t rename to q.u').replace('q.u', 'u'))
    run('docker rm -f db; docker run -d --name db -v data:/var/lib/mysql mysql; sleep 3')
    expect(run('docker logs db 2>&1 | grep -c "Initializing database files"').stdout).toBe('0\n')
    expect(run(sql('use q; show tables; select * from u')).stdout).toBe('Tables_in_q\nu\na\tb\n1\t2.50\nNULL\t-1.00\n')
    expect(run('sudo ls /var/lib/docker/volumes/data/_data/q').stdout).toBe('u.ibd\n')
    run(`docker rm -f db; docker run -d --name db ${secret} mysql; sleep 15`)
    expect(run(sql('show databases like "q"')).stdout).toBe('')
  })

  it('[DB-7] the variables make a database and a user, who may do there what he likes, and only there', () => {
    const { run } = fresh()
    run(
      `mkdir init; echo "create table t (a int); insert into t values (7);" > init/1.sql; echo 'echo hello from init' > init/2.sh`,
    )
    run(
      `docker run -d --name db -v $PWD/init:/docker-entrypoint-initdb.d ${secret} -e MYSQL_DATABASE=shop -e MYSQL_USER=app -e MYSQL_PASSWORD=pw mysql; sleep 15`,
    )
    const app = (words: string) => run(`docker exec db mysql -uapp -ppw -e '${words}' 2>&1 | tail -1`).stdout
    expect(app('select a from shop.t')).toBe('7\n')
    expect(run('docker logs db 2>&1 | grep -c "^hello from init"').stdout).toBe('1\n')
    expect(app('use mysql')).toBe(
      "ERROR 1044 (42000) at line 1: Access denied for user 'app'@'%' to database 'mysql'\n",
    )
    expect(app('select * from mysql.user')).toMatch(
      /^ERROR 1142 \(42000\) at line 1: SELECT command denied to user 'app'@/,
    )
  })

  it('[DB-8] docker stop ends it in time, with 0 and the last words', () => {
    const { run } = begun()
    run('docker stop db')
    expect(run("docker inspect -f '{{.State.ExitCode}}' db").stdout).toBe('0\n')
    expect(run('docker logs db 2>&1 | tail -3').stdout).toMatch(
      /Received SHUTDOWN from user <via user signal>.*\n.*Shutdown complete.*\n.*MySQL Server - end\.\n$/,
    )
  })

  it('[DB-9] a dump is what makes the database again', () => {
    const { run } = begun()
    run(
      sql(
        'create database q; create table q.t (id int primary key auto_increment, n varchar(9) not null, w datetime); insert into q.t (n) values ("a\\"b"), ("tab\\tx")',
      ),
    )
    run('docker exec db mysqldump -uroot -psecret q > dump.sql 2>/dev/null')
    run(sql('drop database q; create database r'))
    run('docker exec -i db mysql -uroot -psecret r < dump.sql 2>/dev/null')
    expect(run(sql('select * from r.t')).stdout).toBe('id\tn\tw\n1\ta"b\tNULL\n2\ttab\\tx\tNULL\n')
  })

  it('[DB-10] mariadb has its own names, prompt and words', () => {
    const { run, keys } = fresh()
    run('docker run -d --name db -e MARIADB_ROOT_PASSWORD=secret mariadb; sleep 9')
    expect(run('docker exec db mysql 2>&1').stdout).toContain('exec: "mysql": executable file not found in $PATH')
    const screen = keys('docker exec -it db mariadb -uroot -psecret', ['use mysql\n', 'select 1 + 1;\n', '\x04'])
    expect(screen).toContain('MariaDB [(none)]> use mysql\nDatabase changed\nMariaDB [mysql]> ')
    expect(screen).toMatch(/\| 1 \+ 1 \|\n\+-------\+\n\| {5}2 \|\n\+-------\+\n1 row in set \(0\.\d{3} sec\)\n\n/)
    expect(screen).toMatch(/Bye\n$/)
    expect(run('docker run --rm mariadb 2>&1 | tail -1').stdout).toContain(
      'You need to specify one of MARIADB_ROOT_PASSWORD, ',
    )
  })
})
