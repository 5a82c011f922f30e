import type { OpenAPIHono } from '@hono/zod-openapi'
import { makeGroupCommit } from './db/group-commit.ts'
import type { Ctx } from './db/transaction.ts'
import { careRoutes } from './features/care/api/care-routes.ts'
import { carePages } from './features/care/pages/care-pages.ts'
import { eraseNotes } from './features/care/erase-notes.ts'
import { erasePairings } from './features/care/erase-pairings.ts'
import { eraseRequests } from './features/desk/erase-requests.ts'
import { signedInbox } from './features/desk/adapters/signed-inbox.ts'
import { deskRoutes } from './features/desk/api/desk-routes.ts'
import { deskPages } from './features/desk/pages/desk-pages.ts'
import { dutyRoutes } from './features/duty/api/activities.ts'
import { postRoutes } from './features/duty/api/posts.ts'
import { preparationRoutes } from './features/duty/api/preparations.ts'
import { promiseRoutes } from './features/duty/api/promises.ts'
import { teamRoutes } from './features/duty/api/teams.ts'
import { ownRosterRoutes } from './features/duty/api/own-rosters.ts'
import { rosterRoutes } from './features/duty/api/rosters.ts'
import { eraseAttendances } from './features/duty/erase-attendances.ts'
import { eraseRosters } from './features/duty/erase-rosters.ts'
import { erasePosts } from './features/duty/erase-posts.ts'
import { dutyPages } from './features/duty/pages/duty-pages.tsx'
import { rosterPages } from './features/duty/pages/roster-pages.tsx'
import { eraseRows } from './features/import/erase-rows.ts'
import { importPages } from './features/import/pages/import-pages.tsx'
import { incentiveRoutes } from './features/incentive/api/incentive-routes.ts'
import { incentivePages } from './features/incentive/pages/incentive-pages.tsx'
import { eraseProposals } from './features/ledger/erase-proposals.ts'
import { ledgerRoutes } from './features/ledger/api/ledger-routes.ts'
import { ledgerPages } from './features/ledger/pages/ledger-pages.tsx'
import { noticeRoutes } from './features/notice/api/notice-routes.ts'
import { countNotices } from './features/notice/list-notices.ts'
import { noticePages } from './features/notice/pages/notice-pages.ts'
import type { MessageSender } from './features/notice/model/messages.ts'
import type { Eraser } from './features/person/lock-erasable.ts'
import type { DemoSignIn, PersonParts } from './features/person/api/parts.ts'
import { personRoutes } from './features/person/api/person-routes.ts'
import { issueTokens } from './features/person/issue-tokens.ts'
import { makeReaches } from './features/person/load-tree.ts'
import { loadVisitor } from './features/person/load-visitor.ts'
import { personPages } from './features/person/pages/person-pages.tsx'
import { requireRoleInTx } from './features/person/require-role-in-tx.ts'
import { proofRoutes } from './features/proof/api/proof-routes.ts'
import { proofPages } from './features/proof/pages/proof-pages.ts'
import { policyRoutes } from './features/policy/api.ts'
import { policyPages } from './features/policy/pages.tsx'
import type { Authorise } from './features/policy/propose-policy.ts'
import { verifyTokens } from './features/person/verify-tokens.ts'
import { boardRoutes } from './features/report/api/board-routes.ts'
import { certificateRoutes } from './features/report/api/certificate-routes.ts'
import { overviewRoutes } from './features/report/api/overview-routes.ts'
import { eraseCertificates } from './features/report/erase-certificates.ts'
import { reportRoutes } from './features/report/api/report-routes.ts'
import { overviewPages } from './features/report/pages/overview-pages.tsx'
import { reportPages } from './features/report/pages/report-pages.tsx'
import { eraseRecords } from './features/service/erase-records.ts'
import { serviceRoutes } from './features/service/api/service-routes.ts'
import { servicePages } from './features/service/pages/service-pages.tsx'
import { hasPendingRecords } from './features/service/has-pending-records.ts'
import { redemptionRoutes } from './features/redemption/api/redemption-routes.ts'
import { redemptionPages } from './features/redemption/pages/redemption-pages.ts'
import { mountAssets } from './http/assets.ts'
import { mountCareMode } from './http/care-mode.ts'
import { mountDocs } from './http/docs-page.tsx'
import type { AppContext, AppEnv, Services } from './http/env.ts'
import { mountErrorList } from './http/error-list.tsx'
import { httpErrors } from './http/errors.ts'
import {
  bodyLimitMiddleware,
  deadlineMiddleware,
  headersMiddleware,
  originMiddleware,
  requestMiddleware,
} from './http/guards.ts'
import { mountHealth } from './http/health.ts'
import { makeRouter } from './http/openapi.ts'
import { mountMore } from './http/more-page.tsx'
import { homeOf } from './http/nav.ts'
import { renderProblem } from './http/page.tsx'
import { refusalFrom, sendProblem, wantsJson } from './http/problem.ts'
import { takeWanted } from './http/way-back.ts'
import type { Logger } from './http/log.ts'
import { sessionMiddleware, signedInMiddleware } from './http/session.ts'
import { refuse, type Refusal } from './kernel/errors.ts'
import { DISTRICT_SCOPE } from './kernel/ids.ts'
import { makeNetworkTest, type Network } from './kernel/networks.ts'

