import { afterEach, expect, test, vi } from 'vitest'
import { wholeStock } from '../../../src/ui/player/stock'
import { voyageSource } from '../../../src/ui/player/voyage-source'
import { see } from '../../../src/scene/seen'
import { text } from '../../../src/base/bytes'

afterEach(() => void vi.restoreAllMocks())

test('[LOAD-7] however slow the machine is, nothing is said to be at its end that is not', async () => {
  const { openVoyage, hubShelf: shelf, ...stock } = await wholeStock()
  const source = voyageSource({ voyage: openVoyage({ seed: 1 }), shelf, stock })
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 1000))
  source.type('seq 3 | tail -n 1', 0)
  while (source.extend()) expect(source.recording.length).toBeLessThan(5000)
  const { blocks } = see(source.recording.world(source.recording.length)).terminals['1']!
  expect(text(blocks.at(-1)!.output)).toBe('3\r\n')
  expect(blocks.at(-1)!.exit).toBe(0)
})
