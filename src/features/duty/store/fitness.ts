import type { Queryable } from '../../../db/client.ts'
import { columns, statement } from '../../../db/statement.ts'
import type { CivilDate } from '../../../kernel/clock.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { DutyFacts } from '../model/preparations.ts'

type Row = {
  id: Id
  born_on: CivilDate | null
  has_left: boolean
  belongs: boolean
  certificate_on: CivilDate | null
  first_card_on: CivilDate | null
  has_card: boolean
  guardian_consent_on: CivilDate | null
  insured: boolean
  accepted_codes: readonly string[]
  trained_codes: readonly string[]
}

export type FitnessQuestion = {
  readonly communityId: Id
  readonly personIds: readonly Id[]
  readonly on: CivilDate
}

export type FoundFacts = Omit<DutyFacts, 'riskAccepted' | 'trained'> & {
  /** Of what kinds of duty the risks were accepted. */
  readonly acceptedCodes: ReadonlySet<string>
  readonly trainedCodes: ReadonlySet<string>
}

/** Everything about many people in one statement: a roster asks for all of a team at once. */
export async function selectDutyFacts(
  tx: Queryable,
  { communityId, personIds, on }: FitnessQuestion,
): Promise<ReadonlyMap<Id, FoundFacts>> {
  if (personIds.length === 0) return new Map()
  const rows = await statement<Row>(
    tx,
    `select p.id, p.born_on::text as born_on, p.left_at is not null as has_left,
            p.books_community_id = $2::uuid or exists (
              select from memberships m
               where m.person_id = p.id and m.community_id = $2::uuid
                 and (m.until_on is null or m.until_on >= $3::date)) as belongs,
            v.certificate_on::text as certificate_on,
            least(v.card_on, (select min(e.card_on) from ended_cards e
                               where e.person_id = p.id))::text as first_card_on,
            v.card_number is not null as has_card,
            v.guardian_consent_on::text as guardian_consent_on,
            exists (
              select from insurances i
               where i.person_id = p.id
                 and i.from_on <= $3::date and i.until_on >= $3::date) or exists (
              select from team_members t
                join insurances i on i.community_id = t.community_id and i.team_id = t.team_id
               where t.person_id = p.id
                 and t.since_on <= $3::date and (t.until_on is null or t.until_on >= $3::date)
                 and i.from_on <= $3::date and i.until_on >= $3::date) as insured,
            to_jsonb(array(select r.type_code from risk_acceptances r
                            where r.community_id = $2::uuid
                              and r.person_id = p.id)) as accepted_codes,
            to_jsonb(array(select distinct coalesce(n.type_code, '') from trainees e
                             join trainings n on n.community_id = e.community_id
                                             and n.id = e.training_id
                            where e.person_id = p.id and n.held_on <= $3::date)) as trained_codes
       from persons p
       left join volunteers v on v.person_id = p.id
      where p.id = any ($1::uuid[])`,
    [...columns([...new Set(personIds)], (id) => [id]), communityId, on],
  )
  return new Map(rows.map((row) => [row.id, factsOf(row)]))
}

function factsOf(row: Row): FoundFacts {
  return {
    bornOn: row.born_on,
    hasLeft: row.has_left,
    belongs: row.belongs,
    certificateOn: row.certificate_on,
    firstCardOn: row.first_card_on,
    hasCard: row.has_card,
    guardianConsentOn: row.guardian_consent_on,
    insured: row.insured,
    acceptedCodes: new Set(row.accepted_codes),
    trainedCodes: new Set(row.trained_codes),
  }
}
