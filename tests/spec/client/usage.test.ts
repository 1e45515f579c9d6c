import { describe, expect, it } from 'vitest'
import { run } from './fake-sys'

const usage = (path: string, line: string) => `\n\nUsage:  ${line}\n\nRun '${path} --help' for more information\n`
const runUsage = usage('docker run', 'docker run [OPTIONS] IMAGE [COMMAND] [ARG...]')

describe('[CL-1] a command line that is wrong is answered as docker answers it', () => {
  it.each([
    ['docker --version', 0, 'Docker version 28.2.2, build e6534b4\n', ''],
    ['docker foo', 1, '', "docker: unknown command: docker foo\n\nRun 'docker --help' for more information\n"],
    [
      'docker --nosuchflag',
      125,
      '',
      `unknown flag: --nosuchflag${usage('docker', 'docker [OPTIONS] COMMAND [ARG...]')}`,
    ],
    ['docker -x', 125, '', `unknown shorthand flag: 'x' in -x${usage('docker', 'docker [OPTIONS] COMMAND [ARG...]')}`],
    ['docker --=x', 125, '', `bad flag syntax: --=x${usage('docker', 'docker [OPTIONS] COMMAND [ARG...]')}`],
    [
      'docker run',
      1,
      '',
      "docker: 'docker run' requires at least 1 argument\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nSee 'docker run --help' for more information\n",
    ],
    ['docker run --nosuchflag alpine', 125, '', `unknown flag: --nosuchflag${runUsage}`],
    [
      'docker images --nosuch',
      125,
      '',
      `unknown flag: --nosuch${usage('docker images', 'docker images [OPTIONS] [REPOSITORY[:TAG]]')}`,
    ],
    [
      'docker pull',
      1,
      '',
      `docker: 'docker pull' requires 1 argument${usage('docker pull', 'docker pull [OPTIONS] NAME[:TAG|@DIGEST]')}`,
    ],
    [
      'docker tag alpine',
      1,
      '',
      `docker: 'docker tag' requires 2 arguments${usage('docker tag', 'docker tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]')}`,
    ],
    ['docker ps extra', 1, '', `docker: 'docker ps' accepts no arguments${usage('docker ps', 'docker ps [OPTIONS]')}`],
    ['docker image foo', 1, '', `docker: unknown command: docker image foo${usage('docker image', 'docker image')}`],
    [
      'docker exec c',
      1,
      '',
      "docker: 'docker exec' requires at least 2 arguments\n\nUsage:  docker exec [OPTIONS] CONTAINER COMMAND [ARG...]\n\nSee 'docker exec --help' for more information\n",
    ],
    [
      'docker commit',
      1,
      '',
      `docker: 'docker commit' requires at least 1 and at most 2 arguments${usage('docker commit', 'docker commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]]')}`,
    ],
    [
      'docker logout a b',
      1,
      '',
      "docker: 'docker logout' requires at most 1 argument\n\nUsage:  docker logout [SERVER]\n\nSRun 'docker logout --help' for more information\n",
    ],
    [
      'docker cp a',
      1,
      '',
      "docker: 'docker cp' requires 2 arguments\n\nUsage:  docker cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\n\tdocker cp [OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH\n\nRun 'docker cp --help' for more information\n",
    ],
    ['docker help foo', 1, '', 'unknown help topic: foo\n'],
    ['docker --log-level zz ps', 1, '', 'Unable to parse logging level: zz\n'],
    [
      'docker -H foo://x ps',
      1,
      '',
      'Failed to initialize: unable to resolve docker endpoint: invalid bind address format: foo://x\n',
    ],
  ])('%s', (line, status, out, err) => {
    expect(run(line)).toMatchObject({ status, out, err })
  })

  it.each([
    ['-z', "unknown shorthand flag: 'z' in -z"],
    ['-itz x', "unknown shorthand flag: 'z' in -z"],
    ['-p', "flag needs an argument: 'p' in -p"],
    ['--name', 'flag needs an argument: --name'],
    ['--rm=maybe x', 'invalid argument "maybe" for "--rm" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
    ['-m abc x', 'invalid argument "abc" for "-m, --memory" flag: invalid size: \'abc\''],
    ['--memory-swap x y', 'invalid argument "x" for "--memory-swap" flag: invalid size: \'x\''],
    ['--cpus abc x', 'invalid argument "abc" for "--cpus" flag: failed to parse abc as a rational number'],
    ['--cpus 1/0 x', 'invalid argument "1/0" for "--cpus" flag: failed to parse 1/0 as a rational number'],
    ['--ulimit x y', 'invalid argument "x" for "--ulimit" flag: invalid ulimit argument: x'],
    ['-a foo y', 'invalid argument "foo" for "-a, --attach" flag: valid streams are STDIN, STDOUT and STDERR'],
    ['-e =x y', 'invalid argument "=x" for "-e, --env" flag: invalid environment variable: =x'],
    ['--link x:y:z y', 'invalid argument "x:y:z" for "--link" flag: bad format for links: x:y:z'],
    ['--dns foo y', 'invalid argument "foo" for "--dns" flag: IP address is not correctly formatted: foo'],
    ['--add-host foo y', 'invalid argument "foo" for "--add-host" flag: bad format for add-host: "foo"'],
    ['--sysctl foo y', 'invalid argument "foo" for "--sysctl" flag: sysctl \'foo\' is not allowed'],
    ['--mount foo y', 'invalid argument "foo" for "--mount" flag: invalid field \'foo\' must be a key=value pair'],
    ['--mount type=bind y', 'invalid argument "type=bind" for "--mount" flag: target is required'],
    [
      '--gpus x,y y',
      'invalid argument "x,y" for "--gpus" flag: invalid count (x): value must be either "all" or an integer: invalid syntax',
    ],
    [
      '--blkio-weight 99999 y',
      'invalid argument "99999" for "--blkio-weight" flag: strconv.ParseUint: parsing "99999": value out of range',
    ],
    ['--health-interval 5 y', 'invalid argument "5" for "--health-interval" flag: time: missing unit in duration "5"'],
    ['-l =x y', 'invalid argument "=x" for "-l, --label" flag: invalid label \'=x\': empty name'],
    [
      '--stop-timeout 1.5 y',
      'invalid argument "1.5" for "--stop-timeout" flag: strconv.ParseInt: parsing "1.5": invalid syntax',
    ],
  ])('[CL-2] run %s', (flags, message) => {
    expect(run(`docker run ${flags}`)).toEqual(expect.objectContaining({ status: 125, err: `${message}${runUsage}` }))
  })

  it.each([
    ['-p abc:80 alpine true', 'invalid hostPort: abc'],
    ['-p 99999:80 alpine true', 'invalid hostPort: 99999'],
    ['-p 80:80:80:80:80 alpine true', 'invalid IP address: 80:80:80'],
    ['-p= x', "invalid publish opts format (should be name=value but got '=')"],
    ['--rm --restart always alpine true', 'conflicting options: cannot specify both --restart and --rm'],
    ['--rm --restart sometimes alpine true', 'conflicting options: cannot specify both --restart and --rm'],
    ['--network "" y', 'no name set for network'],
    ['--storage-opt x y', 'invalid storage option'],
    [
      '--expose abc y',
      'invalid range format for --expose: abc, error: strconv.ParseUint: parsing "abc": invalid syntax',
    ],
    ['--env-file nosuch.env alpine env', 'open nosuch.env: no such file or directory'],
    ['--mac-address zz alpine true', 'zz is not a valid mac address'],
    [
      '--pull sometimes alpine true',
      'invalid pull option: \'sometimes\': must be one of "always", "missing" or "never"',
    ],
    ["'BAD IMAGE'", 'invalid reference format: repository name (library/BAD IMAGE) must be lowercase'],
    ['Alpine', 'invalid reference format: repository name (library/Alpine) must be lowercase'],
  ])('[CL-3] run %s', (flags, message) => {
    expect(run(`docker run ${flags}`)).toMatchObject({
      status: 125,
      err: `docker: ${message}\n\nRun 'docker run --help' for more information\n`,
    })
  })

  it('[CL-4] what is not simulated says so and changes nothing', () => {
    expect(run('docker swarm init')).toMatchObject({
      status: 1,
      err: 'glasswhale: `docker swarm init` is not simulated\n',
      asked: [],
    })
    expect(run('docker compose up -d')).toMatchObject({
      status: 1,
      err: 'glasswhale: `docker compose` is not simulated\n',
    })
  })

  it('[CL-5] no daemon', () => {
    expect(run('docker ps', { down: true })).toMatchObject({
      status: 1,
      err: 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?\n',
    })
    expect(run('docker -H unix:///nonexistent.sock ps', { down: true }).err).toBe(
      'Cannot connect to the Docker daemon at unix:///nonexistent.sock. Is the docker daemon running?\n',
    )
    expect(run('docker run alpine', { down: true })).toMatchObject({ status: 125 })
  })

  it.each([
    'docker',
    'docker image',
    'docker --help',
    'docker run --help',
    'docker help run',
    'docker container ls --help',
    'docker image',
  ])('[CL-6] %s', (line) => {
    const ran = run(line)
    expect(ran.status).toBe(0)
    expect(ran.out + ran.err).toMatch(/^Usage: {2}docker/)
  })

  it('[CL-7] -it without a terminal', () => {
    expect(run('docker run --rm -it alpine sh')).toMatchObject({ status: 1, err: 'the input device is not a TTY\n' })
    expect(run('docker run -d -a stdout alpine true')).toMatchObject({
      status: 1,
      err: 'conflicting options: cannot specify both --attach and --detach\n',
    })
  })
})
