import { seal, unseal, type SealKeys } from '../../kernel/seal.ts'
import type { CareConsent, CareNote, CareOpening, ConsentDetails, Need } from './model/notes.ts'

/** Of a text item the words; of the register the entry. */
export type NoteBody = { readonly text: string } | Need

/** Seals a content for its place, which `placeOf…` names. */
export function sealBody(keys: SealKeys, place: string, body: unknown): string {
  return seal(keys, JSON.stringify(body), place)
}

/** Undefined when it is sealed for another place, was changed, or its key is not there. */
export function openBody<T>(keys: SealKeys, place: string, sealed: string | null): T | undefined {
  const json = sealed === null ? undefined : unseal(keys, sealed, place)
  return json === undefined ? undefined : (JSON.parse(json) as T)
}

/** The row, and whom and what it is about: a row handed to somebody else does not open. */
export function placeOfNote(
  note: Pick<CareNote, 'communityId' | 'id' | 'personId' | 'item'>,
): string {
  const { communityId, id, personId, item } = note
  return `care_notes:body_sealed:${communityId}.${id}.${personId}.${item}`
}

export function placeOfConsent(
  consent: Pick<CareConsent, 'communityId' | 'id' | 'personId' | 'item'>,
): string {
  const { communityId, id, personId, item } = consent
  return `care_consents:details_sealed:${communityId}.${id}.${personId}.${item}`
}

export function placeOfReason(
  opening: Pick<CareOpening, 'communityId' | 'id' | 'personId' | 'openedById'>,
): string {
  const { communityId, id, personId, openedById } = opening
  return `care_openings:reason_sealed:${communityId}.${id}.${personId}.${openedById}`
}

export function openNote(keys: SealKeys, note: CareNote): NoteBody | undefined {
  return openBody<NoteBody>(keys, placeOfNote(note), note.bodySealed)
}

export function openNeed(keys: SealKeys, note: CareNote): Need | undefined {
  return openBody<Need>(keys, placeOfNote(note), note.bodySealed)
}

export function openDetails(keys: SealKeys, consent: CareConsent): ConsentDetails | undefined {
  return openBody<ConsentDetails>(keys, placeOfConsent(consent), consent.detailsSealed)
}
