import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { StartupError } from '../kernel/startup-error.ts'

/** Marks that `patches/postgres+3.4.9.patch` leaves in the driver; docs/adr/0005 says what each is for. */
const GUARDS = {
  'connection.js': ['write-guard', 'unsent-guard', 'leftover-guard', 'row-guard'],
  'index.js': ['transaction-guard'],
} as const

/** The folder of the installed driver, the one that `import 'postgres'` loads. */
export function driverFolder(): string {
  const commonJs = createRequire(import.meta.url).resolve('postgres')
  return join(dirname(commonJs), '..', '..')
}

/** Names of the guards that the driver in `folder` lacks, in either of its builds. */
export function missingGuards(folder: string): readonly string[] {
  return ['src', 'cjs/src'].flatMap((build) =>
    Object.entries(GUARDS).flatMap(([file, guards]) => {
      const path = join(folder, build, file)
      const source = existsSync(path) ? readFileSync(path, 'utf8') : ''
      return guards.filter((guard) => !source.includes(`// aixin: ${guard}`))
    }),
  )
}

/** @throws StartupError when the driver is unpatched: it would crash, or write half a transaction, as soon as PostgreSQL dies */
export function assertDriverGuarded(folder = driverFolder()): void {
  const missing = new Set(missingGuards(folder))
  if (missing.size === 0) return
  throw new StartupError(
    `数据库驱动缺少补丁（${[...missing].join('、')}），不能启动。请在项目目录运行：npx patch-package`,
    `The database driver lacks our patch, so nothing is started. In the project folder run: npx patch-package`,
  )
}
