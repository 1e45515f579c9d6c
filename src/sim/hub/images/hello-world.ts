import { program } from '../entries'
import { layer, path, setting, type CatalogueImage } from '../catalogue-image'

/** One static binary and nothing else: no shell, no libraries. */
export const helloWorld: readonly CatalogueImage[] = [
  {
    repository: 'library/hello-world',
    tags: ['latest', 'linux'],
    description: 'Hello World! (an example of minimal Dockerization)',
    stars: 2400,
    official: true,
    created: '2025-08-08T19:05:17Z',
    steps: [
      layer('COPY hello / # buildkit', 2_380, () => [program('hello', 10_072, 'hello')]),
      setting('CMD ["/hello"]'),
    ],
    config: { Env: [path], Cmd: ['/hello'], WorkingDir: '/' },
  },
]
