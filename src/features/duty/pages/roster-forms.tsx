import { Fold, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, Select, type Option } from '../../../http/components/fields.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { dateText, DateText, PersonName } from '../../../http/components/values.tsx'
import { plusDays, type CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import {
  fieldOf,
  mistakeAt,
  type FormProblem,
  type FormState,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import type { Candidate, Duty } from '../model/rosters.ts'
import type { ShownRoster } from '../show-roster.ts'
import type { Month } from './roster-words.ts'

export type RosterForms = FormState & {
  communityId: Id
  duty: Duty
  month: Month
  today: CivilDate
  roster: ShownRoster
}

const hiddenOf = ({ communityId, duty, month }: RosterForms) => ({
  community: communityId,
  duty: duty.id,
  month: month.code,
})

export function candidateOptions(candidates: readonly Candidate[]): readonly Option[] {
  return candidates.map(({ id, name, coordinates }) => ({
    value: id,
    label: name,
    group: coordinates ? '社区工作者' : '志愿者',
  }))
}

/** 轮流值班: who, in the order of the list; when; then a preview. */
export function RotationForm(props: RosterForms) {
  const { duty, month, today, roster, values, problem } = props
  const chosen = values.all('personIds')
  const fromOn = month.fromOn > today ? month.fromOn : plusDays(today, 1)
  const isChosen = ({ id, coordinates }: Candidate) =>
    chosen.length > 0 && chosen[0] !== '' ? chosen.includes(id) : coordinates
  return (
    <Section
      title="轮流排班"
      lead={`按下面的次序轮流当 A 角，下一位是 B 角；${
        duty.workdaysOnly ? '只排工作日' : '每天都排，休息日平均分'
      }，请假的人跳过。先看预览，再保存。`}
    >
      <FormWithKey action="/rosters/preview" hidden={hiddenOf(props)}>
        <fieldset class="field">
          <legend class="field__label">谁来轮流</legend>
          {roster.candidates.map((one) => (
            <CheckboxRow
              name="personIds"
              id={`person-${one.id}`}
              value={one.id}
              label={<PersonName name={one.name} />}
              hint={hintOf(one)}
              checked={isChosen(one)}
            />
          ))}
          {mistakeAt(problem, 'personIds') && (
            <p class="field__error">{mistakeAt(problem, 'personIds')}</p>
          )}
        </fieldset>
        <DateTimeField
          kind="date"
          name="fromOn"
          label="从哪天"
          required
          value={values.text('fromOn') || fromOn}
        />
        <DateTimeField
          kind="date"
          name="untilOn"
          label="到哪天"
          required
          value={values.text('untilOn') || (month.untilOn > today ? month.untilOn : fromOn)}
        />
        <SubmitButton icon="swap">预览</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

function hintOf({ coordinates, lastOn }: Candidate): string {
  const who = coordinates ? '社区工作者' : '志愿者'
  return lastOn === null ? `${who}，还没有排过` : `${who}，最后一次 ${dateText(lastOn)}`
}

/** One day by hand. */
export function DayForm(props: RosterForms) {
  const { today, roster, values, problem } = props
  const options = candidateOptions(roster.candidates)
  const field = fieldOf({ values, problem })
  return (
    <Section title="改一天">
      <FormWithKey action="/rosters/days" hidden={hiddenOf(props)}>
        <DateTimeField
          {...field('dutyOn')}
          value={values.text('dutyOn') || today}
          kind="date"
          label="日期"
          required
          min={today}
        />
        <Select {...field('aId')} label="A 角" placeholder="不排人" options={options} />
        <Select {...field('bId')} label="B 角" placeholder="没有" options={options} />
        <SubmitButton icon="check">保存这一天</SubmitButton>
      </FormWithKey>
    </Section>
  )
}

/** Who is away in the month in view; and for whoever rang in or did not come. */
export function Leaves(props: RosterForms) {
  const { roster, today, values, problem } = props
  const field = (name: string) => ({ ...fieldOf({ values, problem })(name), required: true })
  const nameOf = new Map(roster.candidates.map(({ id, name }) => [id, name]))
  return (
    <Section title="请假" lead="请假期间 B 角自动顶班，并收到通知。">
      {roster.leaves.map(({ id, personId, fromOn, untilOn }) => (
        <FormWithKey
          action={`/rosters/leaves/${id}/withdraw`}
          hidden={hiddenOf(props)}
          inline
          label={`${nameOf.get(personId) ?? ''} 的请假`}
        >
          <p>
            <PersonName name={nameOf.get(personId) ?? '已离开的人'} /> <DateText on={fromOn} />–
            <DateText on={untilOn} />
          </p>
          {untilOn >= today && <SubmitButton kind="default">销假</SubmitButton>}
        </FormWithKey>
      ))}
      <Fold title="替人登记请假">
        <FormWithKey action="/rosters/leaves" hidden={hiddenOf(props)}>
          <Select
            {...field('personId')}
            label="谁请假"
            placeholder="请选择"
            options={candidateOptions(roster.candidates)}
          />
          <DateTimeField {...field('fromOn')} id="leave-from" kind="date" label="从哪天" />
          <DateTimeField {...field('untilOn')} id="leave-until" kind="date" label="到哪天（含）" />
          <Field {...field('reason')} label="原因" maxlength={200} />
          <SubmitButton>登记请假</SubmitButton>
        </FormWithKey>
      </Fold>
    </Section>
  )
}

type DutyFormProps = {
  communityId: Id
  first: boolean
  values: FormValues
  problem: FormProblem | undefined
}

/** The first is 民情受理, filled in. */
export function DutyForm({ communityId, first, values, problem }: DutyFormProps) {
  const field = (name: string, preset: string) => {
    const one = fieldOf({ values, problem })(name)
    return { ...one, value: one.value || preset, required: true }
  }
  const form = (
    <FormWithKey action="/rosters/duties" hidden={{ community: communityId }}>
      <Field {...field('name', first ? '民情受理' : '')} label="名称" maxlength={30} />
      <Field
        {...field('code', first ? 'desk' : '')}
        label="代码"
        hint="小写字母开头，给系统认的；民情受理用 desk"
        maxlength={40}
      />
      <DateTimeField {...field('opens', '08:00')} kind="time" label="开始" />
      <DateTimeField {...field('closes', '18:00')} kind="time" label="结束" />
      <CheckboxRow
        name="workdaysOnly"
        label="只在工作日值班"
        hint="按国家公布的放假和调休"
        checked={values.key === '' || values.text('workdaysOnly') === 'yes'}
      />
      <SubmitButton icon="plus">增加值班岗</SubmitButton>
    </FormWithKey>
  )
  return (
    <Section title="增加值班岗">{first ? form : <Fold title="名称、时间">{form}</Fold>}</Section>
  )
}
