import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { commit } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { idSchema, makeRouter, textSchema } from '../../../http/openapi.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { formKeyOf, type FormValues } from '../../person/pages/form-parts.tsx'
import { pickPerson } from '../../person/pages/person-pick.tsx'
import { redrawPhoto } from '../redraw-photo.ts'
import { addPhoto } from '../add-photo.ts'
import { addTask } from '../add-task.ts'
import { readRequest } from '../api/access.ts'
import { reasonSchema } from '../api/schemas.ts'
import { closeDeliberation } from '../close-deliberation.ts'
import { closeReferral } from '../close-referral.ts'
import { closeTask } from '../close-task.ts'
import { decideHandover } from '../decide-handover.ts'
import { deskErrors } from '../errors.ts'
import { getPhoto } from '../get-photo.ts'
import { parties } from '../model/casework.ts'
import { offerHandover } from '../offer-handover.ts'
import { openDeliberation } from '../open-deliberation.ts'
import { pauseClock } from '../pause-clock.ts'
import { referRequest } from '../refer-request.ts'
import { reopenRequest } from '../reopen-request.ts'
import { resumeClock } from '../resume-clock.ts'
import { statePosition } from '../state-position.ts'
import { fitting, paperTimeIn } from './desk-act-pages.ts'
import { keyInAddress } from './parts.tsx'
import { orPageAgain } from './request-page.tsx'

type Read<I> = (c: AppContext, values: FormValues, requestId: string) => I | Promise<I>

const words = (values: FormValues, name: string) => fitting(reasonSchema, values.text(name))

/** The forms of a case's page: each reads its fields, and the page comes back when it is refused. */
export function caseworkActPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  const act = <I extends { readonly requestId: string }, O>(
    path: string,
    useCase: Parameters<typeof commit<I, O>>[1],
    read: Read<Omit<I, 'requestId'>>,
  ) =>
    router.post(`/requests/:id/${path}`, (c) =>
      orPageAgain(c, 'saved', async (values) => {
        const { communityId, id } = keyInAddress(c)
        const input = { requestId: id, ...(await read(c, values, id)) } as I
        await commit(c, useCase, communityId, input, formKeyOf(values))
      }),
    )
  act('tasks', addTask, async (c, values) => ({
    content: words(values, 'content'),
    handlerId:
      values.text('handler') === ''
        ? null
        : await pickPerson(c, keyInAddress(c).communityId, values, 'handler'),
    dueAt: paperTimeIn(values, 'dueAt'),
  }))
  act('tasks/close', closeTask, (_, values) => ({
    taskId: fitting(idSchema, values.text('taskId')),
    done: values.text('done') === 'yes',
    result: words(values, 'result'),
  }))
  act('handover', offerHandover, (_, values) => ({
    toId: fitting(idSchema, values.text('toId')),
    reason: words(values, 'reason'),
  }))
  act('handover/decide', decideHandover, (_, values) => ({
    accepted: values.text('accepted') === 'yes',
  }))
  act('referrals', referRequest, (_, values) => ({
    organisation: fitting(textSchema(100), values.text('organisation')),
    reason: words(values, 'reason'),
  }))
  act('referrals/close', closeReferral, (_, values) => ({
    referralId: fitting(idSchema, values.text('referralId')),
    helped: values.text('helped') === 'yes',
    outcome: words(values, 'outcome'),
  }))
  act('deliberation', openDeliberation, (_, values) => ({ topic: words(values, 'topic') }))
  act('deliberation/positions', statePosition, (_, values) => ({
    party: fitting(z.enum(parties), values.text('party')),
    speaker: fitting(textSchema(60), values.text('speaker')),
    position: words(values, 'position'),
  }))
  act('deliberation/close', closeDeliberation, (_, values) => ({ result: words(values, 'result') }))
  act('pause', pauseClock, (_, values) => ({ reason: words(values, 'reason') }))
  act('resume', resumeClock, (_, values) => ({ note: words(values, 'note') }))
  act('reopen', reopenRequest, (_, values) => ({ reason: words(values, 'reason') }))
  act('photos', addPhoto, async (c, values) => ({
    caption: fitting(textSchema(100), values.text('caption')),
    image: (await photoIn(c)).toString('base64'),
  }))
  router.get('/requests/:id/photos/:photo', photoPage)
  return router
}

/** @throws `desk.photo-unreadable`, `desk.photo-large` */
async function photoIn(c: AppContext): Promise<Buffer> {
  const { photo } = await c.req.parseBody()
  if (!(photo instanceof File) || photo.size === 0) {
    throw new DomainError(deskErrors['photo-unreadable'])
  }
  return redrawPhoto(new Uint8Array(await photo.arrayBuffer()))
}

async function photoPage(c: AppContext): Promise<Response> {
  const { communityId, id } = keyInAddress(c)
  const photoId = c.req.param('photo') ?? ''
  if (!isId(photoId)) throw new DomainError(httpErrors['not-found'])
  await readRequest(c, communityId, id)
  const image = await getPhoto(c.get('services').ctx, { communityId, id }, photoId)
  return c.body(new Uint8Array(image), 200, { 'Content-Type': 'image/jpeg' })
}
