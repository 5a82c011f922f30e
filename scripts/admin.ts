import { hashRequest } from '../src/db/commands.ts'
import { makeAdministrator } from '../src/features/person/make-administrator.ts'
import { DomainError, isRefusal } from '../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId } from '../src/kernel/ids.ts'
import { cleanText, maskPhone } from '../src/kernel/text.ts'
import { phoneArgument, runScript, UsageError } from './support/open.ts'

const USAGE = 'npm run admin -- 手机号 [姓名]'

/** Makes the first district administrator; the person and the district as well when there are none. */
runScript(async ({ ctx }) => {
  const phone = phoneArgument(USAGE)
  const name = cleanText(process.argv[3] ?? '区管理员', 60)
  if (!name) throw new UsageError(`用法 (usage): ${USAGE}`)
  const input = { phone, name, district: { name: '南明区', code: 'NM' } }
  const [outcome] = await makeAdministrator.run(ctx, [
    {
      scope: DISTRICT_SCOPE,
      actor: { kind: 'system', personId: null, name: 'admin script' },
      key: newId(),
      requestHash: hashRequest(makeAdministrator.useCase, input),
      input,
    },
  ])
  if (!outcome || isRefusal(outcome.result)) {
    throw outcome && isRefusal(outcome.result)
      ? new DomainError(outcome.result.error, outcome.result.details)
      : new Error('no outcome')
  }
  console.log(`${outcome.result.name}（${maskPhone(phone)}）现在是区管理员，可以用这个号码登录。`)
})
