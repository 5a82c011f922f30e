import type { Context } from 'hono'
import type { GroupCommit } from '../db/group-commit.ts'
import type { Ctx } from '../db/transaction.ts'
import type { Actor } from '../kernel/actor.ts'
import type { Id } from '../kernel/ids.ts'
import type { Logger } from './log.ts'

/** The one who is signed in, as rooms above see it. */
export type Visitor = {
  readonly actor: Extract<Actor, { kind: 'person' }>
  readonly name: string
  readonly booksCommunityId: Id
  /** Role names with the node they were granted at. */
  readonly roleGrants: readonly { readonly role: string; readonly nodeId: Id }[]
}

/** What app.ts hands to every request. */
export type Services = {
  readonly ctx: Ctx
  readonly groupCommit: GroupCommit
  readonly logger: Logger
  /** True when pages are served over https: cookies are then `__Host-` and Secure. */
  readonly secureCookies: boolean
  /** Origin that pages are served from, for the cross-site check. */
  readonly publicOrigin: string | null
  /** Does this address belong to a proxy whose X-Forwarded-For is believed? */
  readonly isTrustedProxy: (address: string) => boolean
  /** How many notices somebody has not read, for the navigation. */
  readonly countUnread: (personId: Id) => Promise<number>
  /** The tree, for reading rights: does a grant at `nodeId` reach `communityId`? */
  readonly reaches: (nodeId: Id, communityId: Id) => Promise<boolean>
}

export type AppEnv = {
  Variables: {
    requestId: string
    services: Services
    visitor: Visitor | null
    care: boolean
  }
}

export type AppContext = Context<AppEnv>
