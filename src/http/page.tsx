import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DomainError, type Refusal } from '../kernel/errors.ts'
import { isCareMode } from './care-mode.ts'
import { ErrorSummary } from './components/error-summary.tsx'
import { ButtonLink } from './components/forms.tsx'
import type { AppContext, Visitor } from './env.ts'
import { Layout, type Flash, type NavItem } from './layout.tsx'
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

/** The roles that see the desktop console first. */
const consoleRoles = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']

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
    links: [
      { label: '我的资料', href: '/me' },
      { label: '我的参与', href: '/me/introduction' },
      { label: '换一个人', href: '/sign-in/who' },
    ],
    signOutPath: '/sign-out',
  }
}

export function hasAnyRole(visitor: Visitor, roles: readonly string[]): boolean {
  return visitor.roleGrants.some(({ role }) => roles.includes(role))
}

/** What each role meets first; five items at most on a phone. */
function navOf(visitor: Visitor | null, variant: 'phone' | 'console'): readonly NavItem[] {
  if (!visitor) return []
  const is = (...roles: string[]) => hasAnyRole(visitor, roles)
  if (variant === 'console' && is(...consoleRoles)) {
    return [
      ...(is('coordinator')
        ? [
            { label: '待审核', href: '/inbox' },
            { label: '服务台', href: '/desk' },
          ]
        : []),
      ...(is('coordinator', 'districtAdministrator') ? [{ label: '人员', href: '/people' }] : []),
      ...(is('coordinator') ? [{ label: '活动', href: '/activities' }] : []),
      ...(is('coordinator') ? [{ label: '双人办理', href: '/proposals' }] : []),
      ...(is('districtAdministrator') ? [{ label: '规则', href: '/policies' }] : []),
      { label: '榜单', href: '/standings' },
      { label: '公示', href: '/board' },
      { label: '我的', href: '/savings' },
    ]
  }
  return [
    { label: '储蓄本', href: '/savings' },
    ...(is('volunteer', 'teamLeader')
      ? [
          { label: '我的服务', href: '/service' },
          { label: '上门', href: '/tasks' },
        ]
      : []),
    { label: '求助', href: '/ask' },
    ...(is(...consoleRoles)
      ? [{ label: '工作台', href: is('coordinator') ? '/inbox' : '/standings' }]
      : []),
    { label: '公示', href: '/board' },
  ]
}

/** Where a visitor lands after signing in. */
export function homeOf(visitor: Visitor): string {
  if (hasAnyRole(visitor, ['coordinator'])) return '/inbox'
  if (hasAnyRole(visitor, consoleRoles)) return '/standings'
  return '/savings'
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
