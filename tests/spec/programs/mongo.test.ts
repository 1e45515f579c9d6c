import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openDesk, perform, type Desk } from '../../../src/node/desk'

const newDesk = () => openDesk({ seed: 1, files: [], trace: false })
const run = (desk: Desk, cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 120e6 })[0]
const said = (desk: Desk, cmd: string): string => run(desk, cmd).stdout
/** Carriage returns of line ends, and what turns brackets around what is pasted on and off. */
const atKeys = (desk: Desk, cmd: string, ...keys: readonly string[]) =>
  perform(desk, [{ cmd, keys, plain: true }], { tty: true, maxMicros: 120e6 })[0].stdout.replace(
    /\r\n|\x1b\[\?2004[hl]/g,
    (found) => (found === '\r\n' ? '\n' : ''),
  )

/** A server that is ready, its data in a volume; each test goes on from there in a world of its own. */
const begun = (() => {
  const desk = newDesk()
  run(desk, 'docker network create net1; docker run -d --name db --network net1 -v data:/data/db mongo; sleep 1')
  return desk
})()
const ready = (): Desk => ({ ...begun })

const shell = (desk: Desk, script: string, words = '') =>
  run(desk, `docker exec db mongosh --quiet ${words} --eval '${script}'`)

/** ObjectIds hold the time and chance. */
const plain = (words: string): string =>
  words.replace(/[0-9a-f]{24}/g, 'OID').replace(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME')

/** The messages of a log, each line of which is a JSON text. */
const messages = (log: string): readonly string[] =>
  log
    .split('\n')
    .filter((line) => line.startsWith('{"t"'))
    .map((line) => (JSON.parse(line) as { readonly msg: string }).msg)

describe('mongod', () => {
  it('[DB-75] it logs JSON texts, runs as mongodb, and says when it takes connections', () => {
    const desk = ready()
    const log = messages(said(desk, 'docker logs db'))
    expect(log).toEqual(expect.arrayContaining(['MongoDB starting', 'WiredTiger opened', 'Listening on']))
    expect(log.at(-1)).toBe('Waiting for connections')
    expect(said(desk, 'docker logs db | head -2 | tail -1')).toMatch(
      /^\{"t":\{"\$date":"2025-09-01T[\d:.]+\+00:00"\},"s":"I", {2}"c":"CONTROL", {2}"id":4615611, "ctx":"initandlisten","msg":"MongoDB starting","attr":\{"pid":1,"port":27017,"dbPath":"\/data\/db","architecture":"64-bit","host":"[0-9a-f]{12}"\}\}\n$/,
    )
    expect(said(desk, 'docker exec db stat -c %U /proc/1 /data/db/WiredTiger')).toBe('mongodb\nmongodb\n')
    expect(said(desk, 'docker run -d -q -p 27017:27017 mongo >id; sleep 1; curl -s localhost:27017')).toBe(
      'It looks like you are trying to access MongoDB over HTTP on the native driver port.\r\n',
    )
  })

  it('[DB-76] it refuses a directory that is not there, one that is in use, a port that is taken and an option that is none', () => {
    const desk = ready()
    const missing = run(desk, 'docker run --rm mongo --dbpath /nowhere')
    expect(missing.exit).toBe(100)
    expect(missing.stdout).toContain('NonExistentPath: Data directory /nowhere not found.')
    const locked = run(desk, 'docker exec db mongod')
    expect(locked.exit).toBe(100)
    expect(locked.stdout).toContain('Unable to lock the lock file: /data/db/mongod.lock')
    const taken = run(desk, 'docker exec db sh -c "mkdir /tmp/d; mongod --dbpath /tmp/d"')
    expect(taken.exit).toBe(48)
    expect(messages(taken.stdout)).toContain('Error setting up listener')
    expect(run(desk, 'docker exec db mongod --foo').stderr).toContain("unrecognised option '--foo'")
  })

  it('[DB-77] what is written is in files at once: it outlives a kill, and a container on the same volume finds it', () => {
    const desk = ready()
    shell(
      desk,
      'db.a.insertMany([{_id:1,n:1},{_id:2,n:2}]); db.a.createIndex({n:1},{unique:true}); db.a.updateOne({_id:1},{$set:{n:5}})',
    )
    run(desk, 'docker kill db; docker rm db; docker run -d --name db -v data:/data/db mongo; sleep 1')
    expect(shell(desk, 'db.a.find()').stdout).toBe('[ { _id: 1, n: 5 }, { _id: 2, n: 2 } ]\n')
    expect(shell(desk, 'db.a.insertOne({n:5})').stderr).toContain(
      'E11000 duplicate key error collection: test.a index: n_1',
    )
    run(desk, 'docker rm -f db; docker run -d --name db mongo; sleep 1')
    expect(shell(desk, 'db.a.countDocuments()').stdout).toBe('0\n')
  })

  it('[DB-78] SIGTERM is a clean shutdown: it is logged, the lock is given back, and the status is 0', () => {
    const desk = ready()
    run(desk, 'docker stop db')
    const log = messages(said(desk, 'docker logs db'))
    expect(log.slice(-2)).toEqual(['Now exiting', 'Shutting down'])
    expect(log).toContain('Received signal')
    expect(
      said(desk, "docker inspect -f '{{.State.ExitCode}}' db; docker run --rm -v data:/d alpine wc -c /d/mongod.lock"),
    ).toBe('0\n0 /d/mongod.lock\n')
  })
})

const withRoot = (() => {
  const desk = newDesk()
  run(desk, 'mkdir init; docker network create net1')
  run(desk, `echo 'db.seed.insertMany([{a:1},{a:2}]); print("seeded " + db.getName())' > init/1.js`)
  run(desk, `echo 'echo from a shell' > init/2.sh; echo x > init/3.txt`)
  run(
    desk,
    'docker run -d --name db --network net1 -v data:/data/db -v ./init:/docker-entrypoint-initdb.d -e MONGO_INITDB_DATABASE=shop -e MONGO_INITDB_ROOT_USERNAME=root -e MONGO_INITDB_ROOT_PASSWORD=secret mongo; sleep 4',
  )
  return desk
})()
const guarded = (): Desk => ({ ...withRoot })

describe("mongo's entrypoint", () => {
  it('[DB-79] a first start makes the root user and runs the scripts; a second one does neither', () => {
    const desk = guarded()
    const log = said(desk, "docker logs db | grep -v '^{'")
    expect(log).toContain('running /docker-entrypoint-initdb.d/1.js\nseeded shop\n')
    expect(log).toContain('running /docker-entrypoint-initdb.d/2.sh\nfrom a shell\n')
    expect(log).toContain('ignoring /docker-entrypoint-initdb.d/3.txt\n')
    expect(log).toContain('MongoDB init process complete; ready for start up.\n')
    const login = '-u root -p secret --authenticationDatabase admin shop'
    expect(shell(desk, 'db.seed.find({}, {_id: 0})', login).stdout).toBe('[ { a: 1 }, { a: 2 } ]\n')
    run(desk, 'docker restart db; sleep 2')
    expect(shell(desk, 'db.seed.countDocuments()', login).stdout).toBe('2\n')
    expect(messages(said(desk, 'docker logs db')).filter((each) => each === 'Waiting for connections')).toHaveLength(3)
  })

  it('[DB-79] a name without a password is refused', () => {
    expect(run(newDesk(), 'docker run --rm -e MONGO_INITDB_ROOT_USERNAME=root mongo')).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining(
        "error: missing 'MONGO_INITDB_ROOT_USERNAME' or 'MONGO_INITDB_ROOT_PASSWORD'\n       both must be specified for a user to be created\n",
      ) as string,
    })
  })

  it('[DB-80] with users nothing is done for one who has not logged in, and for others what their roles allow', () => {
    const desk = guarded()
    expect(shell(desk, 'db.a.find()')).toMatchObject({
      exit: 1,
      stderr: 'MongoServerError: Command find requires authentication\n',
    })
    expect(shell(desk, '1', '-u root -p wrong --authenticationDatabase admin')).toMatchObject({
      exit: 1,
      stderr: 'MongoServerError: Authentication failed.\n',
    })
    expect(messages(said(desk, 'docker logs db'))).toContain('Failed to authenticate')
    const root = '-u root -p secret --authenticationDatabase admin'
    shell(desk, 'db.createUser({user: "ann", pwd: "pw", roles: [{role: "read", db: "shop"}]})', `${root} shop`)
    expect(shell(desk, 'db.seed.countDocuments()', '-u ann -p pw shop').stdout).toBe('2\n')
    expect(shell(desk, 'db.seed.insertOne({})', '-u ann -p pw shop').stderr).toContain(
      'not authorized on shop to execute command',
    )
  })

  it('[DB-81] another container reaches it by its name, with a URL', () => {
    const desk = guarded()
    const other = (words: string) => run(desk, `docker run --rm --network net1 mongo mongosh ${words}`)
    expect(
      other("'mongodb://root:secret@db:27017/shop?authSource=admin' --quiet --eval 'db.seed.countDocuments()'").stdout,
    ).toBe('2\n')
    expect(other('--host nobody --eval 1')).toMatchObject({
      exit: 1,
      stderr: 'MongoNetworkError: getaddrinfo ENOTFOUND nobody\n',
    })
    expect(run(desk, 'docker run --rm mongo mongosh --eval 1')).toMatchObject({
      exit: 1,
      stderr: 'MongoNetworkError: connect ECONNREFUSED 127.0.0.1:27017\n',
    })
  })
})

