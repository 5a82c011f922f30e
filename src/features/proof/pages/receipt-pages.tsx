import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import {
  DefinitionList,
  EmptyState,
  Note,
  Notice,
  PageHeader,
  Section,
} from '../../../http/components/blocks.tsx'
import { ButtonLink, ButtonRow } from '../../../http/components/forms.tsx'
import { DateTime, Minutes } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import { reasonNames, transferNames } from '../../ledger/messages.ts'
import { transferOf } from '../api/proof-routes.ts'
import { proofErrors } from '../errors.ts'
import { makeReceipt, type MadeReceipt } from '../make-receipt.ts'
import type { PostedTransfer } from '../model.ts'

/** The receipt of one transfer: for those to whom the API gives it, and nobody else. */
export function receiptPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/receipts/:communityId/:sequence', receiptPage)
  router.get('/receipts/:communityId/:sequence/receipt.tlog-proof', async (c) => {
    const asked = await askedIn(c)
    const { file } = await makeReceipt(c.get('services').ctx, asked)
    const name = `receipt-${asked.sequence}.tlog-proof`
    c.header('Content-Disposition', `attachment; filename="${name}"`)
    c.header('Cache-Control', 'no-store')
    return c.text(file)
  })
  return router
}

/** @throws `request.not-found` where the address names no transfer */
function askedIn(c: AppContext) {
  const { communityId = '', sequence = '' } = c.req.param()
  if (!isId(communityId) || !/^[1-9]\d{0,14}$/.test(sequence))
    throw new DomainError(httpErrors['not-found'])
  return transferOf(c, communityId, Number(sequence))
}

async function receiptPage(c: AppContext): Promise<Response> {
  const asked = await askedIn(c)
  const receipt = await receiptIfSealed(c, asked)
  const { communityId, sequence, personId } = asked
  const href = `/receipts/${communityId}/${sequence}`
  const back = personId === null ? undefined : { href: '/savings/statement', label: '明细' }
  return renderPage(
    c,
    { title: `第 ${sequence} 笔的凭条`, variant: variantOf(visitorOf(c)) },
    <>
      <PageHeader
        title={`第 ${sequence} 笔的凭条`}
        lead="证明这笔储蓄已经记在账上；谁也改不了，改了就能查出来。"
        back={back}
      />
      {receipt ? (
        <Facts receipt={receipt} personId={personId} href={href} />
      ) : (
        <EmptyState
          text="这笔账刚记上，凭条还在准备"
          hint="几秒钟后再看。"
          icon="clock"
          action={{ href, label: '再看一次' }}
        />
      )}
      {receipt && <HowToCheck communityId={communityId} />}
      <Notice />
    </>,
  )
}

/** Undefined in the seconds between posting and sealing. */
async function receiptIfSealed(
  c: AppContext,
  asked: Awaited<ReturnType<typeof transferOf>>,
): Promise<MadeReceipt | undefined> {
  try {
    return await makeReceipt(c.get('services').ctx, asked)
  } catch (error) {
    const code = error instanceof DomainError ? error.refusal.error.code : ''
    if (code === proofErrors['not-sealed'].code) return undefined
    throw error
  }
}

type FactsProps = {
  readonly receipt: MadeReceipt
  readonly personId: Id | null
  readonly href: string
}

function Facts({ receipt: { transfer, signedAt }, personId, href }: FactsProps) {
  const { sequence, reversesSequence } = transfer
  const items = [
    { term: '事由', detail: reasonOf(transfer, personId) },
    { term: '数额', detail: <Minutes minutes={transfer.amountMinutes} /> },
    { term: '发生时间', detail: <DateTime at={transfer.effectiveAt} form="long" /> },
    { term: '入账时间', detail: <DateTime at={transfer.recordedAt} form="long" /> },
    { term: '社区账本里', detail: `第 ${sequence} 笔` },
    ...(reversesSequence === null
      ? []
      : [{ term: '更正的是', detail: `第 ${reversesSequence} 笔` }]),
    { term: '校验点签名时间', detail: <DateTime at={signedAt} form="long" /> },
  ]
  return (
    <Section title="这一笔">
      <DefinitionList items={items} />
      <ButtonRow>
        <ButtonLink kind="primary" href={`${href}/receipt.tlog-proof`}>
          下载凭条
        </ButtonLink>
      </ButtonRow>
    </Section>
  )
}

/** As the person's own statement says it; to others as the books do. */
function reasonOf({ reason, debit, credit }: PostedTransfer, personId: Id | null): string {
  const isOwn = ({ kind, ownerId }: PostedTransfer['debit']) =>
    personId !== null && kind === 'savings' && ownerId === personId
  if (isOwn(credit)) return reasonNames[reason].in
  return isOwn(debit) ? reasonNames[reason].out : transferNames[reason]
}

function HowToCheck({ communityId }: { communityId: Id }) {
  return (
    <Section title="怎么核对" lead="不用我们帮忙，也不用上网，自己就能核对。">
      <ol>
        <li>按“下载凭条”，把文件存好。里面没有姓名和电话。</li>
        <li>
          打开 <a href="/log/checker">凭条核对页</a>，也可以先<a href="/log/checker?save">存下来</a>
          ，断网再打开。
        </li>
        <li>
          选凭条文件，再贴上 <a href={`/log/${communityId}#keys`}>社区账本的公钥</a>，看结果。
        </li>
      </ol>
      <Note>
        <p>凭条给谁看，谁就能看到这一笔的数额和时间。请自己收好。</p>
      </Note>
    </Section>
  )
}
