import { startServer } from '../support/server-process.ts'
import { approveInBulk, approveOneEach } from './measure.ts'
import { SCOPES, type ScopeName, type Sizes } from './plan.ts'
import { communitiesOf } from './print.ts'
import type { Comparison, Pair } from './results.ts'
import type { Stage } from './stage.ts'
import { mean } from './statistics.ts'

const loads = [
  { title: '1 a request', run: approveOneEach, countOf: (sizes: Sizes) => sizes.oneEach },
  { title: '500 a request', run: approveInBulk, countOf: (sizes: Sizes) => sizes.bulk },
] as const

/** Records of a scope that the comparison uses up. */
export function twoProcessesNeed(sizes: Sizes, scope: ScopeName): number {
  const runs = 2 * sizes.rounds + 2
  return loads.reduce((sum, { countOf }) => sum + runs * countOf(sizes)[scope], 0)
}

/** Two processes of the server on one database, the connections shared out, beside one. */
export async function compareTwo(stage: Stage, sizes: Sizes): Promise<Comparison[]> {
  const second = await startServer({
    dataDir: stage.dataDir,
    nodeOptions: stage.startFlags,
    args: ['--no-demo'],
  })
  const addresses = [stage.server.address, second.address]
  try {
    const comparisons: Comparison[] = []
    for (const { title, run, countOf } of loads) {
      for (const scope of SCOPES) {
        const count = countOf(sizes)[scope]
        const speed = async (through?: readonly string[]) =>
          (await run(stage, stage.district[scope], count, through)).perSecond
        await speed(addresses)
        const pairs: Pair[] = []
        let before = await speed()
        for (let round = 0; round < sizes.rounds; round += 1) {
          const value = await speed(addresses)
          const after = await speed()
          pairs.push({ value, yardstick: mean([before, after]) })
          before = after
        }
        comparisons.push({
          caseName: 'two',
          title: `processes, ${title}, ${communitiesOf(scope)}`,
          beside: 'one process',
          unit: '/s',
          goal: { moreThan: 1 },
          pairs,
        })
      }
    }
    return comparisons
  } finally {
    await second.stop()
  }
}
