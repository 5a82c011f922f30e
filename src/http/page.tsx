import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DomainError, type Refusal } from '../kernel/errors.ts'
import { isCareMode } from './care-mode.ts'
import { ErrorSummary } from './components/error-summary.tsx'
import { ButtonLink } from './components/forms.tsx'
import type { AppContext, Visitor } from './env.ts'
import { Layout, type Flash } from './layout.tsx'
import { navOf, ownLinks } from './nav.ts'
import { problemOf, refusalFrom, statusOf } from './problem.ts'

export type PageProps = {
  readonly title: string
  readonly variant?: 'phone' | 'console'
  readonly flash?: Flash
  readonly status?: ContentfulStatusCode
}

const roleNames: Readonly<Record<string, string>> = {
  volunteer: '志愿者',
  resident: '居民',
  teamLeader: '队长',
  coordinator: '社区工作者',
  districtAdministrator: '区管理员',
  supervisor: '督导',
  auditor: '审计',
}

/** One page of the site: navigation by role, the visitor's name, 长辈模式 by cookie. */
export function renderPage(
  c: AppContext,
  props: PageProps,
  children: Child,
): Response | Promise<Response> {
  const visitor = c.get('visitor')
  return c.html(
    <Layout
      title={props.title}
      path={c.req.path}
      variant={props.variant ?? 'phone'}
      care={isCareMode(c)}
      nav={navOf(visitor, props.variant ?? 'phone')}
      actor={visitor ? actorOf(visitor) : undefined}
      flash={props.flash}
    >
      {children}
    </Layout>,
    props.status ?? 200,
  )
}

function actorOf(visitor: Visitor) {
  const names = [...new Set(visitor.roleGrants.map(({ role }) => roleNames[role] ?? role))]
  return {
    name: visitor.name,
    detail: names.join(' · ') || '居民',
    links: ownLinks(),
    signOutPath: '/sign-out',
  }
}

/** A refusal as a page of its own, with the way on. */
export function renderProblem(c: AppContext, refusal: Refusal): Response | Promise<Response> {
  const problem = problemOf(refusal, c.get('requestId'))
  const signIn = refusal.error.kind === 'unauthenticated'
  return renderPage(
    c,
    { title: problem.title, status: statusOf(refusal) },
    <ErrorSummary
      heading="h1"
      title={problem.title}
      advice={problem.detail}
      code={problem.code}
      requestId={problem.requestId}
    >
      <ButtonLink href={signIn ? '/sign-in' : '/'}>{signIn ? '去登录' : '回到首页'}</ButtonLink>
    </ErrorSummary>,
  )
}

/**
 * The refusal that a form's use case threw, for the form to come back filled in. Faults, and what
 * is not the form's matter (not signed in, not found), are thrown on.
 */
export function formRefusal(error: unknown): Refusal {
  const refusal = refusalFrom(error)
  const { kind } = refusal.error
  if (!(error instanceof DomainError) && kind !== 'busy') throw error
  if (kind === 'unauthenticated' || kind === 'not_found' || kind === 'internal') throw error
  return refusal
}
