import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit, visitorOf } from '../../../http/commit.ts'
import { EmptyState, Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { Field, Select } from '../../../http/components/fields.tsx'
import { ButtonRow, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateTimeText } from '../../../http/components/values.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { idSchema, makeRouter, textSchema } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  optionsOf,
  readForm,
} from '../../person/pages/form-parts.tsx'
import { PersonField, pickPerson } from '../../person/pages/person-pick.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { inboxesOf } from '../find-inbox.ts'
import { listMessages } from '../list-messages.ts'
import { channelNames, requestKindNames } from '../messages.ts'
import type { InboxMessage } from '../model/inbox.ts'
import { requestKinds } from '../model/requests.ts'
import { registerMessage } from '../register-message.ts'
import { setMessageAside } from '../set-message-aside.ts'
import { fitting, reasonIn } from './desk-act-pages.ts'
import { requestHref } from './parts.tsx'
import { sentForm, stateAt, type SentForm } from './sent-form.ts'

const doneTexts: Readonly<Record<string, string>> = { aside: '已处理，不登记。' }

/** 来信: what gateways brought from people whom nobody knows yet. */
export function inboxPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/desk/inbox', (c) => inboxPage(c))
  router.post('/desk/inbox/:id/register', async (c) => {
    const values = await readForm(c)
    try {
      const community = fitting(idSchema, values.text('community'))
      const input = {
        inboxId: fitting(idSchema, values.text('inboxId')),
        messageId: messageIn(c),
        requesterId: await pickPerson(c, community, values, 'requester'),
        kind: fitting(z.enum(requestKinds), values.text('kind')),
        place: fitting(textSchema(200), values.text('place')),
      }
      const filed = await commit(c, registerMessage, community, input, formKeyOf(values))
      return c.redirect(requestHref(filed), 303)
    } catch (error) {
      return inboxPage(c, sentForm(c, values, formProblemOf(error)))
    }
  })
  router.post('/desk/inbox/:id/set-aside', async (c) => {
    const values = await readForm(c)
    const community = values.text('community')
    try {
      const input = {
        inboxId: fitting(idSchema, values.text('inboxId')),
        messageId: messageIn(c),
        reason: reasonIn(values),
      }
      await commit(c, setMessageAside, fitting(idSchema, community), input, formKeyOf(values))
    } catch (error) {
      return inboxPage(c, sentForm(c, values, formProblemOf(error)))
    }
    return c.redirect(`/desk/inbox?community=${community}&done=aside`, 303)
  })
  return router
}

function messageIn(c: AppContext): string {
  const id = c.req.param('id') ?? ''
  if (!isId(id)) throw new DomainError(httpErrors['not-found'])
  return id
}

async function inboxPage(c: AppContext, sent?: SentForm): Promise<Response> {
  visitorOf(c)
  const asked = sent?.values.text('community') ?? c.req.query('community')
  const place = await chosenCommunity(c, ['coordinator'], asked)
  const { ctx } = c.get('services')
  const messages = await listMessages(ctx, await inboxesOf(ctx, [place.chosen.value]))
  const done = doneTexts[c.req.query('done') ?? '']
  return renderPage(
    c,
    {
      title: '来信',
      variant: 'console',
      ...(done && !sent ? { flash: { tone: 'green', text: done } as const } : {}),
      ...statusOfProblem(sent?.problem),
    },
    <>
      <PageHeader
        title="来信"
        lead="短信、微博、公众号来的，发信人还对不上号；认识的人来信已经自动登记。"
        back={{ href: `/desk?community=${place.chosen.value}`, label: '服务台' }}
      />
      <FormProblems c={c} problem={sent?.problem} />
      <CommunityFilter action="/desk/inbox" place={place} />
      {messages.length === 0 && <EmptyState text="没有等登记的来信" icon="check" />}
      {messages.map((message) => (
        <Message message={message} community={place.chosen.value} sent={sent} />
      ))}
    </>,
  )
}

type MessageProps = { message: InboxMessage; community: string; sent: SentForm | undefined }

function Message({ message, community, sent }: MessageProps) {
  const hidden = { inboxId: message.communityId, community }
  const register = `/desk/inbox/${message.id}/register`
  const aside = `/desk/inbox/${message.id}/set-aside`
  const state = stateAt(sent, register)
  const how = `${channelNames[message.channel]}（${message.channelLabel}）`
  return (
    <Section
      title={`${dateTimeText(message.receivedAt)} ${how}`}
      lead={message.sender ?? '没有说是谁'}
    >
      <Note>
        <p>{message.text}</p>
      </Note>
      <FormWithKey action={register} hidden={hidden}>
        <PersonField {...state} name="requester" label="是谁" required />
        <Select
          name="kind"
          id={`kind-${message.id}`}
          label="哪一类"
          required
          options={optionsOf(requestKindNames)}
          value={state.values.text('kind') || 'consultation'}
        />
        <Field
          name="place"
          id={`place-${message.id}`}
          label="地点"
          required
          maxlength={200}
          value={state.values.text('place')}
        />
        <SubmitButton>登记，从收到的时间起算</SubmitButton>
      </FormWithKey>
      <FormWithKey action={aside} hidden={hidden}>
        <Field
          name="reason"
          id={`reason-${message.id}`}
          label="不登记的理由"
          required
          maxlength={200}
          value={stateAt(sent, aside).values.text('reason')}
        />
        <ButtonRow>
          <SubmitButton kind="default">不登记</SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </Section>
  )
}
