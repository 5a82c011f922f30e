import fc from 'fast-check'
import { Difference } from './compare.ts'
import { Play, type Tally } from './play.ts'
import { anyStep, type Step } from './steps.ts'
import { makeTown, type Land } from './town.ts'

/** fast-check drops steps and makes them smaller until nothing can be left out. */
class PlayedStep implements fc.AsyncCommand<object, Play> {
  private readonly step: Step

  constructor(step: Step) {
    this.step = step
  }

  check(): boolean {
    return true
  }

  run(_: object, play: Play): Promise<void> {
    return play.step(this.step)
  }

  toString(): string {
    return JSON.stringify(this.step)
  }
}

export type RoundWish = {
  readonly seed: number
  /** Towns, each with its own people and history. */
  readonly towns: number
  readonly steps: number
}

export type Round = {
  /** Every command that was run, by what it was answered. */
  readonly tally: Tally
  /** The shrunk steps and what differed; null when nothing did. */
  readonly difference: string | null
}

/** Several towns, one after the other, on one database. */
export async function playRound(land: Land, wish: RoundWish): Promise<Round> {
  const tally: Tally = new Map()
  const steps = fc.commands([anyStep.map((step) => new PlayedStep(step))], {
    maxCommands: wish.steps,
    size: 'max',
  })
  const property = fc.asyncProperty(steps, async (list) => {
    const play = new Play(await makeTown(land), tally)
    await play.begin()
    await fc.asyncModelRun(() => ({ model: {}, real: play }), list)
    await play.end()
  })
  const details = await fc.check(property, { seed: wish.seed, numRuns: wish.towns })
  return { tally, difference: details.failed ? reportOf(details) : null }
}

type Details = Pick<
  fc.RunDetails<readonly unknown[]>,
  'seed' | 'counterexamplePath' | 'numShrinks' | 'errorInstance' | 'counterexample'
>

function reportOf(details: Details): string {
  const { errorInstance, counterexample } = details
  const why = errorInstance instanceof Difference ? errorInstance.message : inWords(errorInstance)
  return [
    `seed ${details.seed}, path ${details.counterexamplePath}, shrunk ${details.numShrinks} times`,
    String(counterexample).replaceAll('},{"act"', '},\n{"act"'),
    why,
  ].join('\n')
}

function inWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
