import { sql } from 'drizzle-orm'
import {
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { civilDate, idColumn, instant } from '../../../db/columns.ts'
import { persons } from '../../person/tables.ts'
import type { TeamKind } from '../model/teams.ts'

/** 服务队, with or without the 580 mark. */
export const teams = pgTable(
  'teams',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    kind: text('kind').$type<TeamKind>().notNull(),
    name: text('name').notNull(),
    mark580: boolean('mark_580').notNull(),
    foundedById: idColumn('founded_by_id').notNull(),
    foundedAt: instant('founded_at').notNull(),
    dissolvedAt: instant('dissolved_at'),
  },
  (table) => [
    primaryKey({ name: 'teams_once', columns: [table.communityId, table.id] }),
    // one name in a community; its list
    uniqueIndex('teams_one_name')
      .on(table.communityId, table.name)
      .where(sql`${table.dissolvedAt} is null`),
    check(
      'teams_kind',
      sql`${table.kind} in ('legalAdvice', 'counselling', 'culture', 'employmentGuidance', 'sanitation', 'employmentHelp', 'volunteers580', 'patrol', 'yangge', 'taiji', 'recreation')`,
    ),
  ],
)

/** Who was in a team from when until when; the ended rows are the history. */
export const teamMembers = pgTable(
  'team_members',
  {
    communityId: idColumn('community_id').notNull(),
    id: idColumn('id').notNull(),
    teamId: idColumn('team_id').notNull(),
    personId: idColumn('person_id')
      .notNull()
      .references(() => persons.id),
    leads: boolean('leads').notNull(),
    sinceOn: civilDate('since_on').notNull(),
    untilOn: civilDate('until_on'),
  },
  (table) => [
    primaryKey({ name: 'team_members_once', columns: [table.communityId, table.id] }),
    foreignKey({
      name: 'team_members_team',
      columns: [table.communityId, table.teamId],
      foreignColumns: [teams.communityId, teams.id],
    }),
    uniqueIndex('team_members_one_open')
      .on(table.communityId, table.teamId, table.personId)
      .where(sql`${table.untilOn} is null`),
    // a team's people, those who left too
    index('team_members_by_team').on(table.communityId, table.teamId),
    // the teams of a person: their own page, and whether a team's insurance covers them
    index('team_members_by_person').on(table.personId),
    check('team_members_in_order', sql`${table.untilOn} >= ${table.sinceOn}`),
  ],
)
