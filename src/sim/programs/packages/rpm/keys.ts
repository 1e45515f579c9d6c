import { installedRpms, keepRpms } from './database'
import { fetched } from './dnf-words'
import type { Asked } from './arguments'
import type { Repository } from './repositories'
import type { Stage } from '../staged'
import type { Sys } from '../../../wire/sys'

/** The keys that repositories sign with: the first package of one has its key imported. */
interface Key {
  readonly id: string
  readonly userid: string
  readonly fingerprint: string
}

const keys: Readonly<Record<string, Key>> = {
  'RPM-GPG-KEY-Rocky-9': {
    id: '350D275D',
    userid: 'Rocky Enterprise Software Foundation - Release key 2022 <releng@rockylinux.org>',
    fingerprint: '21CB 256A E16F C54C 6E65 2949 702D 426D 350D 275D',
  },
  'RPM-GPG-KEY-rockyofficial': {
    id: '6D745A60',
    userid: 'Release Engineering <infrastructure@rockylinux.org>',
    fingerprint: '7051 C470 A929 F454 CEBE 37B7 15AF 5DAC 6D74 5A60',
  },
  'RPM-GPG-KEY-AlmaLinux-9': {
    id: 'B86B3716',
    userid: 'AlmaLinux OS 9 <packager@almalinux.org>',
    fingerprint: 'BF18 AC28 7617 8908 D6E7 1267 D36C B86C B86B 3716',
  },
  'RPM-GPG-KEY-AlmaLinux': {
    id: 'CED7258B',
    userid: 'AlmaLinux OS 8 <packager@almalinux.org>',
    fingerprint: 'BC5E DDCA DF50 2C07 7F15 8288 2AE8 1E8A CED7 258B',
  },
  'RPM-GPG-KEY-centosofficial': {
    id: '8483C65D',
    userid: 'CentOS (CentOS Official Signing Key) <security@centos.org>',
    fingerprint: '99DB 70FA E1D7 CE22 7FB6 4882 05B5 55B3 8483 C65D',
  },
  'RPM-GPG-KEY-CentOS-7': {
    id: 'F4A80EB5',
    userid: 'CentOS-7 Key (CentOS 7 Official Signing Key) <security@centos.org>',
    fingerprint: '6341 ab27 53d7 8a78 a7c2 7bb1 24c6 a8a7 f4a8 0eb5',
  },
  'RPM-GPG-KEY-oracle': {
    id: '8D8B756F',
    userid: 'Oracle Linux (release key 1) <secalert_us@oracle.com>',
    fingerprint: '3E6D 826D 3FBA B389 C2F3 8E34 BC4D 06A0 8D8B 756F',
  },
  'RPM-GPG-KEY-fedora-42-x86_64': {
    id: '105EF944',
    userid: 'Fedora (42) <fedora-42-primary@fedoraproject.org>',
    fingerprint: 'B0F4 9504 58F6 9E11 50C6 C5ED C8AC 4916 105E F944',
  },
  'RPM-GPG-KEY-EPEL-7': {
    id: '352C64E5',
    userid: 'Fedora EPEL (7) <epel@fedoraproject.org>',
    fingerprint: '91E9 7D7C 4A5E 96F1 7F3E 888F 6A2F AEA2 352C 64E5',
  },
  'RPM-GPG-KEY-EPEL-8': {
    id: '2F86D6A1',
    userid: 'Fedora EPEL (8) <epel@fedoraproject.org>',
    fingerprint: '94E2 79EB 8D8F 25B2 1810 ADF1 21EA 45AB 2F86 D6A1',
  },
  'RPM-GPG-KEY-EPEL-9': {
    id: '3228467C',
    userid: 'Fedora (epel9) <epel@fedoraproject.org>',
    fingerprint: 'FF8A D134 4597 106E CE81 3B91 8A38 72BF 3228 467C',
  },
}

const prefix = 'file://'

/** The key of a repository that is not yet known to rpm. */
export function missingKey(sys: Sys, { key }: Repository): (Key & { readonly file: string }) | undefined {
  const file = key?.replace(prefix, '') ?? ''
  const found = keys[file.slice(file.lastIndexOf('/') + 1)]
  const version = found?.id.toLowerCase()
  if (found === undefined || installedRpms(sys).some((each) => each.name === 'gpg-pubkey' && each.version === version))
    return undefined
  return { ...found, file }
}

export function keyStage(sys: Sys, asked: Asked, from: Repository, width: number): Stage | undefined {
  const key = missingKey(sys, from)
  if (key === undefined) return undefined
  const words = asked.quiet
    ? ''
    : `${fetched(from.name, 1700, 1000, width)}Importing GPG key 0x${key.id}:\n Userid     : "${key.userid}"\n Fingerprint: ${key.fingerprint}\n From       : ${key.file}\nKey imported successfully\n`
  return { after: 100_000, words, act: ['key', key.id] }
}

export function keepKey(sys: Sys, id: string): void {
  const key = {
    name: 'gpg-pubkey',
    version: id.toLowerCase(),
    arch: '(none)',
    size: 0,
    repo: 'anaconda',
    summary: 'gpg(key)',
    asked: true,
    time: Math.floor(sys.now() / 1e6),
    files: [],
  }
  keepRpms(sys, [...installedRpms(sys), key])
}
