import { describe, expect, it } from 'vitest'
import { openDesk, perform } from '../../../src/node/desk'
import { outcome, progress, table } from '../../../src/sim/programs/packages/rpm/dnf-words'
import { columnWidths, rowOf, shortNumber } from '../../../src/sim/programs/packages/rpm/table'

/** What dnf 4.14 of Debian 12 printed when it installed these four from a repository of their own, 80 columns wide. */
const package_ = (name: string, version: string) => ({ name, arch: 'x86_64', version, repo: 'baseos', size: 96_300 })
const direct = [package_('httpd', '2.4.62-4.el9'), package_('tree', '1.8.0-10.el9')]
const others = [package_('httpd-core', '2.4.62-4.el9'), package_('httpd-tools', '2.4.62-4.el9')]

const transaction = `================================================================================
 Package             Architecture   Version                Repository      Size
================================================================================
Installing:
 httpd               x86_64         2.4.62-4.el9           baseos          94 k
 tree                x86_64         1.8.0-10.el9           baseos          94 k
Installing dependencies:
 httpd-core          x86_64         2.4.62-4.el9           baseos          94 k
 httpd-tools         x86_64         2.4.62-4.el9           baseos          94 k

Transaction Summary
================================================================================
`

describe('the lines of dnf 4', () => {
  it('[LG-12] a transaction is laid out as the real one lays it out', () => {
    const sections = [
      { title: 'Installing', rows: direct },
      { title: 'Installing dependencies', rows: others },
    ]
    expect(table(sections, 80)).toBe(transaction)
    expect(outcome('Installed', [...direct, ...others], 80)).toBe(
      '\nInstalled:\n  httpd-2.4.62-4.el9.x86_64               httpd-core-2.4.62-4.el9.x86_64        \n  httpd-tools-2.4.62-4.el9.x86_64         tree-1.8.0-10.el9.x86_64              \n',
    )
    expect(progress('Installing', 'httpd-tools-2.4.62-4.el9.x86_64', 1, 4, 80)).toBe(
      '  Installing       : httpd-tools-2.4.62-4.el9.x86_64                        1/4 \n',
    )
  })
  it('[LG-12] a list is as wide as its longest repository leaves it', () => {
    const rows = [
      ['httpd.x86_64', '2.4.62-4.el9', '@baseos'],
      ['curl.x86_64', '7.76.1-31.el9', 'appstream'],
    ]
    const widths = columnWidths(rows, { least: [1, 1, 0], indent: 0, width: 80, rest: 1 })
    expect(widths.reduce((sum, width) => sum + width, 0) + 2).toBe(80)
    const alone = [['curl.x86_64', '7.76.1-31.el9', 'baseos']]
    const narrow = columnWidths(alone, { least: [1, 1, 0], indent: 0, width: 80, rest: 1 })
    expect(rowOf(alone[0]!, narrow, '', false)).toBe(
      'curl.x86_64                         7.76.1-31.el9                         baseos',
    )
  })
  it('[LG-12] numbers take no more than three digits', () => {
    expect([0, 999, 1000, 96_300, 1_600_000].map((bytes) => shortNumber(bytes))).toEqual([
      '0  ',
      '999  ',
      '1.0 k',
      '94 k',
      '1.5 M',
    ])
  })
})

