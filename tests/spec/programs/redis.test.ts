import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDesk, perform, type Desk } from '../../../src/node/desk'
import { dump, load } from '../../../src/sim/programs/redis/rdb'
import { decode, encode, request, type Reply } from '../../../src/sim/programs/redis/reply'
import { nextRequest, splitWords } from '../../../src/sim/programs/redis/request'
import { forPerson } from '../../../src/sim/programs/redis/show'
import { commands } from '../../../src/sim/programs/redis/commands'
import type { Draft, Value } from '../../../src/sim/programs/redis/store'

const newDesk = () => openDesk({ seed: 1, files: [], trace: false })
const run = (desk: Desk, cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 7300e6 })[0]
const said = (desk: Desk, cmd: string): string => run(desk, cmd).stdout
const atKeys = (desk: Desk, cmd: string, ...keys: readonly string[]) =>
  perform(desk, [{ cmd, keys, plain: true }], { tty: true, maxMicros: 120e6 })[0].stdout.replaceAll('\r', '')

const begun = (() => {
  const desk = newDesk()
  run(desk, 'docker network create n; docker run -d --name red --network n -v data:/data redis; sleep 1')
  return desk
})()
const ready = (): Desk => ({ ...begun })
const cli = (desk: Desk, words: string) => said(desk, `docker exec red redis-cli ${words}`)

