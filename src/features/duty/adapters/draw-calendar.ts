import ical from 'ical-generator'
import { epochMs, instantAt, type Instant } from '../../../kernel/clock.ts'
import type { Calendar } from '../model/calendar-feeds.ts'

/** iCalendar (RFC 5545), times in UTC; read again every few hours by whoever subscribes. */
export function drawCalendar({ title, entries }: Calendar, now: Instant): string {
  const calendar = ical({
    name: title,
    prodId: { company: 'aixin', product: 'rosters', language: 'ZH' },
    ttl: 4 * 3_600,
  })
  for (const { key, on, opens, closes, title: summary, note } of entries) {
    calendar.createEvent({
      id: `${key}@aixin`,
      ...{ summary, description: note },
      start: asDate(instantAt(on, opens)),
      end: asDate(instantAt(on, closes)),
      stamp: asDate(now),
    })
  }
  return calendar.toString()
}

function asDate(at: Instant): Date {
  return new Date(epochMs(at))
}