export type AppSettings = {
  readonly lanes: number
  readonly logger: Logger
  readonly sender: MessageSender
  /** Where people reach the service; decides cookies, the cross-site check and the tokens' issuer. */
  readonly publicUrl: string | null
  /** Whose X-Forwarded-For is believed; nobody's unless given. */
  readonly trustedProxies?: readonly Network[]
  /** Where the database holds the demonstration: the sign-in page names its people. */
  readonly demoSignIns?: readonly DemoSignIn[]
  /** What gateways sign their messages with; the inbox stays shut without it. */
  readonly inboxSecret?: string | null
  readonly isStopping: () => boolean
}

/** The composition root: what every request passes, then every room. */
export function buildApp(ctx: Ctx, settings: AppSettings): OpenAPIHono<AppEnv> {
  const { logger, publicUrl } = settings
  const issuer = publicUrl ?? 'aixin'
  const services: Services = {
    ctx,
    groupCommit: makeGroupCommit(ctx, settings.lanes),
    logger,
    secureCookies: publicUrl?.startsWith('https:') ?? false,
    publicOrigin: publicUrl === null ? null : new URL(publicUrl).origin,
    isTrustedProxy: makeNetworkTest(settings.trustedProxies ?? []),
    countUnread: (personId) => countNotices(ctx, personId),
    reaches: makeReaches(ctx),
  }
  const app = makeRouter()
  app.onError((error, c) => {
    const refusal = refusalFrom(error)
    if (refusal.error.kind === 'internal') {
      logger.error({ requestId: c.get('requestId'), err: error }, 'a request failed')
    }
    return answerProblem(c, refusal)
  })
  app.notFound((c) => answerProblem(c, refuse(httpErrors['not-found'])))
  app.use(requestMiddleware(services), headersMiddleware)
  mountAssets(app)
  mountHealth(app, settings.isStopping)
  app.use('/api/*', deadlineMiddleware())
  app.use(bodyLimitMiddleware, originMiddleware)
  app.use(sessionMiddleware(loadVisitor(ctx, verifyTokens(ctx, issuer))))
  app.use('/api/*', signedInMiddleware)
  mountDocs(app)
  mountErrorList(app)
  mountMore(app)
  mountCareMode(app)
  const people = {
    sender: settings.sender,
    issueToken: issueTokens(ctx, issuer),
    demoSignIns: settings.demoSignIns ?? [],
    erasers,
  }
  mountRooms(app, people, settings.inboxSecret ?? null)
  mountDescription(app)
  return app
}

function answerProblem(c: AppContext, refusal: Refusal): Response | Promise<Response> {
  return wantsJson(c) ? sendProblem(c, refusal) : renderProblem(c, refusal)
}

/** Every room that keeps something of people; whoever erases somebody goes through all of them. */
export const erasers: readonly Eraser[] = [
  ...[eraseNotes, erasePairings],
  ...[eraseProposals, eraseRecords, eraseAttendances, eraseRequests],
  ...[eraseCertificates, eraseRows, eraseRosters, erasePosts],
]

/** Policies stand below people, so who may change them is said here. */
const byAdministrator: Authorise = (batch, command) =>
  requireRoleInTx(batch, command, ['districtAdministrator'], DISTRICT_SCOPE)

function mountRooms(
  app: OpenAPIHono<AppEnv>,
  person: PersonParts,
  inboxSecret: string | null,
): void {
  const rooms = [personRoutes(person), personPages(person)]
  rooms.push(noticeRoutes(byAdministrator), noticePages(byAdministrator))
  rooms.push(careRoutes(), carePages())
  rooms.push(dutyRoutes(), incentiveRoutes(), dutyPages(), incentivePages())
  rooms.push(preparationRoutes(), postRoutes(), teamRoutes(), promiseRoutes())
  rooms.push(rosterRoutes(), ownRosterRoutes(), rosterPages())
  rooms.push(serviceRoutes(), servicePages())
  rooms.push(ledgerRoutes(hasPendingRecords), ledgerPages(hasPendingRecords))
  rooms.push(proofRoutes(), proofPages())
  rooms.push(
    deskRoutes(signedInbox(inboxSecret)),
    deskPages(),
    redemptionRoutes(),
    redemptionPages(),
  )
  rooms.push(reportRoutes(), overviewRoutes(), boardRoutes(), certificateRoutes())
  rooms.push(reportPages(), importPages(), overviewPages())
  rooms.push(policyRoutes(byAdministrator), policyPages(byAdministrator))
  for (const room of rooms) app.route('/', room)
  app.get('/', (c) => {
    const visitor = c.get('visitor')
    return c.redirect(visitor ? (takeWanted(c) ?? homeOf(visitor)) : '/sign-in')
  })
}

function mountDescription(app: OpenAPIHono<AppEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
  })
  app.doc31('/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: '爱心储蓄 Aixin',
      version: '0.1.0',
      description: '志愿服务时间储蓄：记录、审核、储蓄、使用、核对。数额一律为整数分钟。',
    },
    security: [{ bearer: [] }],
  })
}
