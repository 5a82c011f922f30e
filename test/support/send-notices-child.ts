import { openDatabase } from '../../src/db/client.ts'
import { gatewaySms } from '../../src/features/notice/adapters/gateway-sms.ts'
import { makeSendWebhook } from '../../src/features/notice/adapters/webhook.ts'
import { makeSendNotices } from '../../src/features/notice/jobs.ts'
import { findPhones } from '../../src/features/person/find-phones.ts'
import { parseInstant, type Instant } from '../../src/kernel/clock.ts'
import { deriveKeys } from '../../src/kernel/seal.ts'
import { chineseCalendar } from '../../src/kernel/workdays.ts'

/** A process of its own that sends notices, so that a test can kill it in the middle. */
const [target = '', now = '', url = '', secret = ''] = process.argv.slice(2)
const ctx = {
  db: openDatabase({ target: JSON.parse(target) as never, connections: 2 }),
  fixedNow: () => parseInstant(now) as Instant,
  sealKeys: deriveKeys(Buffer.alloc(32, 7)),
  calendar: chineseCalendar(),
}
await makeSendNotices({
  sender: gatewaySms({ url, secret }),
  sendWebhook: makeSendWebhook(() => true),
  phonesOf: (tx, ids) => findPhones(ctx, tx, ids),
})(ctx)
await ctx.db.close()
