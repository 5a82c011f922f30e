import type { Session } from '../support/http-client.ts'
import { groupNames, type GroupName, type Member, type Person } from './cast.ts'
import type { See } from './report.ts'
import type { Stage } from './stage.ts'

type Registered = {
  readonly personId: string
  readonly certificateNumber: string | null
  readonly cardNumber: string | null
}

export type Wish = {
  readonly name: string
  readonly phone?: string
  readonly communityId: string
  readonly politicalStatus: string
  /** Which number must come; null: not a volunteer. */
  readonly certificateNumber: string | null
  readonly household?: { readonly address: string } | { readonly withPersonId: string }
}

async function registerAt(see: See, by: Session, wish: Wish): Promise<Person> {
  const { name, phone, communityId, politicalStatus, certificateNumber, household } = wish
  const answer = await by.post<Registered>('/api/v1/people', {
    name,
    phone: phone ?? null,
    bornOn: '1970-01-01',
    memberships: [{ kind: 'home', communityId }],
    status: { politicalStatus },
    consents: name === '演示志愿者' ? ['recording', 'naming'] : ['recording'],
    volunteer: certificateNumber === null ? null : {},
    household: household ?? null,
  })
  see(`${name}证号`, answer.body.certificateNumber, certificateNumber)
  return { id: answer.body.personId, name, cardNumber: answer.body.cardNumber }
}

/** Registered by somebody, and signed in with their own phone. */
export async function registerMember(
  stage: Stage,
  see: See,
  by: Session,
  wish: Wish & { readonly phone: string },
): Promise<Member> {
  const person = await registerAt(see, by, wish)
  return { ...person, session: await stage.signIn(wish.phone) }
}

/** Numbers run on from the first coordinator's; 戊 lives with that coordinator. */
export async function registerGroup(
  see: See,
  first: Member,
  communityId: string,
): Promise<Readonly<Record<GroupName, Person>>> {
  const people: [GroupName, Person][] = []
  for (const [index, name] of groupNames.entries()) {
    const person = await registerAt(see, first.session, {
      name: `演示志愿者${name}`,
      communityId,
      politicalStatus: 'masses',
      certificateNumber: `NM2026${String(index + 2).padStart(6, '0')}`,
      ...(name === '戊' && { household: { withPersonId: first.id } }),
    })
    people.push([name, person])
  }
  return Object.fromEntries(people) as Record<GroupName, Person>
}
