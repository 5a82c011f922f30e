import type { RuleName } from './violation.ts'

const lines = (count: number) => '\n'.repeat(count)

type Planted = {
  readonly rule: RuleName
  readonly what: string
  readonly files: Readonly<Record<string, string>>
}

/** Each file replaces or joins one of the sound house; only the rule named must be seen broken. */
export const PLANTED: readonly Planted[] = [
  {
    rule: 'unknown place',
    what: 'a role that no room has',
    files: { 'src/features/ledger/helpers.ts': `export const help = 1` },
  },
  {
    rule: 'unknown place',
    what: 'a room that the house does not have',
    files: { 'src/features/wallet/model.ts': `export type Wallet = string` },
  },
  {
    rule: 'unknown place',
    what: 'a folder beside the layers',
    files: { 'src/utils/text.ts': `export const trim = 1` },
  },
  {
    rule: 'unknown place',
    what: 'a use case hidden in a folder',
    files: { 'src/features/ledger/posting/post-gift.ts': `export const postGift = 1` },
  },
  {
    rule: 'upward floor',
    what: 'a page that reads the store',
    files: {
      'src/features/ledger/pages.tsx': `import { lock } from './store.ts'
        export const Page = () => <p>{lock}</p>`,
    },
  },
  {
    rule: 'upward floor',
    what: 'a type that a store takes from a use case',
    files: {
      'src/features/service/store/sheets.ts': `import type { approveRecords } from '../approve-records.ts'
        export type Sheet = typeof approveRecords`,
    },
  },
  {
    rule: 'upward floor',
    what: 'an import inside a type',
    files: {
      'src/features/ledger/model.ts': `export type Account = import('./store.ts').Row`,
    },
  },
  {
    rule: 'upward floor',
    what: 'an import at run time',
    files: {
      'src/kernel/minutes.ts': `export const late = () => import('../db/client.ts')`,
    },
  },
  {
    rule: 'upward floor',
    what: 'http that knows a room',
    files: {
      'src/http/layout.tsx': `import type { Account } from '../features/ledger/model.ts'
        export const Layout = (account: Account) => <p>{account.id}</p>`,
    },
  },
  {
    rule: 'upward floor',
    what: 'a use case that knows http',
    files: {
      'src/features/ledger/post-gift.ts': `import { session } from '../../http/session.ts'
        export const postGift = session`,
    },
  },
  {
    rule: 'upward floor',
    what: 'a use case that reaches into the store of a lower room',
    files: {
      'src/features/service/read-record.ts': `import { lock } from '../ledger/store.ts'
        export const readRecord = lock`,
    },
  },
  {
    rule: 'upward floor',
    what: 'an app that does more than mount',
    files: {
      'src/app.ts': `import { lock } from './features/ledger/store.ts'
        export const mount = lock`,
    },
  },
  {
    rule: 'upward floor',
    what: 'a layer that reads the configuration itself',
    files: {
      'src/db/embedded.ts': `import type { Config } from '../config.ts'
        export type Embedded = Config`,
    },
  },
  {
    rule: 'upward room',
    what: 'a model that leans on a higher room',
    files: {
      'src/features/service/model.ts': `export type Served = string`,
      'src/features/ledger/model.ts': `export type { Served } from '../service/model.ts'
        export type Account = { id: string }`,
    },
  },
  {
    rule: 'upward room',
    what: 'a statement that names a table of a higher room',
    files: {
      'src/features/ledger/store.ts': `import { sql } from 'drizzle-orm'
        export const lock = () => sql\`select 1 from ledger_accounts join service_records using (id)\``,
    },
  },
  {
    rule: 'circle',
    what: 'two files of one floor that need each other',
    files: {
      'src/features/ledger/post-gift.ts': `import type { postGrant } from './post-grant.ts'
        export const postGift = (grant: typeof postGrant) => grant`,
      'src/features/ledger/post-grant.ts': `import { postGift } from './post-gift.ts'
        export const postGrant = postGift`,
    },
  },
  {
    rule: 'circle',
    what: 'a ring of three, by types and by passing on',
    files: {
      'src/kernel/clock.ts': `export type { Minutes } from './minutes.ts'
        export const systemNow = () => new Date(0)`,
      'src/kernel/minutes.ts': `import type { Id } from './ids.ts'
        export type Minutes = Id`,
    },
  },
  {
    rule: 'SQL out of place',
    what: 'drizzle in a use case, though only a type',
    files: {
      'src/features/ledger/post-gift.ts': `import type { SQL } from 'drizzle-orm'
        export const postGift = (statement: SQL) => statement`,
    },
  },
  {
    rule: 'SQL out of place',
    what: 'the driver in http',
    files: {
      'src/http/problem.ts': `import postgres from 'postgres'\nexport const problem = postgres`,
    },
  },
  {
    rule: 'SQL out of place',
    what: 'a statement as text',
    files: {
      'src/features/ledger/post-gift.ts': `export const postGift = (tx: Tx, id: string) =>
        tx.execute(\`select balance from \${id} where true\`)`,
    },
  },
  {
    rule: 'foreign write',
    what: 'an insert into an imported table',
    files: {
      'src/features/service/store/records.ts': `import { accounts as books } from '../../ledger/tables.ts'
        export const read = (tx: Tx) => tx.insert(books).values([])`,
    },
  },
  {
    rule: 'foreign write',
    what: 'an update through a namespace',
    files: {
      'src/features/service/store/records.ts': `import * as ledger from '../../ledger/tables.ts'
        export const read = (tx: Tx) => tx.update(ledger.accounts).set({})`,
    },
  },
  {
    rule: 'foreign write',
    what: 'a statement whose table is a value',
    files: {
      'src/features/service/store/records.ts': `import { accounts } from '../../ledger/tables.ts'
        import { sql } from 'drizzle-orm'
        export const read = () => sql\`with gone as (delete from \${accounts} returning 1) select 1\``,
    },
  },
  {
    rule: 'foreign write',
    what: 'a statement that names the table',
    files: {
      'src/features/service/store/records.ts': `import { sql } from 'drizzle-orm'
        export const read = () => sql\`UPDATE "ledger_transfers" SET amount = 1\``,
    },
  },
  {
    rule: 'foreign write',
    what: 'a room that writes the commands itself',
    files: {
      'src/features/service/store/records.ts': `import { sql } from 'drizzle-orm'
        export const read = () => sql\`insert into commands values (1)\``,
    },
  },
  {
    rule: 'HTTP in the core',
    what: 'hono in a use case',
    files: {
      'src/features/ledger/post-gift.ts': `import type { Context } from 'hono'
        export const postGift = (c: Context) => c`,
    },
  },
  {
    rule: 'impure rule',
    what: 'a rule that makes an id',
    files: {
      'src/features/ledger/rules.ts': `import { newId } from '../../kernel/ids.ts'
        export const isOpen = () => newId()`,
    },
  },
  {
    rule: 'impure rule',
    what: 'a rule that reads a file',
    files: {
      'src/features/ledger/rules.ts': `import { readFileSync } from 'node:fs'
        export const isOpen = readFileSync`,
    },
  },
  {
    rule: 'environment',
    what: 'process.env outside config.ts',
    files: { 'src/http/problem.ts': `export const debug = process.env.DEBUG` },
  },
  {
    rule: 'environment',
    what: 'the environment taken apart',
    files: { 'src/http/problem.ts': `const { env } = process\nexport const debug = env` },
  },
  {
    rule: 'environment',
    what: 'the environment imported',
    files: {
      'src/http/problem.ts': `import { env } from 'node:process'\nexport const debug = env`,
    },
  },
  {
    rule: 'clock',
    what: 'Date.now() outside the clock',
    files: { 'src/http/problem.ts': `export const at = Date.now()` },
  },
  {
    rule: 'clock',
    what: 'new Date() outside the clock',
    files: { 'src/http/problem.ts': `export const at = new Date()` },
  },
  {
    rule: 'long file',
    what: '401 lines',
    files: { 'src/http/problem.ts': `${lines(400)}export const last = 1\n` },
  },
  {
    rule: 'long function',
    what: '71 lines',
    files: { 'src/http/problem.ts': `export const long = () => {${lines(70)}}` },
  },
  {
    rule: 'barrel',
    what: 'export * from',
    files: { 'src/http/problem.ts': `export const own = 1\nexport * from './session.ts'` },
  },
  {
    rule: 'barrel',
    what: 'a file that only passes on',
    files: { 'src/http/problem.ts': `import { session } from './session.ts'\nexport { session }` },
  },
  {
    rule: 'barrel',
    what: 'an index',
    files: { 'src/http/index.ts': `export const http = 1` },
  },
  {
    rule: 'default export',
    what: 'a function',
    files: { 'src/http/problem.ts': `export default function problem() {}` },
  },
  {
    rule: 'default export',
    what: 'a value under the name default',
    files: { 'src/http/problem.ts': `const problem = 1\nexport { problem as default }` },
  },
  {
    rule: 'file name',
    what: 'camel case',
    files: { 'src/http/problemPage.ts': `export const page = 1` },
  },
  {
    rule: 'use case name',
    what: 'a use case that does not export its verb',
    files: { 'src/features/ledger/post-gift.ts': `export type postGift = string` },
  },
]
