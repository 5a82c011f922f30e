import type { OpenAPIHono } from '@hono/zod-openapi'
import { PageHeader, Section } from '../../../http/components/blocks.tsx'
import { FormWithKey, SubmitButton } from '../../../http/components/forms.tsx'
import { LinkList, type LinkCell } from '../../../http/components/navigation.tsx'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { hasAnyRole } from '../../../http/session.ts'
import { renderPage } from '../../../http/page.tsx'
import { parseCivilDate } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { cleanText } from '../../../kernel/text.ts'
import { addMembership } from '../add-membership.ts'
import { profileFor } from '../api/people-routes.ts'
import { changeHousehold } from '../change-household.ts'
import { endMembership } from '../end-membership.ts'
import { endRelation } from '../end-relation.ts'
import { personErrors } from '../errors.ts'
import { giveConsent } from '../give-consent.ts'
import { grantRole } from '../grant-role.ts'
import { issueCard } from '../issue-card.ts'
import type { Profile } from '../load-profile.ts'
import { loadTree, type Tree } from '../load-tree.ts'
import {
  consentKinds,
  membershipKinds,
  partyTies,
  politicalStatuses,
  relationKinds,
  roles,
} from '../model.ts'
import { registerVolunteer } from '../register-volunteer.ts'
import { revokeRole } from '../revoke-role.ts'
import { setPoliticalStatus } from '../set-political-status.ts'
import { verifyRelation } from '../verify-relation.ts'
import { withdrawConsent } from '../withdraw-consent.ts'
import { nodeKindNames } from '../messages.ts'
import { communityOptions } from './communities.tsx'
import { Consents } from './consent-section.tsx'
import { erasedPage } from './erasure-pages.tsx'
import {
  formKeyOf,
  formProblemOf,
  FormProblems,
  readForm,
  valuesInAddress,
  type FormProblem,
  type FormValues,
} from './form-parts.tsx'
import { mustBeId, skillsOf } from './me-page.tsx'
import { keptNodes } from './people-list.tsx'
import { PersonForms } from './person-forms.tsx'
import {
  Certificate,
  doneTexts,
  Facts,
  Memberships,
  Relations,
  RoleGrants,
} from './profile-sections.tsx'
import { pickPerson } from './person-pick.tsx'
import { statusOfProblem } from './register-pages.tsx'

async function personPage(
  c: AppContext,
  personId: Id,
  values: FormValues,
  problem?: FormProblem,
  opened?: string,
): Promise<Response> {
  const kept = keptNodes(c)
  const profile = await profileFor(c, personId)
  if (profile.erasedAt) return erasedPage(c, profile)
  const tree = await loadTree(c.get('services').ctx)
  const done = doneTexts[c.req.query('done') ?? '']
  const base = `/people/${personId}`
  return renderPage(
    c,
    {
      title: profile.name,
      variant: 'console',
      ...(done ? { flash: { tone: 'green', text: done } as const } : {}),
      ...statusOfProblem(problem),
    },
    <>
      <PageHeader
        title={profile.name}
        lead={profile.hasLeft ? '已退出' : '登记与办理'}
        back={{ href: '/people', label: '人员' }}
      />
      <FormProblems c={c} problem={problem} />
      <Certificate profile={profile} />
      <Section title="登记内容">
        <Facts profile={profile} />
      </Section>
      <Section title="储蓄和服务" bare>
        <LinkList cells={cellsOf(profile, takesCalls(c))} />
      </Section>
      <PersonForms
        profile={profile}
        values={values}
        problem={problem}
        opened={opened}
        communities={communityOptions(tree, kept)}
        nodes={nodeOptions(tree, kept)}
      />
      <Lists profile={profile} base={base} />
      <Consents profile={profile} action={`${base}/consents`} />
    </>,
  )
}

