import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_PAGE, errorPage, RENEWAL } from '../scripts/support/error-page.ts'
import { allErrors } from '../src/kernel/errors.ts'

describe('docs/errors.md', () => {
  it('is what the rooms declare', () => {
    const written = readFileSync(ERROR_PAGE, 'utf8')
    expect(written, `docs/errors.md is stale; renew it: ${RENEWAL}`).toBe(errorPage())
  })

  it('has every code once, with its status', () => {
    const rows = errorPage().match(/^\| `[a-z-]+\.[a-z-]+` \| [45]\d\d \| .+ \| .+ \|$/gm) ?? []
    expect(rows).toHaveLength(allErrors().length)
  })
})
