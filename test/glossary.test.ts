import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  namesIn,
  readGlossary,
  refusedNames,
  tablesWithoutRow,
  type OtherMeaning,
} from './support/glossary.ts'
import { ROOMS } from './support/architecture/places.ts'
import { readSources } from './support/imports.ts'

const NOT_THE_BOOKS = ROOMS.filter((room) => room !== 'ledger')

/** Words that the glossary refuses for one thing and that are the right word for another. */
const OTHER_MEANINGS: readonly OtherMeaning[] = [
  {
    word: 'balance',
    because: 'an account has one; service time has none',
    names: /^(?!.*service)/i,
  },
  {
    word: 'batch',
    because: 'many commands in one transaction; not the journal',
    kinds: ['export'],
  },
  {
    word: 'cancel',
    because: 'requests, visits and shifts are cancelled; holds are voided',
    rooms: ['duty', 'desk', 'redemption'],
  },
  {
    word: 'confirm',
    because: 'two people confirm a proposal, the one served confirms minutes; records are approved',
    names: /^(?!.*record)/i,
  },
  {
    word: 'delete',
    because: 'spent codes and old sessions go; what was posted is reversed',
    rooms: ['notice', 'person'],
  },
  { word: 'event', because: 'an audited act', rooms: ['audit'] },
  { word: 'from', because: 'a preposition', kinds: ['export'] },
  { word: 'from', because: 'a preposition; in the books it is debit', rooms: NOT_THE_BOOKS },
  { word: 'to', because: 'a preposition', kinds: ['export'] },
  { word: 'to', because: 'a preposition; in the books it is credit', rooms: NOT_THE_BOOKS },
  { word: 'helper', because: 'who takes a visit', rooms: ['desk', 'redemption'] },
  { word: 'helper', because: 'who is paired with a household', rooms: ['care'] },
  { word: 'hours', because: 'when a station is open', names: /(opening|station|office)_?hours/i },
  { word: 'job', because: 'what a room does when it is due', names: /Jobs$/ },
  {
    word: 'journal',
    because: 'the transfers of one act; in the desk the diary',
    names: /^(?!.*diary)/i,
  },
  { word: 'log', because: 'the log that anyone can check', rooms: ['audit', 'proof'] },
  {
    word: 'member',
    because: 'one word of a political status, or who belongs to a team or household',
    names: /(party|league|probationary|team|household)_?member/i,
  },
  { word: 'order', because: 'what comes before what', names: /(queue|lock|sort)_?order|orderBy/i },
  { word: 'owner', because: 'an account has one', rooms: ['ledger', 'proof'] },
  { word: 'points', because: 'the printed parts of a standing', rooms: ['incentive'] },
  {
    word: 'points',
    because: 'the counter of the rate limiter',
    names: /^points$/,
    rooms: ['person'],
  },
  { word: 'rate', because: 'the asker rates the answer', names: /^rate[A-Z]/, rooms: ['desk'] },
  { word: 'rate', because: 'tries within a time', names: /rate_?limit/i },
  { word: 'rate', because: 'a share in a hundred', rooms: ['survey', 'incentive', 'report'] },
  { word: 'user', because: 'the name of a header', names: /user_?agent/i },
]

const ROOT = new URL('..', import.meta.url)
const glossary = readGlossary(readFileSync(new URL('docs/glossary.md', ROOT), 'utf8'))
const names = namesIn(readSources(ROOT.pathname, ['src/features']))

const planted = (room: string, text: string) =>
  namesIn(new Map([[`src/features/${room}/planted.ts`, text]]))
const refused = (room: string, text: string) =>
  refusedNames(planted(room, text), glossary, OTHER_MEANINGS)

describe('the words of the rooms', () => {
  it('are those of the glossary', () => {
    expect(refusedNames(names, glossary, OTHER_MEANINGS)).toEqual([])
  })

  it('have a row for the noun of every table', () => {
    expect(tablesWithoutRow(names, glossary)).toEqual([])
  })
})

describe('the glossary', () => {
  it('gives an identifier to one term only', () => {
    const twice = glossary.identifiers.filter((name, at, all) => all.indexOf(name) !== at)
    expect(twice).toEqual([])
  })

  it('refuses the words of its last column, notes in brackets apart', () => {
    expect(glossary.refused.map(({ phrase }) => phrase)).toEqual(
      expect.arrayContaining(['wallet', 'deadline', 'helper', 'leaderboard', 'permission']),
    )
  })

  it('is still needed wherever a second meaning is listed', () => {
    const words = glossary.refused.map(({ phrase }) => phrase)
    expect(OTHER_MEANINGS.filter(({ word }) => !words.includes(word))).toEqual([])
  })
})

describe('the check', () => {
  it.each([
    ['a type', 'ledger', `export type Wallet = string`],
    ['an interface', 'person', `export interface TenantNode {}`],
    ['a function', 'service', `export function confirmRecords() {}`],
    ['a class', 'desk', `export class TicketQueue {}`],
    ['a constant', 'incentive', `export const seasonLengths = []`],
    ['a plural', 'person', `export type Users = string[]`],
    ['a table', 'desk', `const t = pgTable('desk_orders', {})`],
    [
      'a column',
      'ledger',
      `const t = pgTable('ledger_holds', { at: text('capture_at').notNull() })`,
    ],
    ['the key of a column', 'desk', `const t = pgTable('requests', { assigneeId: idColumn() })`],
    ['a direction', 'ledger', `const t = pgTable('ledger_transfers', { from: uuid('from_id') })`],
  ])('sees a refused word in %s', (_, room, text) => {
    expect(refused(room, text)).not.toEqual([])
  })

  it.each([
    ['a word within a word', 'desk', `export const history = 1, ordinal = 2, tomorrow = 3`],
    ['a preposition', 'service', `export const recordFromSheet = 1, toView = 2`],
    ['the balance of an account', 'ledger', `export const balanceOf = 1`],
    ['the order of a queue', 'redemption', `export const queueOrder = 1`],
    ['a status', 'person', `export const partyMembers = 1`],
    ['what a file keeps to itself', 'ledger', `const wallet = 1`],
  ])('lets pass %s', (_, room, text) => {
    expect(refused(room, text)).toEqual([])
  })

  it.each(['ledger_vouchers', 'person_vouchers', 'vouchers'])(
    'sees that %s has no row',
    (table) => {
      const tables = planted('ledger', `const t = pgTable('${table}', {})`)
      expect(tablesWithoutRow(tables, glossary)).toHaveLength(1)
    },
  )

  it.each(['ledger_books', 'ledger_entries', 'persons', 'person_statuses', 'visit_helpers'])(
    'knows %s by its noun',
    (table) => {
      const tables = planted('ledger', `const t = pgTable('${table}', {})`)
      expect(tablesWithoutRow(tables, glossary)).toEqual([])
    },
  )
})