function cellsOf(profile: Profile, mayCall: boolean): readonly LinkCell[] {
  return [
    ...(mayCall ? [askFor(profile)] : []),
    {
      href: `/people/${profile.id}/savings`,
      label: '储蓄本',
      description: '结余、明细、更正、资助、转移、停用',
      icon: 'book',
    },
    {
      href: `/people/${profile.id}/records`,
      label: '服务记录',
      description: '登记过的服务；已通过的在这里更正',
      icon: 'list',
    },
    {
      href: `/people/${profile.id}/certificates`,
      label: '服务时长记录单',
      description: '开具、打印、撤回；不收费',
      icon: 'document',
    },
    ...(profile.hasLeft ? [erasureOf(profile)] : []),
  ]
}

function takesCalls(c: AppContext): boolean {
  return hasAnyRole(visitorOf(c), ['coordinator'])
}

function erasureOf({ id, erasure }: Profile): LinkCell {
  return {
    href: `/people/${id}/erasure`,
    label: '删除个人信息',
    description: erasure ? '已提出，等另一位工作人员确认' : '退出以后，本人或近亲属要求的',
    icon: 'person',
  }
}

/** Whoever rings was looked for and found: the form knows them already. */
function askFor({ id, name, booksCommunityId }: Profile): LinkCell {
  const known = new URLSearchParams({
    ...{ caller: '1', community: booksCommunityId },
    ...{ requesterLabel: name, requesterLabelPick: id },
  })
  return {
    href: `/ask?${known.toString()}`,
    label: '替此人登记求助',
    description: '来电来访：求助、预约、咨询、反映、投诉',
    icon: 'phone',
  }
}

function Lists({ profile, base }: { profile: Profile; base: string }) {
  return (
    <>
      <Memberships
        profile={profile}
        action={(one) => (
          <FormWithKey action={`${base}/membership/end`} hidden={{ membershipId: one.id }} inline>
            <SubmitButton kind="default" label={`结束 ${one.communityName} 的归属`}>
              结束
            </SubmitButton>
          </FormWithKey>
        )}
      />
      <RoleGrants
        items={profile.roleGrants}
        action={(one) => (
          <FormWithKey action={`${base}/role/revoke`} hidden={{ grantId: one.id }} inline>
            <SubmitButton kind="default" label={`撤回 ${one.nodeName} 的角色`}>
              撤回
            </SubmitButton>
          </FormWithKey>
        )}
      />
      <Relations
        items={profile.relations}
        action={(one) => (
          <FormWithKey
            action={`${base}/relation/end`}
            hidden={{ relativeId: one.relativeId }}
            inline
          >
            <SubmitButton kind="default" label={`结束与 ${one.relativeName} 的关系`}>
              结束
            </SubmitButton>
          </FormWithKey>
        )}
      />
    </>
  )
}

function nodeOptions(tree: Tree, kept: readonly Id[]) {
  return [...tree.values()]
    .filter((node) => kept.some((id) => node.ancestorIds.includes(id)))
    .map((node) => {
      const subdistrict = node.ancestorIds.find((id) => tree.get(id)?.kind === 'subdistrict')
      const group = tree.get(subdistrict ?? '')?.name ?? '全区'
      return { value: node.id, label: `${nodeKindNames[node.kind]} · ${node.name}`, group }
    })
}

/** A select of ours, or not found. */
function mustBeOne<T extends string>(choices: readonly T[], text: string): T {
  const choice = choices.find((one) => one === text)
  if (choice === undefined) throw new DomainError(httpErrors['not-found'])
  return choice
}

/** Whom a field of the file means, in the person's community. @throws as `pickPerson` */
async function meant(c: AppContext, personId: Id, form: FormValues, name: string): Promise<Id> {
  const { booksCommunityId } = await profileFor(c, personId)
  return pickPerson(c, booksCommunityId, form, name)
}

type Act = (c: AppContext, personId: Id, form: FormValues) => Promise<unknown>

