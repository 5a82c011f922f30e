import type { Child } from 'hono/jsx'
import { Fold, Section } from '../../../http/components/blocks.tsx'
import { CheckboxRow } from '../../../http/components/choices.tsx'
import { DateTimeField, Field, Select, type Option } from '../../../http/components/fields.tsx'
import { ButtonRow, FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import type { Profile } from '../load-profile.ts'
import {
  membershipNames,
  partyTieNames,
  politicalStatusNames,
  relationNames,
  roleNames,
} from '../messages.ts'
import { optionsOf, type FormProblem, type FormValues } from './form-parts.tsx'
import { PersonField } from './person-pick.tsx'

export type PersonFormProps = {
  profile: Profile
  /** Of the form that came back. */
  values: FormValues
  problem: FormProblem | undefined
  /** The last part of its address. */
  opened: string | undefined
  communities: readonly Option[]
  nodes: readonly Option[]
}

type OneFormProps = {
  title: string
  action: string
  button: string
  opened: string | undefined
  children: Child
}

function OneForm({ title, action, button, opened, children }: OneFormProps) {
  return (
    <Fold
      title={title}
      id={`form-${action.split('/').at(-1)}`}
      open={opened !== undefined && action.endsWith(`/${opened}`)}
    >
      <FormWithKey action={action} label={title}>
        {children}
        <ButtonRow>
          <SubmitButton>{button}</SubmitButton>
        </ButtonRow>
      </FormWithKey>
    </Fold>
  )
}

/** What a coordinator changes on somebody's file; each folds open and works by itself. */
export function PersonForms(props: PersonFormProps) {
  const { profile, values, opened } = props
  const base = `/people/${profile.id}`
  return (
    <Section title="办理">
      {profile.volunteer ? (
        <OneForm title="发服务卡或补发" action={`${base}/card`} button="发卡" opened={opened}>
          <p>补发后，原来的卡号 {profile.volunteer.cardNumber ?? '（无）'} 作废。</p>
        </OneForm>
      ) : (
        <OneForm title="登记为志愿者" action={`${base}/volunteer`} button="登记" opened={opened}>
          <Field name="skills" label="特长" value={values.text('skills')} maxlength={200} />
          <CheckboxRow name="organised" label="由单位组织招募" />
          <CheckboxRow name="guardianConsent" label="监护人已签字同意（14 至 18 岁）" />
        </OneForm>
      )}
      <StatusForm {...props} />
      <MembershipForm {...props} />
      <RoleForm {...props} />
      <HouseholdForm {...props} />
      <RelationForm {...props} />
    </Section>
  )
}

function StatusForm({ profile, values, opened }: PersonFormProps) {
  return (
    <OneForm
      title="登记政治面貌"
      action={`/people/${profile.id}/status`}
      button="登记"
      opened={opened}
    >
      <Select
        name="politicalStatus"
        label="政治面貌"
        options={optionsOf(politicalStatusNames)}
        value={values.text('politicalStatus') || profile.status?.politicalStatus}
        placeholder="请选择"
        required
      />
      <Select
        name="partyTie"
        label="党组织关系"
        options={optionsOf(partyTieNames)}
        value={values.text('partyTie') || (profile.status?.partyTie ?? '')}
        placeholder="没有"
      />
      <DateTimeField
        name="sinceOn"
        label="从哪天起"
        kind="date"
        value={values.text('sinceOn')}
        required
      />
    </OneForm>
  )
}

function MembershipForm({ profile, values, opened, communities }: PersonFormProps) {
  return (
    <OneForm
      title="报到、增加归属"
      action={`/people/${profile.id}/membership`}
      button="登记"
      opened={opened}
    >
      <Select
        name="communityId"
        label="社区"
        options={communities}
        value={values.text('communityId')}
        required
      />
      <Select
        name="kind"
        label="方式"
        options={optionsOf(membershipNames)}
        value={values.text('kind') || 'assigned'}
        required
      />
    </OneForm>
  )
}

function RoleForm({ profile, values, opened, nodes }: PersonFormProps) {
  return (
    <OneForm title="授予角色" action={`/people/${profile.id}/role`} button="授予" opened={opened}>
      <Select
        name="role"
        label="角色"
        options={optionsOf(roleNames)}
        value={values.text('role') || 'teamLeader'}
        required
      />
      <Select
        name="nodeId"
        label="在哪里（含以下）"
        options={nodes}
        value={values.text('nodeId') || profile.booksCommunityId}
        required
      />
    </OneForm>
  )
}

function HouseholdForm({ profile, values, problem, opened }: PersonFormProps) {
  return (
    <OneForm
      title="登记住户"
      action={`/people/${profile.id}/household`}
      button="登记"
      opened={opened}
    >
      <PersonField {...{ values, problem }} name="withCard" label="与谁同户" />
      <Field
        name="address"
        label="或者：自己一户，住址"
        value={values.text('address')}
        maxlength={200}
      />
      <CheckboxRow
        name="livesAlone"
        label="一个人住"
        checked={values.text('livesAlone') === 'yes'}
      />
    </OneForm>
  )
}

function RelationForm({ profile, values, problem, opened }: PersonFormProps) {
  return (
    <OneForm
      title="核实亲属关系"
      action={`/people/${profile.id}/relation`}
      button="已核实，登记"
      opened={opened}
    >
      <PersonField {...{ values, problem }} name="relative" label="亲属" required />
      <Select
        name="relationKind"
        label="是此人的"
        options={optionsOf(relationNames)}
        value={values.text('relationKind') || 'spouse'}
        required
      />
    </OneForm>
  )
}
