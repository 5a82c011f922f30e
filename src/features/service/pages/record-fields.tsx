import {
  DateTimeField,
  Field,
  Select,
  TextArea,
  type Option,
} from '../../../http/components/fields.tsx'
import { RadioGroup } from '../../../http/components/choices.tsx'
import { cleanText } from '../../../kernel/text.ts'
import { EveryLink } from '../../person/pages/communities.tsx'
import { fieldOf, type FormState, type FormValues } from '../../person/pages/form-parts.tsx'
import { PersonField } from '../../person/pages/person-pick.tsx'

/** Where a schema's path is typed. */
export const fieldIds: Readonly<Record<string, string>> = {
  'recipient.personId': 'recipientLabel',
  'recipient.householdId': 'recipientLabel',
  'recipient.headcount': 'headcount',
  'recipient.description': 'description',
  recipient: 'recipientKind',
}

const recipientChoices = [
  { value: 'person', label: '一位居民', hint: '填姓名' },
  { value: 'household', label: '一户人家', hint: '填其中一人的姓名' },
  { value: 'group', label: '一群人', hint: '只填人数和说明；孩子不写名字' },
  { value: 'place', label: '公共地方', hint: '如楼道、院落、路口' },
] as const

type RecipientProps = FormState & {
  /** How single people can be meant; null: a sheet's group serves a group or a place. */
  named: 'exactly' | 'byStaff' | null
}

const recipientHint = '服务一位居民或一户人家时填写；本人、家里人和父母不算服务对象。'

/** 对象 (SE-57). */
export function RecipientFields({ named, ...state }: RecipientProps) {
  const field = fieldOf(state)
  const choices = recipientChoices.filter(
    ({ value }) => named !== null || value === 'group' || value === 'place',
  )
  return (
    <>
      <RadioGroup
        {...field('recipientKind')}
        label="服务了谁"
        required
        choices={choices}
        value={state.values.text('recipientKind') || 'place'}
      />
      {named === 'exactly' && (
        <Field {...field('recipientLabel')} label="居民姓名" hint={recipientHint} maxlength={60} />
      )}
      {named === 'byStaff' && (
        <PersonField {...state} name="recipientLabel" label="居民" hint={recipientHint} />
      )}
      <Field
        {...field('headcount')}
        label="人数"
        hint="服务一群人时填写"
        unit="人"
        width="short"
        inputmode="numeric"
      />
      <Field
        {...field('description')}
        label="说明"
        hint="一群人或公共地方时填写，如：三单元独居老人、后院"
        maxlength={200}
      />
    </>
  )
}

export type Placing = FormState & {
  readonly offerings: readonly Option[]
  readonly communities: readonly Option[]
  /** Where `communities` are only a part: the same form with all of them. */
  readonly everyHref?: string | undefined
}

/** 做什么、在哪里. */
export function PlaceFields({ offerings, communities, everyHref, ...state }: Placing) {
  const field = fieldOf(state)
  return (
    <>
      <Select
        {...field('offeringId')}
        label="服务项目"
        required
        placeholder="请选择"
        options={offerings}
      />
      <Field
        {...field('activityName')}
        label="活动名称"
        hint="不填就用服务项目的名称"
        maxlength={100}
      />
      <Select {...field('community')} label="在哪个社区服务" required options={communities} />
      {everyHref && <EveryLink href={everyHref} />}
      <Field {...field('place')} label="地点" required maxlength={200} />
    </>
  )
}

/** 内容、成效、组织单位、负责人 (SE-57, R-05). */
export function ContentFields(state: FormState) {
  const field = fieldOf(state)
  return (
    <>
      <TextArea {...field('content')} label="做了什么" required rows={3} maxlength={1000} />
      <TextArea
        {...field('outcome')}
        label="成效"
        hint="办成了什么，对方怎么说"
        required
        rows={2}
        maxlength={1000}
      />
      <Field {...field('organiser')} label="组织单位" required maxlength={100} />
      <Field {...field('personInCharge')} label="负责人" required maxlength={60} />
    </>
  )
}

export function TimeFields(state: FormState) {
  const field = fieldOf(state)
  return (
    <>
      <DateTimeField {...field('startsAt')} label="开始" required />
      <DateTimeField {...field('endsAt')} label="结束" hint="不算路上的时间" required />
    </>
  )
}

export function LateReasonField(state: FormState) {
  const field = fieldOf(state)
  return (
    <TextArea
      {...field('lateReason')}
      label="补录原因"
      hint="服务过去超过十个工作日时要写"
      rows={2}
      maxlength={500}
    />
  )
}

/** A form that is not sent by anybody yet: defaults in place of values. */
export function valuesOf(defaults: Readonly<Record<string, string>>): FormValues {
  return {
    key: '',
    text: (name) => defaults[name] ?? '',
    all: (name) => (defaults[name] === undefined ? [] : [defaults[name]]),
  }
}

/** A recipient as the form says it, for the schema to judge; `found` is whom a name means. */
export function recipientInput(values: FormValues, found: RecipientFound): unknown {
  const kind = values.text('recipientKind')
  const description = values.text('description')
  if (kind === 'person') return { kind, personId: found.personId ?? '' }
  if (kind === 'household') return { kind, householdId: found.householdId ?? '' }
  if (kind !== 'group') return { kind, description }
  const headcount = values.text('headcount')
  return { kind, headcount: /^\d{1,5}$/.test(headcount) ? Number(headcount) : null, description }
}

export type RecipientFound = { readonly personId?: string; readonly householdId?: string }

/** What a sheet and a single record send alike. */
export function sharedInput(values: FormValues, offerings: readonly Option[]) {
  const offeringId = values.text('offeringId')
  const offering = offerings.find(({ value }) => value === offeringId)?.label.split(' · ')[1]
  const late = cleanText(values.text('lateReason'), 500, { lines: true, blank: true })
  return {
    offeringId,
    activityName: values.text('activityName') || (offering ?? ''),
    place: values.text('place'),
    content: values.text('content'),
    outcome: values.text('outcome'),
    organiser: values.text('organiser'),
    personInCharge: values.text('personInCharge'),
    lateReason: late === '' ? null : values.text('lateReason'),
  }
}