const acts: readonly { readonly path: string; readonly done: string; readonly run: Act }[] = [
  {
    path: 'card',
    done: 'card',
    run: (c, personId, form) => commitToDistrict(c, issueCard, { personId }, formKeyOf(form)),
  },
  {
    path: 'volunteer',
    done: 'volunteer',
    run: (c, personId, form) => {
      const recruitment = form.text('organised') === 'yes' ? 'organised' : 'public'
      const guardianConsent = form.text('guardianConsent') === 'yes'
      const input = { personId, skills: skillsOf(form), recruitment, guardianConsent } as const
      return commitToDistrict(c, registerVolunteer, input, formKeyOf(form))
    },
  },
  {
    path: 'status',
    done: 'status',
    run: (c, personId, form) => {
      const sinceOn = parseCivilDate(form.text('sinceOn'))
      if (!sinceOn) throw new DomainError(personErrors['date-malformed'])
      const tie = form.text('partyTie')
      const input = {
        personId,
        politicalStatus: mustBeOne(politicalStatuses, form.text('politicalStatus')),
        partyTie: tie === '' ? null : mustBeOne(partyTies, tie),
        sinceOn,
      }
      return commitToDistrict(c, setPoliticalStatus, input, formKeyOf(form))
    },
  },
  {
    path: 'membership',
    done: 'joined',
    run: (c, personId, form) => {
      const communityId = mustBeId(form.text('communityId'))
      const kind = mustBeOne(membershipKinds, form.text('kind'))
      return commitToDistrict(c, addMembership, { personId, communityId, kind }, formKeyOf(form))
    },
  },
  {
    path: 'membership/end',
    done: 'ended',
    run: (c, personId, form) => {
      const membershipId = mustBeId(form.text('membershipId'))
      return commitToDistrict(c, endMembership, { personId, membershipId }, formKeyOf(form))
    },
  },
  {
    path: 'role',
    done: 'granted',
    run: (c, personId, form) => {
      const role = mustBeOne(roles, form.text('role'))
      const nodeId = mustBeId(form.text('nodeId'))
      return commitToDistrict(c, grantRole, { personId, role, nodeId }, formKeyOf(form))
    },
  },
  {
    path: 'role/revoke',
    done: 'revoked',
    run: (c, _personId, form) => {
      const grantId = mustBeId(form.text('grantId'))
      return commitToDistrict(c, revokeRole, { grantId, reason: '人员页撤回' }, formKeyOf(form))
    },
  },
  {
    path: 'household',
    done: 'household',
    run: async (c, personId, form) => {
      const label = form.text('withCard')
      const address = cleanText(form.text('address'), 200)
      if (label === '' && !address) throw new DomainError(personErrors['address-needed'])
      const household =
        label === ''
          ? { address: address ?? '' }
          : { withPersonId: await meant(c, personId, form, 'withCard') }
      const livesAlone = form.text('livesAlone') === 'yes'
      return commitToDistrict(
        c,
        changeHousehold,
        { personId, household, livesAlone },
        formKeyOf(form),
      )
    },
  },
  {
    path: 'relation',
    done: 'related',
    run: async (c, personId, form) => {
      const kind = mustBeOne(relationKinds, form.text('relationKind'))
      const relativeId = await meant(c, personId, form, 'relative')
      return commitToDistrict(c, verifyRelation, { personId, relativeId, kind }, formKeyOf(form))
    },
  },
  {
    path: 'relation/end',
    done: 'unrelated',
    run: (c, personId, form) => {
      const relativeId = mustBeId(form.text('relativeId'))
      const input = { personId, relativeId, reason: '人员页结束' }
      return commitToDistrict(c, endRelation, input, formKeyOf(form))
    },
  },
  {
    path: 'consents',
    done: 'consent',
    run: (c, personId, form) => {
      const kind = mustBeOne(consentKinds, form.text('kind'))
      const useCase = form.text('give') === 'yes' ? giveConsent : withdrawConsent
      return commitToDistrict(c, useCase, { personId, kind }, formKeyOf(form))
    },
  },
]

export function personFilePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/people/:personId', (c) => {
    const personId = mustBeId(c.req.param('personId'))
    return personPage(c, personId, valuesInAddress(c), undefined, c.req.query('open'))
  })
  for (const { path, done, run } of acts) {
    router.post(`/people/:personId/${path}`, async (c) => {
      visitorOf(c)
      const personId = mustBeId(c.req.param('personId') ?? '')
      const values = await readForm(c)
      try {
        await run(c, personId, values)
        return c.redirect(`/people/${personId}?done=${done}`, 303)
      } catch (error) {
        return personPage(c, personId, values, formProblemOf(error), path)
      }
    })
  }
  return router
}
