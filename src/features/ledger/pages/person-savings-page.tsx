import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { EmptyState, Fold, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { Field } from '../../../http/components/fields.tsx'
import { ButtonLink, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { CursorNav, LinkList, type LinkCell } from '../../../http/components/navigation.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { holdsRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { cleanText } from '../../../kernel/text.ts'
import { loadProfile, type Profile } from '../../person/load-profile.ts'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  mistake,
  readForm,
  type FormProblem,
} from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { clerks, requireKeeper } from '../api/access.ts'
import { ledgerErrors } from '../errors.ts'
import { getBalance } from '../get-balance.ts'
import { listOpenHolds } from '../list-open-holds.ts'
import { listStatement } from '../list-statement.ts'
import type { StatementLine } from '../model.ts'
import { reverseJournal } from '../reverse-journal.ts'
import { renderSavings } from './parts.tsx'
import { Holds, SavingsNumber } from './savings-page.tsx'
import { statementColumns, statementPage } from './statement-page.tsx'

const doneTexts: Readonly<Record<string, string>> = {
  reversed: '已更正。',
  left: '储蓄本已停用，此人已退出。',
}

export function personSavingsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/people/:personId/savings', (c) => savingsPage(c))
  router.get('/people/:personId/savings/statement', keptStatement)
  router.post('/people/:personId/savings/reverse', reverse)
  return router
}

export type KeptSavings = {
  readonly profile: Profile
  /** Posts in these books, and for others only. */
  readonly acts: boolean
}

/** Somebody's savings, for who keeps those books. @throws `request.not-found` */
export async function keptSavings(c: AppContext): Promise<KeptSavings> {
  const visitor = visitorOf(c)
  const personId = c.req.param('personId') ?? ''
  if (!isId(personId)) throw new DomainError(httpErrors['not-found'])
  const profile = await loadProfile(c.get('services').ctx, personId)
  await requireKeeper(c, profile.booksCommunityId)
  const coordinates = await holdsRole(c, visitor, ['coordinator'], profile.booksCommunityId)
  return { profile, acts: coordinates && visitor.actor.personId !== personId }
}

export function savingsHref(personId: Id, verb = ''): string {
  return `/people/${personId}/savings${verb && `/${verb}`}`
}

async function keptStatement(c: AppContext): Promise<Response> {
  const { profile } = await keptSavings(c)
  const { id, name, booksCommunityId } = profile
  return statementPage(c, {
    account: { communityId: booksCommunityId, personId: id },
    href: savingsHref(id, 'statement'),
    title: `${name}的明细`,
    back: { href: savingsHref(id), label: `${name}的储蓄本` },
    variant: 'console',
  })
}

/** What was asked, for the page to offer the way on when it takes two people. */
type Tried = { readonly problem: FormProblem; readonly journalId: Id }

async function reverse(c: AppContext): Promise<Response> {
  const { profile } = await keptSavings(c)
  const values = await readForm(c)
  const journalId = values.text('journalId')
  if (!isId(journalId)) throw new DomainError(httpErrors['not-found'])
  try {
    const reason = cleanText(values.text('reason'), 500)
    if (!reason) throw mistake(`reason-${journalId}`, '请写明更正的原因')
    const input = { journalId, reason }
    await commit(c, reverseJournal, profile.booksCommunityId, input, formKeyOf(values))
    return c.redirect(`${savingsHref(profile.id)}?done=reversed`, 303)
  } catch (error) {
    return savingsPage(c, { problem: formProblemOf(error), journalId })
  }
}