describe('in a container', () => {
  const desk = openDesk({ seed: 1, files: [], trace: false })
  const run = (cmd: string) => perform(desk, [{ cmd, plain: true }], { tty: false, maxMicros: 240e6 })[0]
  const inside = (image: string, script: string) => run(`docker run --rm -i ${image} bash -c "${script}"`)
  run('for i in centos centos:7 fedora rockylinux:9; do docker pull -q $i; done')

  it('[LG-13] CentOS 7 and 8 fail as they do everywhere, until vault.centos.org is named', () => {
    expect(inside('centos', 'yum install -y tree')).toMatchObject({
      exit: 1,
      stdout: 'CentOS Linux 8 - AppStream                      0.0  B/s |   0  B     00:00    \n',
      stderr: expect.stringMatching(
        /^Errors during downloading metadata for repository 'appstream':\n {2}- Curl error \(6\): .*\nError: Failed to download metadata for repo 'appstream': Cannot prepare internal mirrorlist: Curl error \(6\): .*mirrorlist\.centos\.org\]\n$/,
      ),
    })
    expect(inside('centos:7', 'yum install -y tree')).toMatchObject({
      exit: 1,
      stderr: expect.stringMatching(/Cannot find a valid baseurl for repo: base\/7\/x86_64\n$/),
    })
    const vault =
      "sed -i -e s/mirrorlist=/#mirrorlist=/ -e 's|#baseurl=http://mirror|baseurl=http://vault|' /etc/yum.repos.d/*"
    expect(inside('centos:7', `${vault}; yum install -y -q tree; tree -d /srv`).stdout).toMatch(
      /^\/srv\n\n1 directory\n$/,
    )
    expect(inside('centos', `${vault}; yum install -y -q tree; tree -d /srv`).stdout).toMatch(/\/srv\n\n1 directory\n$/)
  })
  it('[LG-14] what is installed runs and is written down, and what is removed takes along what only it needed', () => {
    const said = inside(
      'rockylinux:9',
      "dnf install -y httpd tree >/dev/null; rpm -q httpd apr; rpm -qf /usr/bin/tree; rpm -q --qf '%{NAME} %{ARCH}\\n' mailcap; dnf remove -y -q httpd >/dev/null; rpm -q httpd apr tree; ls /usr/sbin/httpd",
    )
    expect(said.stdout).toBe(
      'httpd-2.4.62-4.el9.x86_64\napr-1.7.0-12.el9_3.x86_64\ntree-1.8.0-10.el9.x86_64\nmailcap noarch\npackage httpd is not installed\npackage apr is not installed\ntree-1.8.0-10.el9.x86_64\n',
    )
  })
  it('[LG-14] what needs a package that goes is gone, too', () => {
    expect(
      inside('rockylinux:9', 'dnf install -y -q httpd > /dev/null; dnf remove -y httpd-tools; rpm -q httpd').stdout,
    ).toMatch(
      /\nRemoving:\n httpd-tools [^]*\nRemoving dependent packages:\n httpd [^]*\npackage httpd is not installed\n$/,
    )
  })
  it('[LG-16] the small curl of the image is in the way of the whole one, until it may be erased', () => {
    expect(inside('rockylinux:9', 'dnf install -y curl')).toMatchObject({
      exit: 1,
      stderr:
        'Error: \n Problem: problem with installed package curl-minimal-7.76.1-31.el9.x86_64\n  - package curl-minimal-7.76.1-31.el9.x86_64 from @System conflicts with curl provided by curl-7.76.1-31.el9_6.1.x86_64 from baseos\n  - conflicting requests\n',
    })
    expect(inside('rockylinux:9', 'dnf install -y --allowerasing curl; rpm -q curl curl-minimal').stdout).toMatch(
      /\nInstall {2}1 Package\nRemove {3}1 Package\n[^]*\nInstalled:\n {2}curl-7.*\nRemoved:\n {2}curl-minimal-7.*\n\nComplete!\ncurl-7.*\npackage curl-minimal is not installed\n$/,
    )
  })
  it('[LG-13] epel-release brings a repository, and that what only it has', () => {
    expect(inside('rockylinux:9', 'dnf install -y htop').stderr).toBe('Error: Unable to find a match: htop\n')
    expect(inside('rockylinux:9', 'dnf install -y -q epel-release; dnf install -y htop; rpm -q htop').stdout).toMatch(
      /\nExtra Packages for Enterprise Linux 9 - x86_64 [^]*\n htop +x86_64 +3\.3\.0-1\.el9 +epel +\d+ k\n[^]*\nhtop-3\.3\.0-1\.el9\.x86_64\n$/,
    )
  })
  it('[LG-14] metadata that is not cleaned away is in the layer', () => {
    const size = (install: string) => {
      run(`printf 'FROM fedora\\nRUN dnf install -y tree${install}\\n' > Dockerfile; docker build -qt x .`)
      return Number(run("docker history --human=false --format '{{.Size}}' x | head -1").stdout)
    }
    const [kept, removed] = [size(''), size(' && dnf clean all')]
    expect(removed).toBeGreaterThan(110_000)
    expect(removed).toBeLessThan(kept / 100)
  })
  it('[LG-14] httpd of the package serves and logs where Red Hat has it', () => {
    run(
      'printf \'FROM rockylinux:9\\nRUN yum install -y httpd && yum clean all\\nRUN echo hi > /var/www/html/index.html\\nCMD ["/usr/sbin/httpd","-DFOREGROUND"]\\n\' > Dockerfile; docker build -qt web .; docker run -d --name web -p 8080:80 web',
    )
    expect(run('curl -s localhost:8080; docker exec web cat /var/log/httpd/access_log').stdout).toMatch(
      /^hi\n172\.17\.0\.1 .*"GET \/ HTTP\/1\.1" 200 3/,
    )
  })
  it('[LG-15] only a yes is a yes', () => {
    const asked = (answer: string) => inside('rockylinux:9', `echo ${answer} | dnf install tree; command -v tree`)
    expect(asked('yes').stdout).toMatch(/Is this ok \[y\/N\]: [^]*Complete!\n\/usr\/bin\/tree\n$/)
    expect(inside('rockylinux:9', 'yes | dnf install tree | tail -1').stdout).toBe('Complete!\n')
    expect(asked('maybe')).toMatchObject({ exit: 1, stderr: 'Operation aborted.\n' })
    expect(inside('fedora', 'dnf install tree < /dev/null')).toMatchObject({
      exit: 1,
      stderr: expect.stringMatching(/Operation aborted by the user\.\n$/),
    })
  })
  it('[LG-15] an unknown package is said to be unknown', () => {
    expect(inside('rockylinux:9', 'dnf install -y nosuch tree')).toMatchObject({
      exit: 1,
      stdout: expect.stringMatching(/\nNo match for argument: nosuch\n$/),
      stderr: 'Error: Unable to find a match: nosuch\n',
    })
    expect(inside('fedora', 'dnf install -y nosuch').stderr).toMatch(
      /\nFailed to resolve the transaction:\nNo match for argument: nosuch\nYou can try to add to command line:\n {2}--skip-unavailable to skip unavailable packages\n$/,
    )
    expect(inside('rockylinux:9', 'dnf remove -y nosuch')).toMatchObject({
      exit: 0,
      stdout: 'No match for argument: nosuch\nDependencies resolved.\nNothing to do.\nComplete!\n',
      stderr: 'No packages marked for removal.\n',
    })
  })
  it('[LG-8] and without a network dnf says whom it did not find', () => {
    expect(run('docker run --rm --network none rockylinux:9 dnf install -y tree')).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('[Could not resolve host: mirrors.rockylinux.org]\n'),
    })
  })
})
