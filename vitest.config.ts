import { existsSync } from 'node:fs'
import { configDefaults, defineConfig } from 'vitest/config'

/** Only in `npm run test:faults`: it mounts disks. */
const LONG_ONLY = process.env.FAULTS === 'long' ? [] : ['test/faults/full-disk.test.ts']
const CLOSING_LINE = './test/support/closing-line-reporter.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    globalSetup: './test/support/global-setup.ts',
    exclude: [...configDefaults.exclude, ...LONG_ONLY],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    reporters: existsSync(CLOSING_LINE) ? ['default', CLOSING_LINE] : ['default'],
  },
})
