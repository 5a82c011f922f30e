import { serve, type ServerType } from '@hono/node-server'
import type { Server } from 'node:http'
import { buildApp } from './app.ts'
import type { Config } from './config.ts'
import { openDatabase } from './db/client.ts'
import type { DatabaseTarget } from './db/target.ts'
import type { Ctx } from './db/transaction.ts'
import { makeSweep, type Sweep } from './db/sweep.ts'
import { wipeExpiredNotes } from './features/care/jobs.ts'
import { advanceClocks } from './features/desk/advance-clocks.ts'
import { confirmSilentVisits } from './features/desk/jobs.ts'
import { closeShifts } from './features/duty/jobs/close-shifts.ts'
import { layOutPlans } from './features/duty/jobs/lay-out-plans.ts'
import { remindVolunteers } from './features/duty/jobs/remind-volunteers.ts'
import { continueImports } from './features/import/jobs.ts'
import { expireHolds } from './features/ledger/jobs.ts'
import { consoleSms } from './features/notice/adapters/console-sms.ts'
import { gatewaySms } from './features/notice/adapters/gateway-sms.ts'
import { makeSendWebhook } from './features/notice/adapters/webhook.ts'
import { makeSendNotices } from './features/notice/jobs.ts'
import type { MessageSender } from './features/notice/model/messages.ts'
import { findPhones } from './features/person/find-phones.ts'
import type { DemoSignIn } from './features/person/api/parts.ts'
import { checkpointFolder } from './features/proof/adapters/folder.ts'
import { checkpointWebhook } from './features/proof/adapters/webhook.ts'
import { makePublish, sealStillTrees } from './features/proof/jobs.ts'
import type { Outlet } from './features/proof/model.ts'
import { makeFillSearchTerms } from './features/person/jobs.ts'
import { applyStandingInstructions } from './features/redemption/jobs.ts'
import { keepOverview } from './features/report/jobs.ts'
import { fillCatalogue } from './features/service/fill-catalogue.ts'
import { makeLogger, type Logger } from './http/log.ts'
import type { Instant } from './kernel/clock.ts'
import { makeNetworkTest } from './kernel/networks.ts'
import { isPublicAddress } from './kernel/public-address.ts'
import { chineseCalendar } from './kernel/workdays.ts'
import { loadSealKeys } from './db/seal-keys.ts'

export type Running = {
  readonly address: string
  readonly ctx: Ctx
  /** Finishes what is in flight, within ten seconds, and lets the database go. */
  stop(): Promise<void>
}

const DRAIN_MS = 10_000

export function openCtx(config: Config, target: DatabaseTarget, now?: () => Instant): Ctx {
  const db = openDatabase({
    target,
    connections: config.databaseConnections,
    prepare: config.databasePrepare,
  })
  const ctx = { db, sealKeys: loadSealKeys(config), calendar: chineseCalendar() }
  return now ? { ...ctx, fixedNow: now } : ctx
}

const SWEEP_MS = 5_000

export type RunOptions = {
  readonly sweepMs?: number
  /** For the walkthrough and tests, whose story takes weeks; else the database's clock counts. */
  readonly now?: () => Instant
  /** Where the database holds the demonstration: who may be signed in as. */
  readonly demoSignIns?: readonly DemoSignIn[]
}

/** What happens without anybody asking; each is safe in several processes at once. */
const jobs = {
  advanceClocks,
  expireHolds,
  sealStillTrees,
  confirmSilentVisits,
  applyStandingInstructions,
  keepOverview,
  continueImports,
  layOutPlans,
  wipeExpiredNotes,
  remindVolunteers,
  closeShifts,
}

type Job = (ctx: Ctx) => Promise<unknown>

function outletsOf({ checkpointDir, checkpointWebhook: webhook }: Config): readonly Outlet[] {
  return [
    ...(checkpointDir === null ? [] : [checkpointFolder(checkpointDir)]),
    ...(webhook === null ? [] : [checkpointWebhook(webhook)]),
  ]
}

function senderOf({ smsGateway }: Config): MessageSender {
  return smsGateway ? gatewaySms(smsGateway) : consoleSms((line) => console.log(line))
}

/** Webhooks go to the public internet, and to networks that whoever runs the service names. */
function mayConnect({ webhookNetworks }: Config): (address: string) => boolean {
  const isNamed = makeNetworkTest(webhookNetworks)
  return (address) => isPublicAddress(address) || isNamed(address)
}

function startSweeps(ctx: Ctx, logger: Logger, config: Config, everyMs: number): readonly Sweep[] {
  const sendNotices = makeSendNotices({
    sender: senderOf(config),
    sendWebhook: makeSendWebhook(mayConnect(config)),
    phonesOf: (tx, ids) => findPhones(ctx, tx, ids),
  })
  const publish = outletsOf(config).map((outlet): readonly [string, Job] => [
    `publish ${outlet.place}`,
    makePublish(outlet),
  ])
  const made = {
    fillSearchTerms: makeFillSearchTerms(),
    sendNotices,
    ...Object.fromEntries(publish),
  }
  return Object.entries({ ...jobs, ...made }).map(([job, work]) =>
    makeSweep(
      () => work(ctx),
      everyMs,
      (error) => logger.error({ job, err: error }, 'a job failed'),
    ),
  )
}

/**
 * Builds the app on a database that is migrated, fills in what the shipped catalogue has and the
 * database has not, listens, and sweeps every `sweepMs`.
 */
export async function run(
  config: Config,
  target: DatabaseTarget,
  { sweepMs = SWEEP_MS, now, demoSignIns = [] }: RunOptions = {},
): Promise<Running> {
  const ctx = openCtx(config, target, now)
  const logger = makeLogger(config.logLevel)
  await fillCatalogue(ctx)
  let stopping = false
  const app = buildApp(ctx, {
    lanes: config.lanes,
    logger,
    sender: senderOf(config),
    publicUrl: config.publicUrl,
    trustedProxies: config.trustedProxies,
    demoSignIns,
    inboxSecret: config.inboxSecret,
    isStopping: () => stopping,
  })
  const server = await listen(app.fetch, config)
  const sweeps = startSweeps(ctx, logger, config, sweepMs)
  return {
    address: addressOf(server, config),
    ctx,
    async stop() {
      stopping = true
      await close(server)
      await Promise.all(sweeps.map((sweep) => sweep.stop()))
      await ctx.db.close()
    },
  }
}

function listen(fetch: Parameters<typeof serve>[0]['fetch'], config: Config): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve(
      {
        fetch,
        port: config.port,
        hostname: config.host,
        serverOptions: {
          requestTimeout: 10_000,
          headersTimeout: 5_000,
          keepAliveTimeout: 5_000,
          maxHeaderSize: 16_384,
        },
      },
      () => resolve(server),
    )
    server.once('error', reject)
    if ('maxConnections' in server) server.maxConnections = 2_000
  })
}

function addressOf(server: ServerType, config: Config): string {
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : config.port
  return config.publicUrl ?? `http://localhost:${port}`
}

/** New connections are refused at once; idle ones are closed, busy ones get ten seconds. */
async function close(server: ServerType): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const http = server as Server
  http.closeIdleConnections()
  const timer = setTimeout(() => http.closeAllConnections(), DRAIN_MS)
  await closed
  clearTimeout(timer)
}
