import { existsSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const CLOSING_LINE = './test/support/closing-line-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: './test/support/global-setup.ts',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    reporters: existsSync(CLOSING_LINE) ? ['default', CLOSING_LINE] : ['default'],
  },
})
