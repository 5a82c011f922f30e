import type { OpenAPIHono } from '@hono/zod-openapi'
import { DefinitionList, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { BigNumber } from '../../../http/components/figures.tsx'
import { LinkList } from '../../../http/components/navigation.tsx'
import { DateTime, Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { getBalance } from '../get-balance.ts'
import { listOpenHolds } from '../list-open-holds.ts'
import type { Balance, Hold } from '../model.ts'
import { ownAccount, ownBalance, renderSavings } from './parts.tsx'

const doneTexts: Readonly<Record<string, string>> = {
  given: '已送出，对方的储蓄本里已经存入。',
  donated: '已捐给公益时间库，谢谢您。',
}

export function savingsPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/savings', savingsPage)
  return router
}

async function savingsPage(c: AppContext): Promise<Response> {
  const { ctx } = c.get('services')
  const account = ownAccount(c)
  const balance = await ownBalance(c)
  const holds = await listOpenHolds(ctx, account)
  const commons = await getBalance(ctx, { ...account, personId: null })
  const done = doneTexts[c.req.query('done') ?? '']
  return renderSavings(
    c,
    { title: '储蓄本', ...(done ? { flash: { tone: 'green', text: done } as const } : {}) },
    <>
      <PageHeader title="储蓄本" lead="一小时服务存一小时储蓄，需要时用来请人帮忙。" />
      <SavingsNumber balance={balance} forOwner />
      {holds.length > 0 && <Holds holds={holds} />}
      <Section title="办理" bare>
        <LinkList
          cells={[
            {
              href: '/savings/statement',
              label: '明细',
              description: '存入 · 使用 · 结余',
              icon: 'list',
            },
            {
              href: '/ask',
              label: '使用储蓄',
              description: '请人上门帮忙，优先安排',
              icon: 'hand',
            },
            {
              href: '/savings/give',
              label: '赠送',
              description: '送给亲属或别人',
              icon: 'gift',
            },
            {
              href: '/savings/donate',
              label: '捐给公益时间库',
              description: '帮助有困难的邻居',
              value: <Minutes minutes={commons.balanceMinutes} />,
              icon: 'heart',
            },
            {
              href: '/savings/instruction',
              label: '以后存入的储蓄',
              description: '都留着，还是捐一部分',
              icon: 'settings',
            },
          ]}
        />
      </Section>
    </>,
  )
}

const NO_SAVINGS_NEEDED = '没有储蓄也可以求助：余额为零不影响帮忙。'

export function SavingsNumber({ balance, forOwner }: { balance: Balance; forOwner: boolean }) {
  const { balanceMinutes, heldMinutes, availableMinutes, closedAt } = balance
  const parts = [
    { word: '可用', minutes: availableMinutes, kind: 'available' as const },
    { word: '已预留', minutes: heldMinutes, kind: 'held' as const },
  ]
  return (
    <BigNumber
      label="结余"
      minutes={balanceMinutes}
      parts={heldMinutes > 0 ? parts : []}
      caption={closedAt ? '这本储蓄本已经停用，不再记账。' : forOwner && NO_SAVINGS_NEEDED}
    />
  )
}

export function Holds({ holds }: { holds: readonly Hold[] }) {
  return (
    <Section title="已预留" lead="上门按时完成后才用掉；取消、没来或超时都会退回。">
      <DefinitionList
        items={holds.map(({ amountMinutes, placedAt, expiresAt }) => ({
          term: '预留',
          detail: (
            <>
              <Minutes minutes={amountMinutes} />，<DateTime at={placedAt} /> 起；最迟{' '}
              <DateTime at={expiresAt} /> 退回
            </>
          ),
        }))}
      />
    </Section>
  )
}
