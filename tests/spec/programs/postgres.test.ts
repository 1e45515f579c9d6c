import { describe, expect, it } from 'vitest'
import { openDesk, perform, type Desk } from '../../../src/node/desk'
import { splitScript } from '../../../src/sim/programs/postgres/script'

const newDesk = () => openDesk({ seed: 1, files: [], trace: false })
const run = (desk: Desk, cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 120e6 })[0]
/** Carriage returns, and what turns brackets around what is pasted on and off. */
const pasting = /\r|\x1b\[\?2004[hl]/g
const atKeys = (desk: Desk, cmd: string, ...keys: readonly string[]) =>
  perform(desk, [{ cmd, keys, plain: true }], { tty: true, maxMicros: 120e6 })[0].stdout.replace(pasting, '')

/** A server that is ready, its data in a volume; each test goes on from there in a world of its own. */
const begun = (() => {
  const desk = newDesk()
  run(
    desk,
    'docker network create n; docker run -d --name pg --network n -e POSTGRES_PASSWORD=secret -v data:/var/lib/postgresql/data postgres',
  )
  run(desk, 'sleep 6')
  return desk
})()
const ready = (): Desk => ({ ...begun })

const psql = (desk: Desk, words: string) => run(desk, `docker exec pg psql -U postgres ${words}`)
const fed = (desk: Desk, script: string, words = '') =>
  run(desk, `docker exec -i pg psql -U postgres ${words} <<'EOS'\n${script}EOS`)

describe('postgres', () => {
  it('[DB-30] without a password the entrypoint refuses, in the real words', () => {
    const { exit, stderr } = run(ready(), 'docker run --rm postgres')
    expect(exit).toBe(1)
    expect(stderr).toContain('Error: Database is uninitialized and superuser password is not specified.\n')
    expect(stderr).toContain('For example, "-e POSTGRES_PASSWORD=password" on "docker run".')
  })

  it('[DB-31] a first start makes the data directory, runs the init scripts and says when it is ready', () => {
    const desk = newDesk()
    run(desk, "mkdir init; echo 'create table a (i int); insert into a values (7);' > init/1.sql")
    run(desk, `echo 'psql -U app -d shop -c "insert into a values (8)"' > init/2.sh; echo x > init/3.txt`)
    run(
      desk,
      'docker run -d --name pg -e POSTGRES_PASSWORD=x -e POSTGRES_USER=app -e POSTGRES_DB=shop -v $PWD/init:/docker-entrypoint-initdb.d postgres:16',
    )
    expect(run(desk, 'docker exec pg psql -U app shop -c "select 1"')).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(
        /^psql: error: connection to server on socket "\/var\/run\/postgresql\/\.s\.PGSQL\.5432" failed: No such file or directory\n\tIs the server running locally/,
      ),
    })
    run(desk, 'sleep 6')
    const log = run(desk, 'docker logs pg 2>&1').stdout
    expect(log).toContain('performing post-bootstrap initialization ... ok\n')
    expect(log).toContain('docker-entrypoint.sh: running /docker-entrypoint-initdb.d/1.sql\n')
    expect(log).toContain('docker-entrypoint.sh: sourcing /docker-entrypoint-initdb.d/2.sh\n')
    expect(log).toContain('docker-entrypoint.sh: ignoring /docker-entrypoint-initdb.d/3.txt\n')
    expect(log).toMatch(
      /PostgreSQL init process complete; ready for start up\.[^]*UTC \[1\] LOG: {2}database system is ready to accept connections\n/,
    )
    expect(run(desk, 'docker exec pg psql -U app shop -tAc "select i from a order by i"').stdout).toBe('7\n8\n')
  })

  it('[DB-32] what a volume holds outlives the server; without one it is gone', () => {
    const desk = ready()
    psql(
      desk,
      '-c "create table t (id serial primary key, name text)" -c "insert into t (name) values (\'ann\'), (\'bob\')"',
    )
    run(desk, 'docker rm -f pg; docker run -d --name pg -v data:/var/lib/postgresql/data postgres; sleep 2')
    expect(run(desk, 'docker logs pg 2>&1').stdout).toMatch(
      /Skipping initialization[^]*database system was not properly shut down; automatic recovery in progress[^]*ready to accept/,
    )
    expect(psql(desk, '-tAc "select * from t"').stdout).toBe('1|ann\n2|bob\n')
    run(desk, 'docker rm -f pg; docker run -d --name pg -e POSTGRES_PASSWORD=x postgres; sleep 6')
    expect(psql(desk, '-tAc "select * from t"')).toMatchObject({
      exit: 1,
      stderr: 'ERROR:  relation "t" does not exist\nLINE 1: select * from t\n                      ^\n',
    })
  })

  it('[DB-33] docker stop ends it with 0 and the log of a fast shutdown', () => {
    const desk = ready()
    expect(run(desk, "docker stop pg; docker inspect -f '{{.State.ExitCode}}' pg").stdout).toBe('pg\n0\n')
    expect(run(desk, 'docker logs pg 2>&1 | tail -7 | sed "s/.*: //"').stdout).toMatch(
      /received fast shutdown request\n[^]*shutting down\n[^]*database system is shut down\n$/,
    )
  })

  it('[DB-34] over TCP a password is asked for; the socket inside is trusted', () => {
    const desk = ready()
    const far = (env: string, words: string) =>
      run(desk, `docker run --rm --network n ${env} postgres psql -h pg ${words}`)
    expect(far('-e PGPASSWORD=secret', '-U postgres -tAc "select 40 + 2"').stdout).toBe('42\n')
    expect(
      run(desk, 'docker run --rm --network n postgres psql postgresql://postgres:secret@pg/postgres -tAc "select 1"')
        .stdout,
    ).toBe('1\n')
    expect(far('-e PGPASSWORD=wrong', '-U postgres -c "select 1"')).toMatchObject({
      exit: 2,
      stderr: expect.stringMatching(
        /^psql: error: connection to server at "pg" \([\d.]+\), port 5432 failed: FATAL: {2}password authentication failed for user "postgres"\n$/,
      ),
    })
    expect(far('', '-U postgres -w -c "select 1"').stderr).toContain('failed: fe_sendauth: no password supplied\n')
    expect(run(desk, 'docker exec pg psql').stderr).toContain('failed: FATAL:  role "root" does not exist\n')
    const shown = atKeys(
      desk,
      'docker run -it --rm --network n postgres psql -h pg -U postgres',
      'secret\r',
      'select 1 as one;\r',
      '\\q\r',
    )
    expect(shown).toContain('Password for user postgres: \n')
    expect(shown).not.toContain('secret')
    expect(shown).toContain(' one \n-----\n   1\n(1 row)\n')
  })

  it('[DB-35] psql at a terminal: prompts, tables, its own commands, transactions, cancelling', () => {
    const desk = ready()
    const shown = atKeys(
      desk,
      'docker exec -it pg psql -U postgres',
      'create database shop;\r',
      '\\c shop\r',
      'create table users (id serial primary key, name varchar(20) not null);\r',
      "insert into users (name) values ('ann');\r",
      'select *\r',
      'from users;\r',
      '\\dt\r',
      '\\d users\r',
      'begin;\r',
      'nonsense;\r',
      'rollback;\r',
      'select pg_sleep(60);\r',
      '\u0003',
      '\\q\r',
    )
    expect(shown).toContain(
      'psql (17.6 (Debian 17.6-1.pgdg12+1))\nType "help" for help.\n\npostgres=# create database shop;\nCREATE DATABASE\n',
    )
    expect(shown).toContain('You are now connected to database "shop" as user "postgres".\nshop=# ')
    expect(shown).toContain(
      'shop=# select *\nshop-# from users;\n id | name \n----+------\n  1 | ann\n(1 row)\n\nshop=# ',
    )
    expect(shown).toContain(
      '         List of relations\n Schema | Name  | Type  |  Owner   \n--------+-------+-------+----------\n public | users | table | postgres\n(1 row)\n',
    )
    expect(shown).toContain(
      ` id     | integer               |           | not null | nextval('users_id_seq'::regclass)\n`,
    )
    expect(shown).toContain(
      'shop=*# nonsense;\nERROR:  syntax error at or near "nonsense"\nLINE 1: nonsense;\n        ^\nshop=!# rollback;\nROLLBACK\nshop=# ',
    )
    expect(shown).toContain('^CCancel request sent\nERROR:  canceling statement due to user request\nshop=# ')
  })

  it('[DB-36] a script from standard input or a file goes on after an error, unless ON_ERROR_STOP is set', () => {
    const desk = ready()
    const script = 'select 1 as a;\nselect * from nope;\nselect 2 as b;\n'
    expect(fed(desk, script, '-tA')).toMatchObject({
      exit: 0,
      stdout: '1\n2\n',
      stderr: 'ERROR:  relation "nope" does not exist\nLINE 1: select * from nope;\n                      ^\n',
    })
    expect(fed(desk, script, '-tA -v ON_ERROR_STOP=1 -f -')).toMatchObject({
      exit: 3,
      stdout: '1\n',
      stderr: expect.stringMatching(/^psql:<stdin>:2: ERROR: {2}relation "nope" does not exist\n/),
    })
  })

  it('[DB-37] pg_isready tells whether it takes connections', () => {
    const desk = ready()
    expect(run(desk, 'docker exec pg pg_isready -U postgres')).toMatchObject({
      exit: 0,
      stdout: '/var/run/postgresql:5432 - accepting connections\n',
    })
    expect(run(desk, 'docker run --rm --network n postgres pg_isready -h pg -p 5433')).toMatchObject({
      exit: 2,
      stdout: 'pg:5433 - no response\n',
    })
  })

  it('[DB-38] keys, checks and references are kept, and refused in the real words', () => {
    const desk = ready()
    fed(
      desk,
      'create table p (id int primary key);\ncreate table c (pid int references p(id), n int check (n > 0));\ninsert into p values (1);\n',
    )
    const refused = (sql: string) => psql(desk, `-c "${sql}"`).stderr
    expect(refused('insert into p values (1)')).toBe(
      'ERROR:  duplicate key value violates unique constraint "p_pkey"\nDETAIL:  Key (id)=(1) already exists.\n',
    )
    expect(refused('insert into c values (2, 1)')).toBe(
      'ERROR:  insert or update on table "c" violates foreign key constraint "c_pid_fkey"\nDETAIL:  Key (pid)=(2) is not present in table "p".\n',
    )
    expect(refused('insert into c values (1, 0)')).toBe(
      'ERROR:  new row for relation "c" violates check constraint "c_n_check"\nDETAIL:  Failing row contains (1, 0).\n',
    )
    expect(refused('drop table p')).toBe(
      'ERROR:  cannot drop table p because other objects depend on it\nDETAIL:  constraint c_pid_fkey on table c depends on table p\nHINT:  Use DROP ... CASCADE to drop the dependent objects too.\n',
    )
    expect(run(desk, 'docker logs pg 2>&1 | tail -2').stdout).toMatch(
      /ERROR: {2}cannot drop|HINT: |STATEMENT: {2}drop table p\n$/,
    )
  })

  it('[DB-39] a statement ends at a semicolon outside of quotes, brackets and comments', () => {
    const texts = (source: string) => splitScript(source).statements.map(({ text }) => text)
    expect(texts("select ';'; select $$;$$ -- ;\n; select (1;2)")).toEqual([
      "select ';';",
      'select $$;$$ -- ;\n;',
      'select (1;2)',
    ])
    expect(
      ['', 'select', "select '", 'select "', 'select (', 'select /*', 'select $x$'].map(
        (each) => splitScript(each, true).mark,
      ),
    ).toEqual(['=', '-', "'", '"', '(', '*', '$'])
  })
})
