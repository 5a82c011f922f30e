import { parseArgs } from 'node:util'
import { monotonicMs } from '../../src/kernel/clock.ts'
import { cloneTemplate } from '../support/database.ts'
import { startOwnServer } from '../support/global-setup.ts'
import { findBrokenPromises } from '../support/invariants.ts'
import { openWorld, type World } from '../support/world.ts'
import { add, type Tally } from '../support/model/play.ts'
import { playRound } from '../support/model/rounds.ts'
import { makeLand } from '../support/model/town.ts'

/** Databases at once: while one waits for its server, another one thinks. */
const LANES = 4
const TOWNS = 8
const STEPS = 160
const CHECK_EVERY = 10

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
    const round = await playRound(land, { seed: seed + nth, towns: TOWNS, steps: STEPS })
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
