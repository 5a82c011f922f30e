import { defineConfig } from 'vitest/config'

/** The pure tests of the ledger's rules, for `npm run test:mutation`; random stories take too long. */
export default defineConfig({
  test: {
    include: ['test/rules/ledger-*.test.ts'],
    exclude: ['test/rules/ledger-drafts.test.ts'],
  },
})
