import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'

const desk = openDesk({ seed: 1, files: [], trace: false })
const run = (cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 240e6 })[0]

describe('package managers', () => {
  run('docker pull -q ubuntu; docker pull -q alpine; docker pull -q node:20-alpine; docker pull -q python:3.12-slim')
  it('[LG-8] without a network each fails in its own words', () => {
    const offline = (image: string, command: string) => run(`docker run --rm --network none ${image} ${command}`)
    expect(offline('ubuntu', 'apt-get update')).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining("Temporary failure resolving 'archive.ubuntu.com'\n"),
    })
    expect(offline('alpine', 'apk add curl')).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('/main: temporary error (try again later)\n'),
    })
    expect(offline('python:3.12-slim', 'pip install flask')).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('ERROR: No matching distribution found for flask\n'),
    })
    expect(offline('node:20-alpine', 'npm install express').stderr).toContain(
      'getaddrinfo EAI_AGAIN registry.npmjs.org\n',
    )
  })
  it('[LG-9] apt-get without -y stops where nobody can answer', () => {
    const prepared = 'apt-get update -qq &&'
    expect(run(`docker run --rm ubuntu sh -c '${prepared} apt-get install nginx'`)).toMatchObject({
      exit: 1,
      stdout: expect.stringContaining('Do you want to continue? [Y/n] Abort.\n'),
    })
    expect(
      run(`docker run --rm -i ubuntu sh -c '${prepared} echo y | apt-get install nginx; nginx -v'`).stderr,
    ).toContain('nginx version')
    expect(run(`docker run --rm ubuntu sh -c '${prepared} apt-get install tree; command -v tree'`).stdout).toMatch(
      /bin\/tree\n$/,
    )
  })
  it('[LG-9] lists that were removed are not there in the image either', () => {
    const size = (install: string) => {
      run(
        `printf 'FROM ubuntu\\nRUN apt-get update && apt-get install -y tree${install}\\n' > Dockerfile; docker build -qt x .`,
      )
      return Number(run("docker history --human=false --format '{{.Size}}' x | head -1").stdout)
    }
    const [kept, removed] = [size(''), size(' && rm -rf /var/lib/apt/lists/*')]
    expect(removed).toBeLessThan(kept / 10)
  })
  it('[LG-10] pip and npm keep what they installed, and do not find what does not exist', () => {
    expect(
      run(
        "docker run --rm python:3.12-slim sh -c 'pip install -q flask==3.0.0 && pip freeze | grep -i flask && flask --version | head -2'",
      ).stdout,
    ).toBe('flask==3.0.0\nPython 3.12.11\nFlask 3.1.2\n')
    expect(run('docker run --rm python:3.12-slim pip install nosuch').exit).toBe(1)
    const npm = run(
      "docker run --rm -w /app node:20-alpine sh -c 'npm init -y >/dev/null; npm install express; npm ls; ls node_modules'",
    )
    expect(npm.stdout).toMatch(
      /added 68 packages, and audited 69 packages in \d+s[^]*└── express@5\.1\.0\n\nexpress\n$/,
    )
    expect(run('docker run --rm node:20-alpine npm install -g nosuch').stderr).toContain('npm error code E404\n')
  })
})

describe('git clone', () => {
  it('[LG-2] is of samples, and of nothing where no name is known', () => {
    expect(
      run('git clone https://github.com/docker/getting-started-app.git && git -C getting-started-app log --oneline')
        .stdout,
    ).toMatch(/^[0-9a-f]{7} Add the to-do list\n$/)
    expect(run('git clone https://github.com/docker/getting-started-app.git')).toMatchObject({
      exit: 128,
      stderr: "fatal: destination path 'getting-started-app' already exists and is not an empty directory.\n",
    })
    expect(run('git clone https://github.com/nobody/nothing')).toMatchObject({
      exit: 128,
      stderr: expect.stringContaining("fatal: repository 'https://github.com/nobody/nothing/' not found\n"),
    })
    expect(run('git clone https://nosuch.example/a/b').stderr).toBe(
      "Cloning into 'b'...\nfatal: unable to access 'https://nosuch.example/a/b/': Could not resolve host: nosuch.example\n",
    )
  })
})
