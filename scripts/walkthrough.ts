import { monotonicMs } from '../src/kernel/clock.ts'
import { startServer } from './support/server-process.ts'
import { makeTemporaryData, removeTemporaryData } from './support/temporary-data.ts'
import { approve } from './walkthrough/approve.ts'
import { closeBooks } from './walkthrough/close-books.ts'
import { correct } from './walkthrough/correct.ts'
import { effect } from './walkthrough/effect.ts'
import { register } from './walkthrough/register.ts'
import { makeReport, type Report } from './walkthrough/report.ts'
import { serve } from './walkthrough/serve.ts'
import { spend } from './walkthrough/spend.ts'
import { makeStage, type Stage } from './walkthrough/stage.ts'
import { takePart } from './walkthrough/take-part.ts'
import { visit } from './walkthrough/visit.ts'

/**
 * The main job from end to end, over HTTP only, on a fresh database that is thrown away: what people
 * do, what comes back, and what it has to be, counted by hand from the rules. Ends with the trial
 * balance of every community; exits 0 only when nothing differed.
 */
async function walkThrough(report: Report, interrupted: Promise<never>): Promise<void> {
  const dataDir = makeTemporaryData('walkthrough')
  const starting = startServer({ dataDir, script: 'walkthrough/server.ts' })
  try {
    const server = await Promise.race([starting, interrupted])
    await Promise.race([play(makeStage(server, report)), interrupted])
  } finally {
    await starting.then(
      (server) => server.stop(),
      () => undefined,
    )
    await removeTemporaryData(dataDir)
  }
}

/** A step that fails ends the story, never the closing of the books. */
async function play(stage: Stage): Promise<void> {
  await tell(stage).catch((error: unknown) => stage.report.broken(error))
  await closeBooks(stage)
}

async function tell(stage: Stage): Promise<void> {
  const town = await register(stage)
  const week = await serve(stage, town)
  await approve(stage, town, week)
  await takePart(stage, town)
  const asks = await spend(stage, town, week)
  await visit(stage, town, week, asks)
  const later = await effect(stage, town)
  await correct(stage, later.town, week, later.frozen)
}

function untilInterrupted(heard: () => void): Promise<never> {
  const interrupted = new Promise<never>((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        heard()
        reject(new Error('被人叫停'))
      })
    }
  })
  interrupted.catch(() => undefined)
  return interrupted
}

async function main(): Promise<number> {
  const startedMs = monotonicMs()
  let isInterrupted = false
  // What fails because the server is being stopped is nobody's news.
  const report = makeReport((line) => {
    if (!isInterrupted) console.log(line)
  })
  const interrupted = untilInterrupted(() => (isInterrupted = true))
  await walkThrough(report, interrupted).catch((error: unknown) => report.broken(error))
  const seconds = ((monotonicMs() - startedMs) / 1000).toFixed(1)
  console.log(`\n${report.summary()}，用时 ${seconds} 秒`)
  if (isInterrupted) return 130
  return report.differences() === 0 ? 0 : 1
}

void main().then((status) => process.exit(status))
