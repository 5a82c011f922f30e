import type { WriteUseCase } from '../../../src/db/command.ts'
import { confirmProposal } from '../../../src/features/ledger/confirm-proposal.ts'
import { declineProposal } from '../../../src/features/ledger/decline-proposal.ts'
import { donateCredits } from '../../../src/features/ledger/donate-credits.ts'
import { giveCredits } from '../../../src/features/ledger/give-credits.ts'
import { leaveBooks } from '../../../src/features/ledger/leave-books.ts'
import { moveBooks } from '../../../src/features/ledger/move-books.ts'
import { proposeEntry } from '../../../src/features/ledger/propose-entry.ts'
import { reverseJournal } from '../../../src/features/ledger/reverse-journal.ts'
import { approveRecords } from '../../../src/features/service/approve-records.ts'
import { confirmReversal } from '../../../src/features/service/confirm-reversal.ts'
import { hasPendingRecords } from '../../../src/features/service/has-pending-records.ts'
import { rejectRecords } from '../../../src/features/service/reject-records.ts'
import { reverseRecord } from '../../../src/features/service/reverse-record.ts'
import { placeTestHold, resolveTestHold } from '../savings.ts'
import type { ActName } from './asking.ts'

/** The real ones. */
export const useCases: Readonly<Record<ActName, WriteUseCase<unknown, unknown>>> = {
  approve: erased(approveRecords),
  reject: erased(rejectRecords),
  reverseRecord: erased(reverseRecord),
  confirmReversal: erased(confirmReversal),
  hold: erased(placeTestHold),
  resolve: erased(resolveTestHold),
  give: erased(giveCredits),
  donate: erased(donateCredits),
  propose: erased(proposeEntry),
  confirm: erased(confirmProposal),
  decline: erased(declineProposal),
  reverse: erased(reverseJournal),
  leave: erased(leaveBooks),
  move: erased(moveBooks(hasPendingRecords)),
}

function erased<I, O>(useCase: WriteUseCase<I, O>): WriteUseCase<unknown, unknown> {
  return useCase as unknown as WriteUseCase<unknown, unknown>
}
