import { startServer } from '../support/server-process.ts'
import { ask, balanceRequests, getAs, tokensOf } from './ask.ts'
import { READ_CONNECTIONS, type Sizes } from './plan.ts'
import type { Comparison, Pair } from './results.ts'
import type { Stage } from './stage.ts'
import { mean } from './statistics.ts'

const DIFFERENT = 1_000

/** Case 5: balances over HTTP beside a constant answer behind the same sign-in. */
export async function compareBalances(stage: Stage, sizes: Sizes): Promise<Comparison> {
  const twin = await startServer({
    dataDir: stage.dataDir,
    nodeOptions: stage.startFlags,
    script: 'bench/serve-constant.ts',
  })
  try {
    const balances = await balanceRequests(stage, DIFFERENT)
    const constants = [...(await tokensOf(stage)).values()].map((token) =>
      getAs(token, '/api/v1/constant'),
    )
    const run = async (address: string, requests: typeof balances) => {
      const asked = { address, connections: READ_CONNECTIONS, requests, count: sizes.balances }
      return (sizes.balances * 1000) / (await ask(stage, asked)).elapsedMs
    }
    const readBalances = () => run(stage.server.address, balances)
    const readConstants = () => run(twin.address, constants)
    await readBalances()
    await readConstants()
    const pairs: Pair[] = []
    let before = await readConstants()
    for (let round = 0; round < sizes.rounds; round += 1) {
      const value = await readBalances()
      const after = await readConstants()
      pairs.push({ value, yardstick: mean([before, after]) })
      before = after
    }
    return {
      caseName: '5',
      title: 'GET balance',
      beside: 'a constant answer',
      unit: '/s',
      goal: { atLeast: 0.6 },
      pairs,
    }
  } finally {
    await twin.stop()
  }
}
