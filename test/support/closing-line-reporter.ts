import { writeSync } from 'node:fs'
import type { SerializedError } from 'vitest'
import type { Reporter, TestModule } from 'vitest/node'

type Count = { readonly passed: number; readonly failed: number; readonly skipped: number }

/**
 * The last line of a run: `N passed, N failed`. Failed counts tests, suites whose hooks failed, files
 * that could not be read, and errors that nobody caught; a run that ends badly never says 0 failed.
 * It is written at exit, so that no teardown speaks after it.
 */
class ClosingLineReporter implements Reporter {
  private count: Count = { passed: 0, failed: 0, skipped: 0 }

  onInit(): void {
    process.once('exit', (exitCode) => {
      writeSync(1, closingLines(this.count, exitCode))
    })
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    this.count = countOf(modules, unhandledErrors.length)
  }
}

function countOf(modules: readonly TestModule[], unhandledErrors: number): Count {
  const count = { passed: 0, failed: unhandledErrors, skipped: 0 }
  for (const module of modules) {
    if (module.errors().length > 0) count.failed += 1
    for (const suite of module.children.allSuites()) {
      if (suite.errors().length > 0) count.failed += 1
    }
    for (const test of module.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') count.passed += 1
      else if (state === 'failed') count.failed += 1
      else count.skipped += 1
    }
  }
  return count
}

function closingLines({ passed, failed, skipped }: Count, exitCode: number): string {
  const honest = exitCode !== 0 && failed === 0 ? 1 : failed
  const left = skipped > 0 ? `\n${skipped} not run` : ''
  return `${left}\n${passed} passed, ${honest} failed\n`
}

// Vitest asks for a default export of a reporter that is named by its path.
export default ClosingLineReporter