interface Recorded {
  readonly cases: readonly { readonly typed: readonly string[]; readonly said: string }[]
}

const { cases } = JSON.parse(readFileSync('tests/spec/programs/mongosh.json', 'utf8')) as Recorded

describe('mongosh', () => {
  it.each(cases)('[DB-82] it answers as the real one did, line for line', ({ typed, said: expected }) => {
    const desk = ready()
    run(desk, `cat > typed.js <<'EOS'\n${typed.join('\n')}\nEOS`)
    expect(plain(said(desk, 'docker exec -i db mongosh --quiet < typed.js 2>&1'))).toBe(expected)
  })

  it('[DB-83] at a terminal it greets, prompts with the database, and asks for more lines', () => {
    const desk = ready()
    const shown = atKeys(
      desk,
      'docker exec -it db mongosh',
      'use shop\r',
      'db.items.insertOne({\r',
      '  _id: 1, n: "pen" })\r',
      'db.items.find()\r',
      'nope\r',
      'exit\r',
    )
    expect(plain(shown)).toContain(
      'Current Mongosh Log ID:\tOID\nConnecting to:\t\tmongodb://127.0.0.1:27017/?directConnection=true&serverSelectionTimeoutMS=2000&appName=mongosh+2.5.6\nUsing MongoDB:\t\t8.0.13\nUsing Mongosh:\t\t2.5.6\n',
    )
    expect(shown).toContain('Access control is not enabled for the database.')
    expect(shown).toContain(
      'test> use shop\nswitched to db shop\nshop> db.items.insertOne({\n...   _id: 1, n: "pen" })\n{ acknowledged: true, insertedId: 1 }\nshop> db.items.find()\n[ { _id: 1, n: \'pen\' } ]\nshop> nope\nUncaught \rReferenceError: nope is not defined\nshop> exit\n',
    )
  })

  it('[DB-83] a password that is not given is asked for without being shown', () => {
    const shown = atKeys(
      guarded(),
      'docker exec -it db mongosh --quiet -u root --authenticationDatabase admin',
      'secret\r',
      'db.runCommand({connectionStatus: 1}).authInfo.authenticatedUsers\r',
      'exit\r',
    )
    expect(shown).toContain('Enter password: ******\n')
    expect(shown).not.toContain('secret')
    expect(shown).toContain("[ { user: 'root', db: 'admin' } ]")
  })

  it('[DB-84] of --eval the last value is printed, of a file what it prints; an error goes to standard error and ends it with 1', () => {
    const desk = ready()
    expect(shell(desk, 'db.version()').stdout).toBe('8.0.13\n')
    expect(shell(desk, '1', '--eval 5').stdout).toBe('1\n')
    expect(shell(desk, 'foo')).toMatchObject({ exit: 1, stdout: '', stderr: 'ReferenceError: foo is not defined\n' })
    run(desk, `echo 'db.f.insertOne({_id: 1}); printjson(db.f.findOne())' > f.js; docker cp f.js db:/f.js`)
    expect(said(desk, 'docker exec db mongosh --quiet /f.js')).toBe('{\n  _id: 1\n}\n')
    expect(run(desk, 'docker exec db mongosh nowhere.js').exit).toBe(1)
    expect(run(desk, 'docker exec db mongo').exit).toBe(127)
  })

  it('[DB-85] a script waits for time and for each answer, and goes on where it was', () => {
    const desk = ready()
    const script =
      'const seen = []; for (let i = 0; i < 5; i++) { seen.push(db.l.insertOne({_id: i}).insertedId); sleep(1000) } print(seen, new Date() - start)'
    expect(shell(desk, `const start = new Date(); ${script}`).stdout).toMatch(/^\[ 0, 1, 2, 3, 4 \] 50\d\d\n$/)
    expect(shell(desk, 'db.l.find().forEach(d => db.m.insertOne({of: d._id})); db.m.countDocuments()').stdout).toBe(
      '5\n',
    )
    expect(shell(desk, 'while (true) {}')).toMatchObject({
      exit: 1,
      stderr: 'glasswhale: this script takes more steps than are simulated\n',
    })
  })

  it('[DB-86] a cursor is shown twenty at a time', () => {
    const desk = ready()
    shell(desk, 'db.n.insertMany(Array.from({length: 130}, (_, i) => ({_id: i})))')
    const shown = said(
      desk,
      "printf 'db.n.find()\\nit\\nit\\nit\\nit\\nit\\nit\\nit\\n' | docker exec -i db mongosh --quiet",
    )
    expect(shown.match(/Type "it" for more/g)).toHaveLength(6)
    expect(shown.match(/_id: \d+/g)).toHaveLength(130)
    expect(shown).toContain('test> no cursor\n')
  })
})
