import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { parseCivilDate, type CivilDate } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { formProblemOf } from '../../person/pages/form-parts.tsx'
import { answerExport } from '../api/answer-export.ts'
import { requireExporter } from '../api/access.ts'
import { scopeOf } from '../api/report-routes.ts'
import { reportErrors } from '../errors.ts'
import {
  exportedStates,
  exportKinds,
  formatsOf,
  type ExportFormat,
  type ExportKind,
  type ExportScope,
} from '../model.ts'
import { boardPages } from './board-page.tsx'
import { certificatePages } from './certificate-pages.tsx'
import { checkPages } from './check-pages.tsx'
import { exportsPage } from './exports-page.tsx'
import { ownCertificatesPages } from './own-certificates-page.tsx'

/** The room's pages, for app.ts to mount at `/`. */
export function reportPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  for (const pages of [boardPages(), certificatePages(), ownCertificatesPages(), checkPages()]) {
    router.route('/', pages)
  }
  router.get('/exports', (c) => exportsPage(c))
  for (const kind of exportKinds) {
    router.get(`/exports/${kind}`, (c) => download(c, scopeOf(kind, communityIn(c))))
  }
  return router
}

/** The community in the address, else one's own. @throws `request.not-found` */
function communityIn(c: AppContext): Id {
  return idIn(c, 'community') ?? visitorOf(c).booksCommunityId
}

function idIn(c: AppContext, name: string): Id | undefined {
  const sent = c.req.query(name)
  if (sent === undefined) return undefined
  if (!isId(sent)) throw new DomainError(httpErrors['not-found'])
  return sent
}

/** The same file as over the API; what the form of exports can mend is said there. */
async function download(c: AppContext, asked: ExportScope): Promise<Response> {
  const personId = idIn(c, 'person') ?? visitorOf(c).actor.personId
  const scope = asked.kind === 'statement' ? { ...asked, personId } : asked
  await requireExporter(c, scope)
  try {
    const period = {
      ...(hasFrom(scope) && { fromOn: dayIn(c, 'from') }),
      ...((hasFrom(scope) || scope.kind === 'books') && { untilOn: dayIn(c, 'until') }),
    }
    const state = scope.kind === 'records' ? stateIn(c) : null
    return await answerExport(c, { ...scope, ...period, state }, formatIn(c, scope.kind))
  } catch (error) {
    if (scope.kind === 'statement') throw error
    return exportsPage(c, formProblemOf(error))
  }
}

function hasFrom({ kind }: ExportScope): boolean {
  return kind === 'records' || kind === 'statement'
}

function dayIn(c: AppContext, name: 'from' | 'until'): CivilDate | null {
  const sent = (c.req.query(name) ?? '').trim()
  if (sent === '') return null
  const day = parseCivilDate(sent)
  if (!day) throw new DomainError(reportErrors['period-malformed'])
  return day
}

function stateIn(c: AppContext) {
  const sent = c.req.query('state') ?? ''
  if (sent === '') return null
  const state = exportedStates.find((each) => each === sent)
  if (!state) throw new DomainError(reportErrors['state-unknown'])
  return state
}

function formatIn(c: AppContext, kind: ExportKind): ExportFormat {
  const sent = c.req.query('format') ?? ''
  const format = formatsOf[kind].find((each) => each === sent)
  if (!format) throw new DomainError(reportErrors['format-unknown'])
  return format
}
