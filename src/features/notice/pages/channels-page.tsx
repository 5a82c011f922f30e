import type { OpenAPIHono } from '@hono/zod-openapi'
import { PageHeader, Section } from '../../../http/components/blocks.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { checkedKey, commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { variantOf } from '../../../http/nav.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { getChannels } from '../get-channels.ts'
import { loadQuietTime } from '../load-quiet-time.ts'
import { muteChannel } from '../mute-channel.ts'

async function channelsPage(c: AppContext): Promise<Response> {
  const visitor = visitorOf(c)
  const { ctx } = c.get('services')
  const { sms } = await getChannels(ctx, visitor.actor.personId)
  const { begins, ends } = await loadQuietTime(ctx)
  const done = c.req.query('done') === '1'
  return renderPage(
    c,
    {
      title: '通知方式',
      variant: variantOf(visitor),
      ...(done ? { flash: { tone: 'green', text: '已改好。' } as const } : {}),
    },
    <>
      <PageHeader title="通知方式" back={{ href: '/notices', label: '通知' }} />
      <Section
        title="短信"
        aside={sms ? <StatusChip tone="green" text="收" /> : <StatusChip tone="grey" text="不收" />}
      >
        <p>
          {sms
            ? `通知也用短信发到登记的手机。${begins} 到次日 ${ends} 不发，急事除外。`
            : '通知不再用短信发；登录验证码照发。'}
        </p>
        <FormWithKey action="/notices/channels" hidden={{ sms: sms ? 'no' : 'yes' }} inline>
          <SubmitButton kind="default">{sms ? '不收短信通知' : '收短信通知'}</SubmitButton>
        </FormWithKey>
      </Section>
      <Section title="站内通知" aside={<StatusChip tone="green" text="一直有" />}>
        <p>每条通知都在“通知”里，只有自己看得到。</p>
      </Section>
    </>,
  )
}

export function channelPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/notices/channels', channelsPage)
  router.post('/notices/channels', async (c) => {
    visitorOf(c)
    const { idempotencyKey, sms } = await c.req.parseBody()
    const key = checkedKey(typeof idempotencyKey === 'string' ? idempotencyKey : '')
    await commitToDistrict(c, muteChannel, { channel: 'sms', muted: sms !== 'yes' }, key)
    return c.redirect('/notices/channels?done=1', 303)
  })
  return router
}
