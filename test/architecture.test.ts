import { describe, expect, it } from 'vitest'
import { checkArchitecture } from './support/architecture.ts'
import { circles } from './support/architecture/circles.ts'
import { PLANTED } from './support/architecture/planted.ts'
import { SOUND_HOUSE } from './support/architecture/sound-house.ts'
import { inWords, RULES } from './support/architecture/violation.ts'
import { parseSources, readSources, type Sources } from './support/imports.ts'

const ROOT = new URL('..', import.meta.url).pathname
const house = readSources(ROOT, ['src'])
const violations = checkArchitecture(house)

function withFiles(sources: Sources, files: Readonly<Record<string, string>>): Sources {
  return new Map([...sources, ...Object.entries(files)])
}

describe('the house', () => {
  it('is read from its first file to its last', () => {
    expect([...house.keys()]).toEqual(expect.arrayContaining(['src/kernel/clock.ts']))
  })

  it.each(RULES)('breaks no rule of %s', (rule) => {
    expect(violations.filter((each) => each.rule === rule).map(inWords)).toEqual([])
  })

  it('is seen to be broken when a circle of types is planted in it', () => {
    const clock = house.get('src/kernel/clock.ts') ?? ''
    const planted = withFiles(house, {
      'src/kernel/clock.ts': `import type { Id } from './ids.ts'\n${clock}`,
    })
    const found = [...circles(parseSources(planted))]
    expect(found.map(({ message }) => message).join()).toContain('src/kernel/clock.ts')
  })
})

describe('the check', () => {
  it('finds nothing in a sound house', () => {
    expect(checkArchitecture(SOUND_HOUSE).map(inWords)).toEqual([])
  })

  it.each(PLANTED.map(({ rule, what, files }) => [rule, what, files] as const))(
    'sees %s: %s',
    (rule, _, files) => {
      const found = checkArchitecture(withFiles(SOUND_HOUSE, files))
      expect([...new Set(found.map((each) => each.rule))]).toEqual([rule])
    },
  )

  it('has a planted example for every rule', () => {
    expect(RULES.filter((rule) => !PLANTED.some((each) => each.rule === rule))).toEqual([])
  })
})
