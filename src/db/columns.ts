import { bigint, customType, date, uuid } from 'drizzle-orm/pg-core'
import { instantFromDatabase, type CivilDate, type Instant } from '../kernel/clock.ts'
import type { Minutes } from '../kernel/minutes.ts'

/** A moment, `<verb>_at`: milliseconds are all that we keep, so that text and value agree. */
export const instant = customType<{ data: Instant; driverData: string }>({
  dataType: () => 'timestamp (3) with time zone',
  fromDriver: instantFromDatabase,
  toDriver: (value) => value,
})

/** A day of Asia/Shanghai, `<noun>_on`. */
export const civilDate = (name: string) => date(name, { mode: 'string' }).$type<CivilDate>()

export const minutesColumn = (name: string) => bigint(name, { mode: 'number' }).$type<Minutes>()

export const sequenceColumn = (name: string) => bigint(name, { mode: 'number' })

export const idColumn = (name: string) => uuid(name)

/** The database's number of a transaction. */
export const xid = customType<{ data: string; driverData: string }>({
  dataType: () => 'xid8',
})