describe('redis', () => {
  it('[DB-60] the server runs as redis, logs, and answers its client and a plain connection', () => {
    const desk = ready()
    expect(said(desk, 'docker logs red | tail -1')).toMatch(
      /^1:M \d\d Sep 2025 [\d:.]+ \* Ready to accept connections tcp\n$/,
    )
    expect(said(desk, 'docker exec red stat -c %U /proc/1')).toBe('redis\n')
    expect(cli(desk, 'ping')).toBe('PONG\n')
    run(desk, 'docker run -d -q -p 6379:6379 redis; sleep 1')
    expect(said(desk, `printf 'SET a "b c"\\r\\nGET a\\r\\nQUIT\\r\\n' | nc localhost 6379`)).toBe(
      '+OK\r\n$3\r\nb c\r\n+OK\r\n',
    )
  })

  it('[DB-60] a setting that is none is refused, and so is a port that is taken', () => {
    const desk = ready()
    expect(run(desk, 'docker run --rm redis --foo bar')).toMatchObject({
      exit: 1,
      stderr: `\n*** FATAL CONFIG FILE ERROR (Redis 8.2.1) ***\nReading the configuration file, at line 2\n>>> 'foo "bar"'\nBad directive or wrong number of arguments\n`,
    })
    expect(run(desk, 'docker exec red redis-server').stdout).toContain('bind: Address already in use')
  })

  it('[DB-61] replies are raw without a terminal, and for a person at one; the prompt tells where one is', () => {
    const desk = ready()
    cli(desk, "rpush l a 'b c'")
    expect(cli(desk, 'lrange l 0 -1')).toBe('a\nb c\n')
    expect(cli(desk, '--no-raw lrange l 0 -1')).toBe('1) "a"\n2) "b c"\n')
    expect(said(desk, "printf 'incr n\\nincr n\\nget nothing\\n' | docker exec -i red redis-cli")).toBe('1\n2\n\n')
    const shown = atKeys(
      desk,
      'docker exec -it red redis-cli',
      'multi\r',
      'incr n\r',
      'exec\r',
      'select 2\r',
      'get n\r',
      'foo\r',
      'exit\r',
    )
    expect(shown).toBe(
      `127.0.0.1:6379> multi\nOK\n127.0.0.1:6379(TX)> incr n\nQUEUED\n127.0.0.1:6379(TX)> exec\n1) (integer) 3\n127.0.0.1:6379> select 2\nOK\n127.0.0.1:6379[2]> get n\n(nil)\n127.0.0.1:6379[2]> foo\n(error) ERR unknown command 'foo', with args beginning with: \n127.0.0.1:6379[2]> exit\n`,
    )
  })

  it('[DB-61] where nobody listens the client says so', () => {
    const desk = ready()
    expect(run(desk, 'docker exec red redis-cli -p 1 ping')).toMatchObject({
      exit: 1,
      stderr: 'Could not connect to Redis at 127.0.0.1:1: Connection refused\n',
    })
    expect(run(desk, 'docker run --rm --network n redis redis-cli -h nobody ping').stderr).toBe(
      'Could not connect to Redis at nobody:6379: Name or service not known\n',
    )
  })

  it('[DB-62] a stop saves, a volume keeps; a kill loses what was not saved', () => {
    const desk = ready()
    cli(desk, 'set a kept')
    run(desk, 'docker stop red')
    expect(said(desk, 'docker logs red | tail -3')).toMatch(
      /Saving the final RDB.*\n.*DB saved on disk\n.*bye bye\.\.\.\n$/,
    )
    expect(said(desk, "docker inspect -f '{{.State.ExitCode}}' red")).toBe('0\n')
    run(desk, 'docker rm red; docker run -d --name red -v data:/data redis; sleep 1')
    expect(cli(desk, 'get a')).toBe('kept\n')
    cli(desk, 'set a lost')
    run(desk, 'docker kill red; docker start red; sleep 1')
    expect(cli(desk, 'get a')).toBe('kept\n')
    run(desk, 'docker rm -f red; docker run -d --name red redis; sleep 1')
    expect(cli(desk, 'get a')).toBe('\n')
  })

  it('[DB-63] the append-only file outlives a kill', () => {
    const desk = ready()
    run(desk, 'docker run -d --name log redis redis-server --appendonly yes; sleep 1')
    run(
      desk,
      'docker exec log redis-cli -n 1 incr a; docker exec log redis-cli get a; docker exec log redis-cli set t 1 EX 5',
    )
    const file = said(desk, 'docker exec log cat appendonlydir/appendonly.aof.1.incr.aof')
    expect(file).toMatch(
      /^\*2\r\n\$6\r\nSELECT\r\n\$1\r\n1\r\n\*2\r\n\$4\r\nincr\r\n\$1\r\na\r\n\*2\r\n\$6\r\nSELECT\r\n\$1\r\n0\r\n\*5\r\n\$3\r\nSET\r\n.*PXAT/s,
    )
    run(desk, 'docker kill log; docker start log; sleep 1')
    expect(said(desk, 'docker exec log redis-cli -n 1 get a; docker exec log redis-cli get t')).toBe('1\n1\n')
    expect(said(desk, 'sleep 5; docker exec log redis-cli get t')).toBe('\n')
  })

  it('[DB-64] a password is asked for', () => {
    const desk = ready()
    run(desk, 'docker run -d --name shut redis --requirepass sesame; sleep 1')
    expect(said(desk, 'docker exec shut redis-cli ping')).toBe('NOAUTH Authentication required.\n\n')
    expect(run(desk, 'docker exec shut redis-cli -a sesame ping')).toMatchObject({
      stdout: 'PONG\n',
      stderr: "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n",
    })
    expect(run(desk, 'docker exec shut redis-cli --no-auth-warning -a open ping')).toMatchObject({
      stdout: 'NOAUTH Authentication required.\n\n',
      stderr: 'AUTH failed: WRONGPASS invalid username-password pair or user is disabled.\n',
    })
    expect(said(desk, 'docker exec -e REDISCLI_AUTH=sesame shut redis-cli ping')).toBe('PONG\n')
  })

  it('[DB-65] a key with a time is gone when it is over', () => {
    const desk = ready()
    expect(cli(desk, 'set t 1 ex 10')).toBe('OK\n')
    expect(said(desk, 'sleep 3; docker exec red redis-cli ttl t')).toBe('7\n')
    run(desk, 'docker restart red; sleep 1')
    expect(cli(desk, 'get t')).toBe('1\n')
    expect(said(desk, 'sleep 7; docker exec red redis-cli exists t; docker exec red redis-cli ttl t')).toBe('0\n-2\n')
  })

  it('[DB-66] messages, items and what others do reach a client that waits', () => {
    const desk = ready()
    const other = (name: string, words: string) =>
      run(desk, `docker run -d --name ${name} --network n redis redis-cli -h red ${words}; sleep 1`)
    other('sub', 'psubscribe "new*"')
    other('pop', 'blpop jobs 0')
    other('late', 'brpop nothing 3')
    other('mon', 'monitor')
    expect(cli(desk, 'publish news hi')).toBe('1\n')
    expect(cli(desk, 'rpush jobs one two')).toBe('2\n')
    expect(cli(desk, 'llen jobs')).toBe('1\n')
    expect(said(desk, 'docker logs sub')).toBe('psubscribe\nnew*\n1\npmessage\nnew*\nnews\nhi\n')
    expect(said(desk, 'docker logs pop')).toBe('jobs\none\n')
    expect(said(desk, 'sleep 3; docker logs late')).toBe('\n')
    expect(said(desk, 'docker logs mon')).toMatch(/^OK\n\d+\.\d{6} \[0 127\.0\.0\.1:\d+\] "publish" "news" "hi"\n/)
  })

  it('[DB-67] a save point is kept by a child', () => {
    const desk = ready()
    run(desk, 'docker run -d --name often redis --save 60 2; sleep 1')
    run(desk, 'docker exec often redis-cli incr a; sleep 70')
    expect(said(desk, 'docker exec often ls')).toBe('')
    run(desk, 'docker exec often redis-cli incr a; sleep 1')
    expect(said(desk, 'docker exec often ls')).toBe('dump.rdb\n')
    const logged = said(desk, 'docker logs often | tail -4')
    expect(logged).toMatch(
      /^1:M .* 2 changes in 60 seconds. Saving...\n1:M .*started by pid (\d+)\n\1:C .*DB saved on disk\n1:M .*success\n$/,
    )
    expect(cli(desk, 'bgsave')).toBe('Background saving started\n')
  })

  const bytes = fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((n) => String.fromCharCode(n)), maxLength: 80 })
  const some = fc.array(bytes, { minLength: 1, maxLength: 5 })
  const value: fc.Arbitrary<Value> = fc.oneof(
    bytes.map((each): Value => ({ kind: 'string', bytes: each })),
    some.map((items): Value => ({ kind: 'list', items })),
    some.map((items): Value => ({ kind: 'set', items })),
    some.map((items): Value => ({ kind: 'hash', items: items.map((item) => [item, item]) })),
    some.map((items): Value => ({ kind: 'zset', items: items.map((item, i) => [item, i / 3]) })),
  )

  it('[DB-68] a dump that is loaded is what was dumped', () => {
    const entry = fc.record({ value, until: fc.integer({ min: 2, max: 2 ** 42 }) }, { requiredKeys: ['value'] })
    fc.assert(
      fc.property(fc.dictionary(bytes, entry, { minKeys: 1, noNullPrototype: true }), (keys) => {
        const loaded = load(dump({ 3: keys }, { version: '8.2.1', seconds: 7 }), 1)
        expect(loaded).toMatchObject({ databases: { 3: keys }, version: '8.2.1', seconds: 7, expired: 0 })
        expect(load(dump({ 3: keys }, { version: '8.2.1', seconds: 7 }).slice(0, -10), 1)).toBeUndefined()
      }),
      { numRuns: 60 },
    )
  })

  it('[DB-68] what is sent arrives, whatever the bytes and wherever it is cut', () => {
    fc.assert(
      fc.property(some, bytes, fc.nat(), (words, rest, cut) => {
        const sent = request(words)
        expect(nextRequest(sent + rest)).toEqual({ kind: 'words', words, rest })
        expect(nextRequest(sent.slice(0, cut % sent.length))).toBeUndefined()
        const reply: Reply = { kind: 'array', items: words.map((each) => ({ kind: 'bulk', bytes: each })) }
        expect(decode(encode(reply))).toEqual({ reply, at: sent.length })
        expect(splitWords(words.map((word) => forPerson({ kind: 'bulk', bytes: word }).trimEnd()).join(' '))).toEqual(
          words,
        )
      }),
      { numRuns: 100 },
    )
  })

  // What Redis 7.0.15 answered to the same commands in the same order.
  const answers: readonly (readonly [string, string])[] = [
    ['SET a 1 EX', '(error) ERR syntax error\n'],
    ['SET a b', 'OK\n'],
    ['INCR a', '(error) ERR value is not an integer or out of range\n'],
    ['LPUSH l 1 2 3', '(integer) 3\n'],
    ['LPUSH a 1', '(error) WRONGTYPE Operation against a key holding the wrong kind of value\n'],
    ['LRANGE l 0 -1', '1) "3"\n2) "2"\n3) "1"\n'],
    ['HSET h f v g w', '(integer) 2\n'],
    ['HGETALL h', '1) "f"\n2) "v"\n3) "g"\n4) "w"\n'],
    ['ZADD z 1 a 2 b', '(integer) 2\n'],
    ['ZRANGE z 0 -1 WITHSCORES', '1) "a"\n2) "1"\n3) "b"\n4) "2"\n'],
    ['SADD s 1 2 3', '(integer) 3\n'],
    ['SMEMBERS s', '1) "1"\n2) "2"\n3) "3"\n'],
    ['TTL a', '(integer) -1\n'],
    ['EXPIRE a 10', '(integer) 1\n'],
    ['TYPE a', 'string\n'],
    ['OBJECT ENCODING a', '"embstr"\n'],
    ['GET nosuch', '(nil)\n'],
    ['MGET a nosuch', '1) "b"\n2) (nil)\n'],
    ['LRANGE nosuch 0 -1', '(empty array)\n'],
  ]

  it('[DB-69] commands answer as the real server did', () => {
    const draft: Draft = { keys: {}, now: 0, dirty: 0, hits: 0, misses: 0, random: () => 0 }
    for (const [line, answer] of answers) {
      const [name = '', ...args] = line.split(' ')
      expect([line, forPerson(commands[name.toLowerCase()]!.run(draft, args))]).toEqual([line, answer])
    }
  })

  it('[DB-69] a command that is short of arguments, or none, is refused', () => {
    const desk = ready()
    expect(cli(desk, 'get')).toBe("ERR wrong number of arguments for 'get' command\n\n")
    expect(cli(desk, 'foo bar baz')).toBe("ERR unknown command 'foo', with args beginning with: 'bar' 'baz' \n\n")
    expect(cli(desk, 'select 99')).toBe('ERR DB index is out of range\n\n')
  })
})
