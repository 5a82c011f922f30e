import type { z } from '@hono/zod-openapi'
import { CheckboxRow, RadioGroup } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, Select, type Option } from '../../../http/components/fields.tsx'
import { strict, textSchema } from '../../../http/openapi.ts'
import { phoneSchema, registrationFields } from '../api/parts.ts'
import { consentNames, consentWordings, partyTieNames, politicalStatusNames } from '../messages.ts'
import { consentKinds } from '../model.ts'
import {
  fieldOf,
  mistakeAt,
  mistakesOf,
  optionsOf,
  type FormProblem,
  type FormValues,
} from './form-parts.tsx'

const schema = strict({
  ...registrationFields,
  phone: phoneSchema.nullable(),
  household: strict({ address: textSchema(200) }).nullable(),
})

/** Which input shows what the schema says about a path. */
const inputIds = {
  memberships: 'homeId',
  household: 'address',
  consents: 'consent-recording',
  status: 'politicalStatus',
  volunteer: 'skills',
}

export type RegistrationForm = z.output<typeof schema>

/** The form as the use case takes it, or what is wrong with its fields. */
export function readRegistration(values: FormValues): RegistrationForm | FormProblem {
  const { text, all } = values
  const optional = (name: string) => text(name) || null
  const memberships = (['home', 'assigned'] as const)
    .map((kind) => ({ kind, communityId: text(`${kind}Id`) }))
    .filter(({ communityId }) => communityId !== '')
  const skills = text('skills').split(/[\s,，、;；]+/)
  const parsed = schema.safeParse({
    name: text('name'),
    gender: optional('gender'),
    bornOn: optional('bornOn'),
    phone: optional('phone'),
    workUnit: optional('workUnit'),
    livesAlone: text('livesAlone') === 'yes',
    household: text('address') === '' ? null : { address: text('address') },
    memberships,
    status:
      text('politicalStatus') === ''
        ? null
        : { politicalStatus: text('politicalStatus'), partyTie: optional('partyTie') },
    consents: all('consents'),
    volunteer:
      text('as') === 'volunteer'
        ? {
            skills: skills.filter((skill) => skill !== ''),
            recruitment: text('recruitment') === 'organised' ? 'organised' : 'public',
            guardianConsent: text('guardianConsent') === 'yes',
          }
        : null,
  })
  if (!parsed.success) return { mistakes: mistakesOf(parsed.error, inputIds) }
  return parsed.data
}

type FieldsProps = {
  values: FormValues
  problem: FormProblem | undefined
  communities: readonly Option[]
  /** A coordinator also enters the phone and Party members. */
  forSomebody: boolean
}

export function RegistrationFields({ values, problem, communities, forSomebody }: FieldsProps) {
  const field = fieldOf({ values, problem })
  const statuses = optionsOf(politicalStatusNames).filter(
    ({ value }) => forSomebody || value === 'leagueMember' || value === 'masses',
  )
  return (
    <>
      <RadioGroup
        {...field('as')}
        value={values.text('as') || 'resident'}
        label="登记为"
        required
        choices={[
          { value: 'resident', label: '居民', hint: '可以求助、使用储蓄，也可以参加活动。' },
          { value: 'volunteer', label: '志愿者', hint: '还要提供服务、积累时长。要填出生日期。' },
        ]}
      />
      <Field {...field('name')} label="姓名" autocomplete="name" maxlength={60} required />
      <RadioGroup
        {...field('gender')}
        label="性别"
        inline
        choices={[
          { value: 'female', label: '女' },
          { value: 'male', label: '男' },
        ]}
      />
      <DateTimeField {...field('bornOn')} label="出生日期" kind="date" />
      {forSomebody && (
        <Field
          {...field('phone')}
          label="电话"
          hint="没有电话的可以不填。一个号码可以登记几个人。"
          type="tel"
          maxlength={20}
        />
      )}
      <HomeFields values={values} problem={problem} communities={communities} />
      <Select
        {...field('politicalStatus')}
        label="政治面貌"
        hint={forSomebody ? undefined : '党员身份请到社区凭报到函登记。'}
        options={statuses}
        placeholder="不填"
      />
      {forSomebody && (
        <Select
          {...field('partyTie')}
          label="党组织关系"
          options={optionsOf(partyTieNames)}
          placeholder="不填"
        />
      )}
      <VolunteerFields values={values} problem={problem} />
      <ConsentFields values={values} problem={problem} />
    </>
  )
}

type PartProps = Pick<FieldsProps, 'values' | 'problem'>

function HomeFields({ communities, ...part }: PartProps & Pick<FieldsProps, 'communities'>) {
  const field = fieldOf(part)
  return (
    <>
      <Select
        {...field('homeId')}
        label="居住的社区"
        hint="居住和报到的社区至少填一个。"
        options={communities}
        placeholder="请选择"
      />
      <Select
        {...field('assignedId')}
        label="报到的社区"
        hint="在别的社区报到参加服务的填这里；储蓄本随报到的社区。"
        options={communities}
        placeholder="没有报到"
      />
      <Field {...field('address')} label="住址" hint="楼栋、门牌；加密保存。" maxlength={200} />
      <CheckboxRow
        name="livesAlone"
        label="一个人住"
        checked={part.values.text('livesAlone') === 'yes'}
      />
      <Field {...field('workUnit')} label="工作单位" maxlength={100} />
    </>
  )
}

function VolunteerFields({ values, problem }: PartProps) {
  return (
    <>
      <Field
        {...fieldOf({ values, problem })('skills')}
        label="特长"
        hint="志愿者填，用顿号隔开：理发、修水电、陪诊。"
        maxlength={200}
      />
      <CheckboxRow
        name="guardianConsent"
        label="监护人已签字同意"
        hint="14 至 18 岁登记志愿者时需要。"
        checked={values.text('guardianConsent') === 'yes'}
      />
    </>
  )
}

function ConsentFields({ values, problem }: PartProps) {
  return (
    <>
      {consentKinds.map((kind) => (
        <CheckboxRow
          name="consents"
          id={`consent-${kind}`}
          value={kind}
          label={`同意：${consentNames[kind]}`}
          hint={consentWordings[kind]}
          checked={values.all('consents').includes(kind)}
          required={kind === 'recording'}
          error={mistakeAt(problem, `consent-${kind}`)}
        />
      ))}
    </>
  )
}
