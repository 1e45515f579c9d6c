import { describe, expect, it } from 'vitest'
import { openVoyage } from '../../../src/lesson/open-voyage'
import { see } from '../../../src/scene/seen'
import { drawMap } from '../../../src/scene/layout/map'
import { lengthOf, worldAt } from '../../../src/trace/recording'
import { entered } from '../../played'

describe('the daemon in the picture', () => {
  it('[SYD-10] it is shown stopped while there is no process of it, also on the way back', () => {
    const opened = openVoyage({ seed: 1 })
    const { recording } = entered(opened, 'sudo systemctl restart docker')
    const shown = (at: number) =>
      drawMap(see(worldAt(recording, at)), 2, 1200, 800)
        .places.find(({ id }) => id === 'dockerd')!
        .lines.join()
    const steps = Array.from({ length: lengthOf(recording) }, (_, at) => at)
    const forth = steps.map(shown)
    expect(forth.join(' ')).toMatch(/^ +(stopped )+ *$/)
    expect(shown(lengthOf(recording))).toBe('')
    expect([...steps].reverse().map(shown).reverse()).toEqual(forth)
  })
})
