import { describe, expect, test } from 'vitest'
import { en } from '../../../src/locale/en'
import { zhCN } from '../../../src/locale/zh-CN'
import { utf8 } from '../../../src/base/bytes'
import { pastOf } from '../../../src/ui/caption/past'
import { routeOf } from '../../../src/ui/caption/route'
import { sayingOf } from '../../../src/ui/caption/say'
import { paperVoyage } from '../../scenes/paper-voyage'

const { recording } = paperVoyage()
const sentences = (words: typeof en): readonly string[] =>
  Array.from({ length: recording.length }, (_, i) =>
    words.caption(sayingOf(recording.message(i + 1), recording.world(i + 1), pastOf(recording, i + 1))),
  )

describe('captions', () => {
  test.each([en, zhCN])('[UI-7] every message has a whole sentence in $lang', (words) => {
    for (const sentence of sentences(words)) {
      expect(sentence).not.toMatch(/undefined|NaN|\[object/)
      expect(sentence.length).toBeGreaterThan(3)
    }
  })

  test('[UI-7] Chinese is Chinese', () => {
    for (const sentence of sentences(zhCN)) {
      expect(sentence).toMatch(/[\u4e00-\u9fff]/)
      expect(sentence).not.toMatch(/\b(asks|the|kernel|daemon|answers)\b/)
    }
  })

  test.each([
    ['HEAD', '/_ping', 'ping', ''],
    ['POST', '/v1.50/containers/create?name=web', 'container.create', 'web'],
    ['POST', '/v1.50/containers/web/start', 'container.start', 'web'],
    ['POST', '/v1.50/containers/4c01db0b339c4c01db0b339c/wait?condition=next-exit', 'container.wait', '4c01db0b339c'],
    ['POST', '/v1.50/containers/web/wait', 'container.await', 'web'],
    ['GET', '/v1.50/containers/web/top', 'container.top', 'web'],
    ['PUT', '/v1.50/containers/web/archive?path=%2F', 'container.fill', 'web'],
    ['DELETE', '/v1.50/volumes/data', 'volume.remove', 'data'],
    ['POST', '/v1.50/networks/n1/connect', 'network.connect', 'n1'],
    ['POST', '/session', 'image.files', ''],
    ['POST', '/v1.50/images/create?fromImage=docker.io%2Flibrary%2Falpine&tag=latest', 'image.pull', 'alpine:latest'],
    ['POST', '/v1.50/images/localhost:5000/ubuntu/push?tag=latest', 'image.push', 'localhost:5000/ubuntu:latest'],
    ['POST', '/v1.50/images/ubuntu/tag?repo=x&tag=y', 'image.tag', 'ubuntu'],
    ['GET', '/v2/', 'registry.ping', ''],
    ['HEAD', '/v2/library/alpine/manifests/3.20', 'registry.manifest.head', 'alpine:3.20'],
    ['PUT', '/v2/ubuntu/manifests/latest', 'registry.manifest.put', 'ubuntu:latest'],
    ['HEAD', `/v2/ubuntu/blobs/sha256:${'ab'.repeat(32)}`, 'registry.blob.head', 'abababababab'],
    ['POST', '/v2/ubuntu/blobs/uploads/', 'registry.upload.start', ''],
    ['PATCH', '/v2/ubuntu/blobs/uploads/0b-1?_state=x', 'registry.upload.patch', ''],
    [
      'PUT',
      `/v2/ubuntu/blobs/uploads/0b-1?digest=sha256%3A${'cd'.repeat(32)}`,
      'registry.upload.commit',
      'cdcdcdcdcdcd',
    ],
    ['DELETE', '/v1.50/images/alpine', 'image.remove', 'alpine'],
    ['GET', '/', 'other', ''],
    ['GET', '/%E0%A4%A', 'other', ''],
  ])('[UI-8] %s %s is %s', (method, path, route, subject) => expect(routeOf(method, path)).toEqual({ route, subject }))

  test('[UI-8] what a program prints is told without its control characters', () => {
    const message = recording.message(1)
    const data = utf8('\x1b[?2004h\x07\b\x1b=root@box:/# ls\r\n')
    const said = sayingOf(
      { ...message, payload: { kind: 'tty.output', tty: 'pts/0', data } },
      recording.world(1),
      pastOf(recording, 1),
    )
    expect(said).toMatchObject({ kind: 'printed', text: 'root@box:/# ls' })
  })
})
