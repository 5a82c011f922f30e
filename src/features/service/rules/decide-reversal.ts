import { refuse, type Refusal } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import { serviceErrors } from '../errors.ts'
import type { RecordView } from '../model.ts'
import type { Approver } from './decide-approval.ts'

type Reversible = Pick<RecordView, 'state' | 'personId' | 'householdId' | 'reversal'>

/** Who may not approve a record may not take it back either: the volunteer and their household. */
export function decideReversal(record: Reversible, actor: Approver): 'accepted' | Refusal {
  if (record.state !== 'approved') {
    return refuse(serviceErrors['not-approved'], { state: record.state })
  }
  if (record.personId === actor.personId) return refuse(serviceErrors['own-reversal'])
  if (record.householdId !== null && record.householdId === actor.householdId) {
    return refuse(serviceErrors['household-reversal'])
  }
  return 'accepted'
}

/** The second of two people, where credits were used already and the rest is written off. */
export function decideReversalConfirmation(
  record: Reversible,
  actor: Approver,
): { readonly proposedById: Id } | Refusal {
  const decision = decideReversal(record, actor)
  if (decision !== 'accepted') return decision
  if (!record.reversal) return refuse(serviceErrors['reversal-not-proposed'])
  const { proposedById } = record.reversal
  if (proposedById === actor.personId) return refuse(serviceErrors['second-person-needed'])
  return { proposedById }
}
