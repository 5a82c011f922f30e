import { parseArgs } from 'node:util'
import { monotonicMs } from '../../src/kernel/clock.ts'
import { cloneTemplate } from '../support/database.ts'
import { startOwnServer } from '../support/global-setup.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { playHistory } from '../support/model/history.ts'
import { add, type Tally } from '../support/model/play.ts'
import { playRound, type Round } from '../support/model/rounds.ts'
import { makeLand, type Land } from '../support/model/town.ts'
import { openWorld, type World } from '../support/world.ts'

/** Databases at once: while one waits for its server, another one thinks. */
const LANES = 4
const TOWNS = 8
const STEPS = 160
const CHECK_EVERY = 10
/** So many rounds are many hands at once, and judged afterwards. */
const HISTORY_EVERY = 5
const HISTORY_STEPS = 1_000
const HANDS = 24

const { values } = parseArgs({
  options: { commands: { type: 'string', default: '100000' }, seed: { type: 'string' } },
})
const wanted = Number(values.commands)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
if (!Number.isSafeInteger(wanted) || !Number.isSafeInteger(seed)) {
  throw new Error('npm run test:model -- --commands 100000 [--seed N]')
}

const startedMs = monotonicMs()
const run = { commands: 0, differences: 0, rounds: 0, tally: new Map() as Tally }

/** Rounds are the same for a seed, whichever lane takes them. */
async function playLane(world: World): Promise<void> {
  const land = await makeLand(world)
  while (run.commands < wanted) {
    const nth = (run.rounds += 1)
    const isHistory = nth % HISTORY_EVERY === 0
    const round = await (isHistory ? playAtOnce(land, nth) : playTowns(land, nth))
    for (const [what, count] of round.tally) {
      add(run.tally, what, count)
      run.commands += count
    }
    if (round.difference !== null) differ(`round ${nth}: ${round.difference}`)
    if (nth % CHECK_EVERY === 0) {
      await checkAll(world)
      tellProgress()
    }
  }
  await checkAll(world)
}

function playTowns(land: Land, nth: number): Promise<Round> {
  return playRound(land, { seed: seed + nth, towns: TOWNS, steps: STEPS })
}

async function playAtOnce(land: Land, nth: number): Promise<Round> {
  const tally: Tally = new Map()
  const wish = { seed: seed + nth, hands: HANDS, steps: HISTORY_STEPS, tally }
  return { tally, difference: await playHistory(land, wish) }
}

async function checkAll({ sql }: World): Promise<void> {
  for (const broken of await findBrokenPromises(sql)) differ(broken)
}

function differ(what: string): void {
  run.differences += 1
  console.log(`\n${what}\n`)
}

function tellProgress(): void {
  const perSecond = Math.round(run.commands / ((monotonicMs() - startedMs) / 1_000))
  console.log(`${run.commands} commands, ${perSecond}/s, ${run.differences} differences`)
}

console.log(`seed ${seed}`)
const server = await startOwnServer()
try {
  const worlds = await Promise.all(
    Array.from({ length: LANES }, async (_, n) =>
      openWorld(undefined, await cloneTemplate(server, `model_${n + 1}`)),
    ),
  )
  await Promise.all(worlds.map(playLane))
  await Promise.all(worlds.map((world) => world.close()))
} finally {
  await server.remove()
}
for (const [what, count] of [...run.tally].sort()) console.log(`${count} × ${what}`)
console.log(`${run.commands} commands run, ${run.differences} differences`)
process.exitCode = run.differences === 0 ? 0 : 1
