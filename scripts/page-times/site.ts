import type { Hono } from 'hono'
import { buildApp } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { provideDatabase } from '../../src/db/provide.ts'
import { statement } from '../../src/db/statement.ts'
import { inTransaction, type Ctx } from '../../src/db/transaction.ts'
import { makeFillSearchTerms } from '../../src/features/person/jobs.ts'
import { openSession } from '../../src/features/person/open-session.ts'
import { refreshOverview } from '../../src/features/report/refresh-overview.ts'
import type { AppEnv } from '../../src/http/env.ts'
import { makeLogger } from '../../src/http/log.ts'
import { monotonicMs, systemNow } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import { lookupHash } from '../../src/kernel/seal.ts'
import { openCtx } from '../../src/main.ts'
import { provideDemo } from '../demo/provide-demo.ts'

/** The whole app on one database, called without a socket, and somebody of every kind signed in. */
export type Site = {
  /** Who reads: `coordinator at community` → the cookie; nobody's is ''. */
  readonly readers: ReadonlyMap<string, string>
  /** Patterns of GET pages: `/people/:personId`. */
  readonly routes: readonly string[]
  read(path: string, reader: string): Promise<Reading>
  close(): Promise<void>
}

export type Reading = {
  readonly status: number
  readonly text: string
  readonly location: string | null
  readonly ms: number
}

const ORIGIN = 'http://localhost'

/** Opens the database in `dataDir`; an empty one gets the small demonstration first. */
export async function openSite(dataDir: string): Promise<Site> {
  const config = readConfig({ ...process.env, DATA_DIR: dataDir, LOG_LEVEL: 'silent' })
  const database = await provideDatabase(config)
  const ctx = openCtx(config, database.target)
  await provideDemo(ctx, {
    ...{ embedded: true, wanted: null, isStopping: () => false },
    print: () => undefined,
  })
  const fillSearchTerms = makeFillSearchTerms()
  while ((await fillSearchTerms(ctx)) > 0);
  await refreshOverview(ctx)
  const app = buildApp(ctx, {
    lanes: config.lanes,
    logger: makeLogger('silent'),
    sender: { reaches: 'phone', send: () => Promise.resolve() },
    publicUrl: null,
    isStopping: () => false,
  })
  return {
    readers: await signInEverybody(ctx),
    routes: pageRoutes(app),
    async read(path, cookie) {
      const fromMs = monotonicMs()
      const answer = await app.request(`${ORIGIN}${path}`, {
        headers: { accept: 'text/html', ...(cookie ? { cookie } : {}) },
      })
      const text = await answer.text()
      const ms = monotonicMs() - fromMs
      return { status: answer.status, text, location: answer.headers.get('location'), ms }
    },
    async close() {
      await ctx.db.close()
      await database.stop()
    },
  }
}

/** No downloads: those take as long as there is to take. */
export const NOT_A_PAGE =
  /^\/(api|assets|exports\/|overview\/export|imports\/templates|health|\.well-known|openapi)|\*/

function pageRoutes(app: Hono<AppEnv>): readonly string[] {
  const paths = app.routes.filter(({ method }) => method === 'GET').map(({ path }) => path)
  return [...new Set(paths)].filter((path) => !NOT_A_PAGE.test(path)).sort()
}

/** Of each role at each kind of node whoever has the most to show. */
const MOST_TO_SHOW = `
  select distinct on (g.role, n.kind) g.role || ' at ' || n.kind as who, g.person_id as "personId"
    from role_grants g join nodes n on n.id = g.node_id
    left join (select person_id, count(*) as own from service_records group by person_id) r
           on r.person_id = g.person_id
    left join (select served_at_id, count(*) as here from service_records group by served_at_id) h
           on h.served_at_id = g.node_id
    left join (select requester_id, count(*) as asked from requests group by requester_id) q
           on q.requester_id = g.person_id
   where g.revoked_at is null
   order by g.role, n.kind,
            case g.role when 'coordinator' then coalesce(h.here, 0)
                        when 'resident' then coalesce(q.asked, 0)
                        else coalesce(r.own, 0) end desc, g.person_id`

async function signInEverybody(ctx: Ctx): Promise<ReadonlyMap<string, string>> {
  const people = await ctx.db.read((tx) =>
    statement<{ who: string; personId: Id }>(tx, MOST_TO_SHOW, []),
  )
  const readers = new Map([['nobody', '']])
  for (const { who, personId } of people) readers.set(who, await cookieOf(ctx, personId))
  return readers
}

async function cookieOf(ctx: Ctx, personId: Id): Promise<string> {
  const phone = '13800000000'
  const { secret } = await inTransaction(ctx, (tx) =>
    openSession({ ctx: { ...ctx, tx }, tx, now: systemNow() }, personId, {
      ...{ channel: 'page', phone, phoneHash: lookupHash(ctx.sealKeys, phone) },
    }),
  )
  return `aixin=${secret}`
}
