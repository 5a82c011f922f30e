/**
 * What every column that can hold words or dates keeps of people, and what becomes of it when somebody
 * is erased (ADR 0011). A new column has no row here, and the test says so.
 */
export const TREATMENTS = {
  /** Replaced or emptied in the row of the person, or the row goes. */
  wiped: 'says who somebody is',
  /** Free text: replaced whole in rows about the person, and their words in all others. */
  scrubbed: 'what people wrote',
  /** Opened, looked through and sealed anew. */
  resealed: 'sealed lines of several people',
  /** Forgotten with the row, where it is the person's or has their words. */
  forgotten: 'what was asked and answered',
  /** Under the pseudonymous id: figures and the books need it. */
  kept: 'a fact of somebody unnamed',
  /** Words of the programme, of places and of rules. */
  impersonal: 'about nobody',
} as const
export type Treatment = keyof typeof TREATMENTS

const columns = (table: string, names: string): readonly string[] =>
  names.split(' ').map((name) => `${table}.${name}`)

export const DATA_MAP: Readonly<Record<Treatment, readonly string[]>> = {
  wiped: [
    ...columns('persons', 'name gender born_on phone_sealed phone_hash work_unit'),
    ...columns('households', 'address_sealed'),
    ...columns('search_terms', 'spelling reading terms'),
    ...columns('volunteers', 'card_number card_on skills guardian_consent_on'),
    ...columns('ended_cards', 'card_number card_on ended_on'),
    ...columns('relations', 'kind'),
    ...columns('sign_in_codes', 'phone_hash phone_sealed code_hash'),
    ...columns('sessions', 'phone_hash phone_sealed cookie_hash ended_reason'),
    ...columns('refresh_tokens', 'token_hash'),
    ...columns('rate_limits', 'key'),
    ...columns('visits', 'passphrase confirm_code'),
    ...columns('service_certificates', 'content seal'),
    ...columns('care_notes', 'body_sealed'),
  ],
  scrubbed: [
    ...columns('audit_reasons', 'reason'),
    ...columns('diary_notes', 'note'),
    ...columns('ledger_proposals', 'reason'),
    ...columns('service_records', 'activity_name place content outcome recipient_description'),
    ...columns('service_records', 'organiser person_in_charge'),
    ...columns('service_records', 'late_reason decision_reason reversal_reason'),
    ...columns('group_sheets', 'title'),
    ...columns('activities', 'name place'),
    ...columns('attendances', 'withdrawn_reason'),
    ...columns('leaves', 'reason'),
    ...columns('activity_plans', 'name place content outcome recipient_description'),
    ...columns('activity_plans', 'organiser person_in_charge'),
    ...columns('shifts', 'name place content outcome recipient_description'),
    ...columns('shifts', 'organiser person_in_charge moved_reason cancelled_reason'),
    ...columns('school_holidays', 'name'),
    ...columns('requests', 'content place reply cancelled_reason'),
    ...columns('visits', 'outcome disputed_reason resolved_reason'),
    ...columns('service_certificates', 'revoked_reason'),
    ...columns('imports', 'file_name reason'),
    ...columns('notices', 'text'),
  ],
  resealed: [
    ...columns('import_chunks', 'left_sealed'),
    ...columns('care_consents', 'details_sealed'),
    ...columns('care_openings', 'reason_sealed'),
    // Of imports that are under way, which have to be settled first.
    ...columns('import_chunks', 'rows_sealed verdicts_sealed'),
  ],
  forgotten: [
    ...columns('commands', 'key outcome request_hash use_case'),
    ...columns('notices', 'kind link once_key'),
    ...columns('notice_deliveries', 'channel state'),
    ...columns('notice_attempts', 'answer'),
    ...columns('muted_channels', 'channel'),
  ],
  kept: [
    ...columns('persons', 'registered_on former_books_ids'),
    ...columns('person_statuses', 'since_on political_status party_tie'),
    ...columns('memberships', 'kind since_on until_on'),
    // Published standings rank equals by the number, and their bytes are frozen.
    ...columns('volunteers', 'certificate_number certificate_on recruitment'),
    ...columns('consents', 'kind wording'),
    ...columns('role_grants', 'role'),
    ...columns('erasures', 'basis state'),
    ...columns('audit_events', 'act actor_name subjects'),
    ...columns('ledger_accounts', 'kind'),
    ...columns('ledger_transfers', 'reason source_kind'),
    ...columns('ledger_holds', 'state source_kind'),
    ...columns('ledger_proposals', 'kind payload state'),
    ...columns('service_records', 'state measured_by recipient_kind'),
    ...columns('group_sheets', 'served_on'),
    ...columns('requests', 'kind state promise_basis reply_kind'),
    ...columns('request_diary', 'act'),
    ...columns('visits', 'state confirmed_how'),
    ...columns('redemptions', 'payer_kind'),
    ...columns('standing_instructions', 'kind'),
    ...columns('introductions', 'stated_on'),
    ...columns('standings', 'code period body body_hash'),
    ...columns('sign_ups', 'state'),
    ...columns('check_ins', 'checked_in_how checked_out_how refusal_code'),
    ...columns('contribution_months', 'month'),
    ...columns('roster_days', 'duty_on'),
    ...columns('roster_changes', 'duty_on kind'),
    ...columns('leaves', 'from_on until_on'),
    ...columns('service_certificates', 'number'),
    ...columns('care_consents', 'item given_by form given_on expires_on'),
    ...columns('care_notes', 'item'),
    ...columns('care_openings', 'reason_kind'),
    ...columns('opened_items', 'item'),
  ],
  impersonal: [
    ...columns('nodes', 'kind name aliases ancestor_ids code'),
    ...columns('activity_plans', 'rule dates days starts_on ends_on laid_out_until_on'),
    ...columns('activity_plans', 'recipient_kind'),
    ...columns('shifts', 'recipient_kind'),
    ...columns('school_holidays', 'starts_on ends_on'),
    ...columns('policies', 'code value reason effective_from_on'),
    ...columns('duties', 'code name opens closes'),
    ...columns('offerings', 'code name domain counts redeemable multiplier_class skills'),
    ...columns('imports', 'kind state sha256 headers columns notes options summary'),
    ...columns('signing_keys', 'kid public_jwk private_sealed'),
    ...columns('number_series', 'name'),
    ...columns('overview_months', 'month'),
    ...columns('overview_figures', 'period'),
    ...columns('overview_marks', 'star_counts'),
    ...columns('overview_snapshots', 'attendance_mins stale_months rolling_month'),
    ...columns('proof_trees', 'salt'),
    ...columns('proof_tiles', 'hashes'),
    ...columns('proof_checkpoints', 'root note'),
    ...columns('proof_keys', 'public_key secret_sealed'),
    ...columns('proof_deliveries', 'place'),
    ...columns('notice_subscriptions', 'url secret_sealed kinds'),
  ],
}
