import { civilDateOf, civilTimeOf, type Instant } from '../../../kernel/clock.ts'
import type { Shift } from '../model/shifts.ts'
import type { CheckIn, PresenceProof, SignUpState } from '../model/sign-ups.ts'

export const signUpStateNames: Readonly<Record<SignUpState, string>> = {
  signedUp: '已报名',
  waiting: '候补',
  withdrawn: '已退出',
}

export const proofNames: Readonly<Record<PresenceProof, string>> = {
  code: '扫码',
  digits: '输数字',
  coordinator: '工作人员代签',
}

export function outName({ checkedOutHow }: CheckIn): string {
  if (checkedOutHow === null) return ''
  return checkedOutHow === 'forgotten' ? '未签出' : proofNames[checkedOutHow]
}

function clock(at: Instant): string {
  const on = civilDateOf(at)
  return `${Number(on.slice(5, 7))}月${Number(on.slice(8, 10))}日 ${civilTimeOf(at)}`
}

/** A notice is short; the page has the whole reason. */
function shortly(reason: string): string {
  const letters = Array.from(reason)
  return letters.length <= 120 ? reason : `${letters.slice(0, 119).join('')}…`
}

type Told = Pick<Shift, 'name' | 'startsAt' | 'place'>

export function reminderText({ name, startsAt, place }: Told): string {
  return `提醒：您报名的“${name}”${clock(startsAt)}开始，在${place}。来不了请先退出，好让别人补上。`
}

export function movedUpText({ name, startsAt }: Told): string {
  return `您候补的“${name}”（${clock(startsAt)}）有了名额，已替您报上。来不了请退出。`
}

export function movedText({ name, startsAt, place }: Told, reason: string): string {
  return `您报名的“${name}”改到${clock(startsAt)}，在${place}。原因：${shortly(reason)}`
}

export function droppedText({ name, startsAt }: Told): string {
  return `您报名的“${name}”改到${clock(startsAt)}，和您的另一个班次重叠，已替您退出这一个。`
}

export function cancelledText({ name, startsAt }: Told, reason: string): string {
  return `您报名的“${name}”（${clock(startsAt)}）取消了。原因：${shortly(reason)}`
}
