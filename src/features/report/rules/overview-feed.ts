import type { Id } from '../../../kernel/ids.ts'
import type { FiledAct } from '../model.ts'

/** What acts may have changed in the figures. */
export type Touched = {
  /** Under the community where they were served. */
  readonly records: readonly { readonly servedAtId: Id; readonly id: Id }[]
  readonly personIds: readonly Id[]
  /** Requests or visits at a desk. */
  readonly cases: readonly { readonly communityId: Id; readonly id: Id }[]
  /** The people of whom something dated long ago may count otherwise now. */
  readonly restatedIds: readonly Id[]
  readonly policies: boolean
}

const ofRecords = ['service.approve-records', 'service.reverse-record', 'service.confirm-reversal']
const ofPeople = ['duty.confirm-attendance', 'duty.withdraw-attendance', 'ledger.move-books']
const restated = [
  'person.set-political-status',
  'incentive.state-introduction',
  'incentive.decline-introduction',
  // who has left has no star any more
  'ledger.leave-books',
]
const ofPolicies = ['policy.confirm', 'policy.withdraw']

/** The acts that a refresh asks for; whatever is not named here changes no figure. */
export const feedActs: readonly string[] = [
  ...ofRecords,
  ...ofPeople,
  ...restated,
  ...ofPolicies,
  ...['register-request', 'answer-request', 'cancel-request', 'take-request', 'start-request'],
  ...['take-visit', 'start-visit', 'finish-visit', 'confirm-visit', 'close-visit'],
  ...['dispute-visit', 'resolve-dispute', 'note-contact', 'set-priority'],
  ...['ask-with-savings', 'add-savings', 'withdraw-savings'],
].map((act) =>
  act.includes('.') ? act : `${act.includes('savings') ? 'redemption' : 'desk'}.${act}`,
)

/** Subjects that are none of the kind looked for are found nowhere, and do no harm. */
export function touchedBy(acts: readonly FiledAct[]): Touched {
  const records = new Map<string, { servedAtId: Id; id: Id }>()
  const cases = new Map<string, { communityId: Id; id: Id }>()
  const personIds = new Set<Id>()
  const restatedIds = new Set<Id>()
  let policies = false
  for (const { act, communityId, subjects } of acts) {
    if (ofPolicies.includes(act)) policies = true
    for (const id of subjects) {
      if (ofRecords.includes(act)) records.set(id, { servedAtId: communityId, id })
      else if (ofPeople.includes(act)) personIds.add(id)
      else if (restated.includes(act)) restatedIds.add(id)
      else if (!ofPolicies.includes(act)) cases.set(id, { communityId, id })
    }
  }
  return {
    records: [...records.values()],
    personIds: [...personIds],
    cases: [...cases.values()],
    restatedIds: [...restatedIds],
    policies,
  }
}

/** The smallest UUIDv7 of a millisecond. */
export function firstIdAt(epochMs: number): Id {
  const time = epochMs.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}
