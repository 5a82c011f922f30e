import { Fold, Note } from '../../../http/components/blocks.tsx'
import { CheckboxRow, RadioGroup } from '../../../http/components/choices.tsx'
import {
  DateTimeField,
  Field,
  Select,
  TextArea,
  type Option,
} from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { formatMinutes, minutes, type Minutes } from '../../../kernel/minutes.ts'
import { channelNames } from '../../desk/messages.ts'
import { EMERGENCY_CALL, needsVisit, type RequestKind } from '../../desk/model/requests.ts'
import {
  fieldOf,
  mistakeAt,
  optionsOf,
  type FormProblem,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { EveryLink } from '../../person/pages/communities.tsx'
import { PersonField } from '../../person/pages/person-pick.tsx'

export type AskFormData = {
  readonly kind: RequestKind
  readonly forCaller: boolean
  readonly communities: readonly Option[]
  /** True: only some of them; the rest is at `everyHref`. */
  readonly isPart: boolean
  readonly everyHref: string
  readonly community: string
  readonly offerings: readonly Option[]
  readonly recipients: readonly Option[]
  /** The coordinators of the community, of whom a complaint may be. */
  readonly staff: readonly Option[]
  readonly payers: readonly Option[]
  readonly availableMinutes: Minutes
  readonly values: FormValues
  readonly problem: FormProblem | undefined
}

type Props = { data: AskFormData }

export function AskForm({ data }: Props) {
  const { kind, forCaller } = data
  const visits = needsVisit(kind)
  return (
    <>
      <Emergency />
      <FormWithKey action="/ask/confirm" hidden={{ kind, ...(forCaller ? { caller: '1' } : {}) }}>
        <CheckboxRow
          name="safetyNow"
          label="眼下有危险"
          hint="先打电话，再在这里登记；站里马上处理"
          checked={data.values.text('safetyNow') === 'yes'}
        />
        <Who data={data} />
        <What data={data} />
        {visits && <SavingsFields data={data} />}
        <SubmitButton>下一步</SubmitButton>
      </FormWithKey>
    </>
  )
}

/** The first thing on the first screen. */
export function Emergency() {
  return (
    <Note tone="red" title="有危险先打电话">
      <p>{EMERGENCY_CALL}</p>
    </Note>
  )
}

function Who({ data }: Props) {
  const { forCaller, recipients, values, problem } = data
  const field = fieldOf(data)
  return (
    <>
      {forCaller && <Intake data={data} />}
      <Select
        name="community"
        label="找哪个社区"
        required
        options={data.communities}
        value={data.community}
        error={mistakeAt(problem, 'community')}
      />
      {data.isPart && <EveryLink href={data.everyHref} />}
      {forCaller && (
        <>
          <PersonField {...data} name="requesterLabel" label="求助人" required />
          <Field
            {...field('needReason')}
            label="重点保障的理由"
            hint="在困难登记册上，或临时有困难；不写就是一般"
            maxlength={200}
          />
        </>
      )}
      {!forCaller && recipients.length > 0 && (
        <Select
          name="recipientId"
          label="帮谁求助"
          options={recipients}
          value={values.text('recipientId')}
          placeholder="我自己"
        />
      )}
    </>
  )
}

/** How it came in; typed while listening. */
function Intake({ data: { values, problem } }: Props) {
  return (
    <>
      <Select
        name="channel"
        label="怎么来的"
        required
        options={optionsOf(channelNames)}
        value={values.text('channel') || 'phone'}
      />
      <CheckboxRow
        name="told"
        label="已经当场告诉对方怎么办理"
        hint="算已经答复；五分钟的计时到此为止"
        checked={values.text('told') === 'yes'}
      />
      <Fold title="纸上登记的，补录时间">
        <DateTimeField
          name="receivedAt"
          label="纸上的时间"
          value={values.text('receivedAt')}
          hint="不填就是现在；承诺和限时从纸上的时间算"
          error={mistakeAt(problem, 'receivedAt')}
        />
      </Fold>
    </>
  )
}

/** it goes past whoever is named here. */
function ComplainedOf({ data }: Props) {
  const { forCaller, staff, values, problem } = data
  const label = '投诉谁'
  const hint = '可以不填；填了，就不由这个人办理，这个人也看不到'
  if (forCaller) return <PersonField {...data} name="complainedOf" label={label} hint={hint} />
  return (
    <Select
      name="complainedOf"
      label={label}
      hint={hint}
      options={staff}
      placeholder="不填"
      value={values.text('complainedOf')}
      error={mistakeAt(problem, 'complainedOf')}
    />
  )
}

function What({ data }: Props) {
  const { kind, offerings } = data
  const field = fieldOf(data)
  return (
    <>
      {needsVisit(kind) && (
        <Select
          {...field('offeringId')}
          label="哪一项服务"
          options={offerings}
          placeholder="不清楚"
        />
      )}
      {kind === 'complaint' && <ComplainedOf data={data} />}
      <TextArea {...field('content')} label="什么事" required rows={3} maxlength={1000} />
      <Field
        {...field('place')}
        label={needsVisit(kind) ? '上门的地点' : '地点'}
        required
        maxlength={200}
      />
      {needsVisit(kind) && (
        <DateTimeField
          {...field('wishedAt')}
          label="希望什么时候"
          hint="比承诺的时间晚时，按您希望的时间"
        />
      )}
    </>
  )
}

const lengths = [30, 60, 90, 120, 180, 240].map((length) => ({
  value: String(length),
  label: formatMinutes(minutes(length)),
}))

function SavingsFields({ data }: Props) {
  const { forCaller, payers, values, availableMinutes } = data
  const field = fieldOf(data)
  return (
    <>
      <RadioGroup
        name="savings"
        label="用不用储蓄"
        required
        value={values.text('savings') || 'no'}
        choices={[
          { value: 'no', label: '不用', hint: '没有储蓄也一样帮忙' },
          {
            value: 'yes',
            label: '用储蓄，优先安排',
            hint: forCaller
              ? '先看最多用多少，再决定'
              : `可用 ${formatMinutes(availableMinutes)}；先看最多用多少，再决定`,
          },
        ]}
      />
      <Select
        name="expected"
        label="估计要多久"
        required
        options={lengths}
        value={values.text('expected') || '60'}
      />
      {(payers.length > 0 || forCaller) && (
        <Select
          name="payer"
          label="用谁的储蓄"
          required
          options={[
            { value: 'own', label: forCaller ? '求助人自己的' : '我自己的' },
            ...payers,
            ...(forCaller ? [{ value: 'commons', label: '公益时间库' }] : []),
          ]}
          value={values.text('payer') || 'own'}
        />
      )}
      {forCaller && (
        <Field {...field('commonsReason')} label="用公益时间库的理由" maxlength={200} />
      )}
    </>
  )
}