async function savingsPage(c: AppContext, tried?: Tried): Promise<Response> {
  const { ctx } = c.get('services')
  const { profile, acts } = await keptSavings(c)
  const account = { communityId: profile.booksCommunityId, personId: profile.id }
  const balance = await getBalance(ctx, account)
  const holds = await listOpenHolds(ctx, account)
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['number']) ? sent : null
  const asked = { ...account, fromOn: null, untilOn: null, cursor, limit: 30 }
  const page = await listStatement(ctx, asked)
  const done = tried ? undefined : doneTexts[c.req.query('done') ?? '']
  return renderSavings(
    c,
    {
      title: `${profile.name}的储蓄本`,
      variant: 'console',
      ...(done ? { flash: { tone: 'green', text: done } as const } : {}),
      ...statusOfProblem(tried?.problem),
    },
    <>
      <PageHeader
        title={`${profile.name}的储蓄本`}
        lead={profile.hasLeft ? '已退出' : undefined}
        back={await backOf(c, profile)}
      />
      <FormProblems c={c} problem={tried?.problem} />
      {tried && <TakesTwo tried={tried} communityId={profile.booksCommunityId} />}
      <SavingsNumber balance={balance} forOwner={false} />
      {holds.length > 0 && <Holds holds={holds} />}
      {acts && !profile.hasLeft && <Acts profile={profile} />}
      <Section
        title="明细"
        bare
        aside={<a href={savingsHref(profile.id, 'statement')}>按时间段查看、打印、下载</a>}
      >
        <DataTable
          caption="储蓄明细"
          captionHidden
          passbook
          columns={[...statementColumns(account.communityId), actColumn(profile, acts)]}
          rows={page.items}
          empty={<EmptyState text="还没有存入或使用" icon="book" />}
        />
      </Section>
      <CursorNav
        nextHref={
          page.nextCursor ? `${savingsHref(profile.id)}?cursor=${page.nextCursor}` : undefined
        }
      />
    </>,
  )
}

/** Only who keeps the person's file may go back to it. */
async function backOf(c: AppContext, { id, name, booksCommunityId }: Profile) {
  const keepsFile = await holdsRole(c, visitorOf(c), clerks, booksCommunityId)
  return keepsFile
    ? { href: `/people/${id}`, label: name }
    : { href: `/proposals?community=${booksCommunityId}`, label: '双人办理' }
}

function TakesTwo({ tried, communityId }: { tried: Tried; communityId: Id }) {
  const code = tried.problem.refusal?.error.code
  if (code !== ledgerErrors['shortfall-needs-two'].code) return null
  const filled = { kind: 'reversal', journalId: tried.journalId, community: communityId }
  return (
    <Note tone="yellow" title="差额要两个人办理">
      <p>
        <ButtonLink href={`/proposals/new?${new URLSearchParams(filled).toString()}`}>
          提请核销更正
        </ButtonLink>
      </p>
    </Note>
  )
}

function Acts({ profile }: { profile: Profile }) {
  const { id, name, booksCommunityId, volunteer } = profile
  const label = volunteer?.cardNumber ?? name
  const propose = (kind: string) =>
    `/proposals/new?${new URLSearchParams({ kind, label, community: booksCommunityId }).toString()}`
  const cells: readonly LinkCell[] = [
    { href: propose('grant'), label: '资助', description: '从公益时间库转入；两人办理' },
    { href: propose('opening'), label: '期初余额', description: '原储蓄本的结余；两人办理' },
    { href: propose('add'), label: '调整增加', description: '补记；两人办理' },
    { href: propose('take'), label: '调整减少', description: '多记的扣回；两人办理' },
    { href: savingsHref(id, 'move'), label: '转到另一个社区', description: '搬家、改到别处报到' },
    { href: savingsHref(id, 'leave'), label: '停用', description: '退出或去世' },
  ]
  return (
    <Section title="办理" bare>
      <LinkList cells={cells} />
    </Section>
  )
}

/** A line that a record brought is put right at the record, with its service time. */
function actColumn({ id, booksCommunityId }: Profile, acts: boolean): Column<StatementLine> {
  return {
    key: 'act',
    header: '办理',
    phone: 'actions',
    cell: (line) => {
      if (line.source.kind === 'record') {
        return <a href={`/records/${line.source.id}?community=${booksCommunityId}`}>服务记录</a>
      }
      return acts && isReversible(line) ? <ReverseForm personId={id} line={line} /> : ''
    },
  }
}

function isReversible(line: StatementLine): boolean {
  const isPutRight = line.reversesSequence !== null || line.reversedBySequence !== null
  return !isPutRight && !['move', 'leaving', 'redemption'].includes(line.reason)
}

function ReverseForm({ personId, line }: { personId: Id; line: StatementLine }) {
  const { journalId, sequence } = line
  return (
    <Fold title="更正">
      <FormWithKey
        action={savingsHref(personId, 'reverse')}
        hidden={{ journalId }}
        label={`更正第 ${sequence} 笔`}
      >
        <Field
          name="reason"
          id={`reason-${journalId}`}
          label="更正的原因"
          required
          maxlength={500}
        />
        <SubmitButton kind="danger">更正这笔账</SubmitButton>
      </FormWithKey>
    </Fold>
  )
}
