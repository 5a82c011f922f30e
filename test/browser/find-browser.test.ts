import { expect, it } from 'vitest'
import { provideBrowser } from '../support/find-browser.ts'

it('a browser that is named and does not start is not replaced by another one', async () => {
  expect(await provideBrowser('/nowhere/chromium')).toEqual({
    missing: 'CHROMIUM_PATH names /nowhere/chromium, which does not start.',
  })
})
