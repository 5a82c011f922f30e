import type { z } from '@hono/zod-openapi'
import type { Casework } from '../get-casework.ts'
import type { caseworkSchema } from './casework-schemas.ts'

export function caseworkOf(casework: Casework): z.input<typeof caseworkSchema> {
  return {
    clocks: casework.clocks.map((clock) => ({
      measure: clock.measure,
      round: clock.round,
      startedAt: clock.startedAt,
      dueAt: clock.dueAt,
      stage: clock.stage,
      pausedReason: clock.pausedReason,
      stoppedAt: clock.stoppedAt,
      kept: clock.kept,
    })),
    tasks: casework.tasks.map(({ id, content, handlerId, dueAt, state, result }) => ({
      ...{ id, content, handlerId, dueAt, state, result },
    })),
    handovers: casework.handovers.map(
      ({ fromId, toId, reason, offeredAt, decidedAt, accepted }) => ({
        ...{ fromId, toId, reason, offeredAt, decidedAt, accepted },
      }),
    ),
    referrals: casework.referrals.map(
      ({ id, organisation, reason, referredAt, helped, outcome }) => ({
        ...{ id, organisation, reason, referredAt, helped, outcome },
      }),
    ),
    deliberations: casework.deliberations.map(
      ({ topic, openedAt, result, closedAt, positions }) => ({
        ...{ topic, openedAt, result, closedAt },
        positions: positions.map(({ party, speaker, position, statedAt }) => ({
          ...{ party, speaker, position, statedAt },
        })),
      }),
    ),
    photos: casework.photos.map(({ id, caption, addedAt }) => ({ id, caption, addedAt })),
  }
}
