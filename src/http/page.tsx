import type { Child } from 'hono/jsx'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { DomainError, type ErrorKind, type Refusal } from '../kernel/errors.ts'
import { isCareMode } from './care-mode.ts'
import { ErrorSummary } from './components/error-summary.tsx'
import { ButtonLink, FormWithKey, SubmitButton } from './components/forms.tsx'
import type { AppContext, Visitor } from './env.ts'
import { Layout, type Flash } from './layout.tsx'
import { navOf, ownLinks } from './nav.ts'
import { problemOf, refusalFrom, statusOf } from './problem.ts'
import { pathInView, rememberWanted } from './way-back.ts'

export type PageProps = {
  readonly title: string
  readonly variant?: 'phone' | 'console'
  readonly flash?: Flash
  readonly status?: ContentfulStatusCode
  readonly refreshSeconds?: number
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
export async function renderPage(
  c: AppContext,
  props: PageProps,
  children: Child,
): Promise<Response> {
  const visitor = c.get('visitor')
  const unread = visitor ? await unreadOf(c, visitor, props.status) : 0
  return c.html(
    <Layout
      title={props.title}
      path={c.req.path}
      back={pathInView(c)}
      variant={props.variant ?? 'phone'}
      care={isCareMode(c)}
      nav={navOf(visitor, props.variant ?? 'phone', unread)}
      actor={visitor ? actorOf(visitor, unread) : undefined}
      flash={props.flash}
      refreshSeconds={props.refreshSeconds}
    >
      {children}
    </Layout>,
    props.status ?? 200,
  )
}

/** A page that says what went wrong does not ask the database again. */
async function unreadOf(c: AppContext, visitor: Visitor, status = 200): Promise<number> {
  if (status >= 500) return 0
  return c.get('services').countUnread(visitor.actor.personId)
}

function actorOf(visitor: Visitor, unread: number) {
  const names = [...new Set(visitor.roleGrants.map(({ role }) => roleNames[role] ?? role))]
  return {
    name: visitor.name,
    detail: names.join(' · ') || '居民',
    links: ownLinks(unread),
    signOutPath: '/sign-out',
  }
}

/** A refusal as a page of its own, with the way on; what a form sent is not lost. */
export async function renderProblem(c: AppContext, refusal: Refusal): Promise<Response> {
  const problem = problemOf(refusal, c.get('requestId'))
  const { kind } = refusal.error
  const sent = keepsForm.has(kind) ? await formSent(c) : undefined
  if (kind === 'unauthenticated') rememberWanted(c)
  if (kind === 'busy') c.header('Retry-After', '2')
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
      {sent && <SendAgain sent={sent} signIn={kind === 'unauthenticated'} />}
      {!sent && kind === 'busy' && <ButtonLink href={pathInView(c)}>再试一次</ButtonLink>}
      {!sent && kind === 'unauthenticated' ? (
        <ButtonLink href="/sign-in">去登录</ButtonLink>
      ) : (
        <ButtonLink href="/">回到首页</ButtonLink>
      )}
    </ErrorSummary>,
  )
}

/** What is not the form's own fault: the same form may be accepted a moment later. */
const keepsForm: ReadonlySet<ErrorKind> = new Set([
  'unauthenticated',
  'busy',
  'limited',
  'internal',
])

type SentForm = {
  readonly action: string
  readonly key: string | undefined
  readonly hidden: Fields
}

type Fields = Readonly<Record<string, readonly string[]>>

/** The texts of the form that was posted; undefined for anything else, and where a file came along. */
async function formSent(c: AppContext): Promise<SentForm | undefined> {
  if (c.req.method !== 'POST') return undefined
  try {
    const hidden: Record<string, readonly string[]> = {}
    for (const [name, value] of Object.entries(await c.req.parseBody({ all: true }))) {
      const texts = [value].flat().filter((one) => typeof one === 'string' || one.size > 0)
      if (!texts.every((one) => typeof one === 'string')) return undefined
      hidden[name] = texts
    }
    const { idempotencyKey, ...others } = hidden
    const { pathname, search } = new URL(c.req.url)
    return { action: `${pathname}${search}`, key: idempotencyKey?.[0], hidden: others }
  } catch {
    return undefined
  }
}

/** Under the same key, so that what was done after all is not done twice. */
function SendAgain({ sent, signIn }: { sent: SentForm; signIn: boolean }) {
  return (
    <>
      {signIn && (
        <a class="weui-btn weui-btn_primary" href="/sign-in" target="_blank" rel="noopener">
          去登录（新窗口）
        </a>
      )}
      <FormWithKey action={sent.action} hidden={sent.hidden} idempotencyKey={sent.key} inline>
        <SubmitButton kind={signIn ? 'default' : 'primary'}>
          {signIn ? '登录好了，提交刚才填的' : '再试一次'}
        </SubmitButton>
      </FormWithKey>
    </>
  )
}

/**
 * The refusal that a form's use case threw, for the form to come back filled in. Faults, what is not
 * the form's matter (not signed in, not found), and what may have been done after all (busy) are
 * thrown on: their page sends the same form again.
 */
export function formRefusal(error: unknown): Refusal {
  const refusal = refusalFrom(error)
  const { kind } = refusal.error
  if (!(error instanceof DomainError) || thrownOn.has(kind)) throw error
  return refusal
}

const thrownOn: ReadonlySet<ErrorKind> = new Set([
  'unauthenticated',
  'not_found',
  'busy',
  'internal',
])
