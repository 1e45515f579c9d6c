import { describe, expect, test } from 'vitest'
import { at, deskWith, done } from '../../desk'

describe('names and walls between networks', () => {
  test('[DC-19] dockerd resolves names and aliases on a network of the user’s own', () => {
    const desk = deskWith()
    done(desk, 'docker network create net')
    done(desk, 'docker run -d --name web --network net --network-alias www nginx')
    for (const name of ['web', 'www', 'web.net', 'WEB'])
      expect(done(desk, `docker run --rm --network net alpine ping -c 1 ${name}`)).toContain('1 packets received')
    expect(done(desk, 'docker run --rm --network net alpine wget -qO- http://web/')).toContain('Welcome to nginx')
    expect(done(desk, 'docker run --rm --network net alpine sh -c "nc -z web 80 && echo open"')).toContain('open')
    done(desk, 'docker run -d --name other nginx')
    expect(at(desk, 'docker run --rm alpine ping -c 1 other').stderr).toContain("bad address 'other'")
    expect(at(desk, 'docker run --rm --network net alpine ping -c 1 other').stderr).toContain("bad address 'other'")
  })

  test('[DC-20] what goes from bridge to bridge is dropped', () => {
    const desk = deskWith()
    done(desk, 'docker network create net')
    done(desk, 'docker run -d --name web --network net nginx')
    expect(at(desk, 'docker run --rm alpine ping -c 1 -W 1 172.18.0.2').exit).toBe(1)
    expect(done(desk, 'docker run --rm --network net alpine ping -c 1 -W 1 172.18.0.2')).toContain('0% packet loss')
    expect(done(desk, 'curl -s http://172.18.0.2/')).toContain('Welcome to nginx')
  })
})
