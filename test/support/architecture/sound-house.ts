import type { Sources } from '../imports.ts'

/** A small house that keeps every rule; examples are planted into it one at a time. */
export const SOUND_HOUSE: Sources = new Map(
  Object.entries({
    'src/main.ts': `
      import { mount } from './app.ts'
      import { readConfig } from './config.ts'
      mount(readConfig())`,
    'src/app.ts': `
      import { Hono } from 'hono'
      import type { Config } from './config.ts'
      import { connect } from './db/client.ts'
      import { serviceRoutes } from './features/service/api.ts'
      export const mount = (config: Config) => serviceRoutes(new Hono(), connect(config.url))`,
    'src/config.ts': `
      export type Config = { url: string }
      export const readConfig = (): Config => ({ url: process.env['DATABASE_URL'] ?? '' })`,
    'src/kernel/clock.ts': `export const systemNow = () => new Date(Date.now()).toISOString()`,
    'src/kernel/ids.ts': `
      import { systemNow } from './clock.ts'
      export const newId = () => systemNow()`,
    'src/db/client.ts': `
      import postgres from 'postgres'
      export const connect = (url: string) => postgres(url)\`select 1 from commands\``,
    'src/db/commands.ts': `
      import { pgTable } from 'drizzle-orm/pg-core'
      export const commands = pgTable('commands', {})`,
    'src/http/session.ts': `
      import { Hono } from 'hono'
      import { connect } from '../db/client.ts'
      export const session = () => new Hono(connect)`,
    'src/features/ledger/model.ts': `export type Account = { id: string }`,
    'src/features/ledger/rules.ts': `
      import type { Account } from './model.ts'
      export const isOpen = (account: Account) => account.id !== ''`,
    'src/features/ledger/tables.ts': `
      import { pgTable } from 'drizzle-orm/pg-core'
      export const accounts = pgTable('ledger_accounts', {})
      export const transfers = pgTable('ledger_transfers', {})`,
    'src/features/ledger/store.ts': `
      import { sql } from 'drizzle-orm'
      import { accounts } from './tables.ts'
      export const lock = (tx: Tx) => tx.insert(accounts).values(sql\`select id from ledger_accounts for no key update\`)`,
    'src/features/ledger/post-journal.ts': `
      import { lock } from './store.ts'
      import { isOpen } from './rules.ts'
      export const postJournal = () => lock(isOpen)`,
    'src/features/service/tables.ts': `
      import { pgTable } from 'drizzle-orm/pg-core'
      import { accounts } from '../ledger/tables.ts'
      export const records = pgTable('service_records', { of: () => accounts })`,
    'src/features/service/store/records.ts': `
      import { sql } from 'drizzle-orm'
      import { accounts } from '../../ledger/tables.ts'
      import { records } from '../tables.ts'
      export const read = (tx: Tx) => tx.update(records).from(accounts).where(sql\`true\`)`,
    'src/features/service/approve-records.ts': `
      import { newId } from '../../kernel/ids.ts'
      import { postJournal } from '../ledger/post-journal.ts'
      import { read } from './store/records.ts'
      export async function approveRecords() { return [newId(), postJournal(), read()] }`,
    'src/features/service/api.ts': `
      import { createRoute } from '@hono/zod-openapi'
      import { session } from '../../http/session.ts'
      import { approveRecords } from './approve-records.ts'
      export const serviceRoutes = () => createRoute(approveRecords, session)`,
  }),
)
