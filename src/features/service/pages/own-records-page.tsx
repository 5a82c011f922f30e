import type { OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { EmptyState, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { BigNumber } from '../../../http/components/figures.tsx'
import {
  ButtonLink,
  ButtonRow,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import { CursorNav } from '../../../http/components/navigation.tsx'
import { Minutes, PersonName } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { hasAnyRole } from '../../../http/session.ts'
import { decodeCursor } from '../../../kernel/paging.ts'
import { ZERO } from '../../../kernel/minutes.ts'
import { formKeyOf, readForm } from '../../person/pages/form-parts.tsx'
import { confirmRecipient } from '../confirm-recipient.ts'
import { listOwnRecords } from '../list-own-records.ts'
import { listToConfirm } from '../list-to-confirm.ts'
import type { RecordView } from '../model.ts'
import { sumServiceMinutes } from '../sum-service-minutes.ts'
import { keyInAddress, recordHref, spanText, StateChip } from './parts.tsx'
import { recordColumns } from './record-columns.tsx'

const doneTexts: Readonly<Record<string, string>> = {
  submitted: '已提交，社区工作者审核后计入服务时长。',
  draft: '草稿已保存。',
  confirmed: '谢谢您的确认。',
  withdrawn: '已撤回。',
}

export const ownColumns: readonly Column<RecordView>[] = [
  {
    key: 'activity',
    header: '服务',
    rowHeader: true,
    phone: 'title',
    cell: (record) => <a href={recordHref(record)}>{record.activityName}</a>,
  },
  recordColumns.minutes,
  recordColumns.time,
  {
    key: 'state',
    header: '状态',
    phone: 'plain',
    cell: ({ state }) => <StateChip state={state} />,
  },
  {
    key: 'reason',
    header: '说明',
    phone: 'plain',
    cell: ({ state, decisionReason }) => (state === 'rejected' ? (decisionReason ?? '') : ''),
  },
]

export function ownRecordsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/service', ownRecordsPage)
  router.post('/records/:id/confirm', async (c) => {
    const key = keyInAddress(c)
    const form = await readForm(c)
    await commit(c, confirmRecipient, key.communityId, key, formKeyOf(form))
    return c.redirect('/service?done=confirmed', 303)
  })
  return router
}

async function ownRecordsPage(c: AppContext): Promise<Response> {
  const visitor = visitorOf(c)
  const { ctx } = c.get('services')
  const { personId } = visitor.actor
  const sent = c.req.query('cursor') ?? null
  const cursor = sent && decodeCursor(sent, ['instant', 'id']) ? sent : null
  const page = await listOwnRecords(ctx, { personId, limit: 20, cursor })
  const toConfirm = await listToConfirm(ctx, { personId })
  const sums = await sumServiceMinutes(ctx, { personIds: [personId] })
  const done = doneTexts[c.req.query('done') ?? '']
  return renderPage(
    c,
    { title: '我的服务', ...(done ? { flash: { tone: 'green', text: done } as const } : {}) },
    <>
      <PageHeader title="我的服务" lead="登记的服务，审核通过后计入时长和储蓄。" />
      <BigNumber
        label="服务时长"
        minutes={sums.get(personId) ?? ZERO}
        caption="只算已通过的；服务时长不会用掉，使用储蓄也不减少。"
      />
      <ButtonRow>
        {hasAnyRole(visitor, ['volunteer', 'teamLeader']) ? (
          <ButtonLink href="/service/new" kind="primary" icon="plus">
            登记一次服务
          </ButtonLink>
        ) : (
          <ButtonLink href="/me#volunteer" kind="primary" icon="heart">
            登记为志愿者
          </ButtonLink>
        )}
        {hasAnyRole(visitor, ['teamLeader', 'coordinator']) && (
          <ButtonLink href="/sheets/new" icon="list">
            交集体签到表
          </ButtonLink>
        )}
      </ButtonRow>
      {toConfirm.length > 0 && <ToConfirm records={toConfirm} />}
      <Section title="服务记录" bare>
        <DataTable
          caption="我的服务记录"
          captionHidden
          columns={ownColumns}
          rows={page.items}
          empty={
            <EmptyState
              text="还没有服务记录"
              hint="服务以后在这里登记；也可以由队长交签到表，或请社区工作者代录。"
            />
          }
        />
      </Section>
      <CursorNav nextHref={page.nextCursor ? `/service?cursor=${page.nextCursor}` : undefined} />
    </>,
  )
}

function ToConfirm({ records }: { records: readonly RecordView[] }) {
  return (
    <Section title="我接受的服务，等我确认" lead="确认后审核更快；不对的不用点，直接告诉社区。">
      {records.map((record) => (
        <FormWithKey
          action={`/records/${record.id}/confirm?community=${record.communityId}`}
          label={`确认 ${record.activityName}`}
        >
          <p>
            <PersonName name={record.personName} />：{record.activityName}，{spanText(record)}，
            <Minutes minutes={record.serviceMinutes} />
          </p>
          <SubmitButton kind="default" icon="check">
            确认服务过
          </SubmitButton>
        </FormWithKey>
      ))}
    </Section>
  )
}
