import { Stryker } from '@stryker-mutator/core'

/**
 * Changes the ledger's rules in one place at a time and runs their tests: whatever no test notices
 * has survived. What is the same either way is said to be so in the rules, with the reason.
 */
const results = await new Stryker({}).runMutationTest()

const count = (...statuses: readonly string[]) =>
  results.filter(({ status }) => statuses.includes(status)).length
const survived = count('Survived', 'NoCoverage')

process.once('exit', () => {
  console.log(`${count('Killed', 'Timeout')} killed, ${survived} survived`)
})
process.exitCode = survived === 0 ? 0 : 1
