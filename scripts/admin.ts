import { cleanText, maskPhone } from '../src/kernel/text.ts'
import { makeFirstAdministrator } from './support/first-administrator.ts'
import { phoneArgument, runScript } from './support/open.ts'
import { UsageError } from './support/usage-error.ts'

const USAGE = 'npm run admin -- 手机号 [姓名]'

/** Makes the first district administrator; the person and the district as well when there are none. */
runScript(async ({ ctx }) => {
  const phone = phoneArgument(USAGE)
  const wish = cleanText(process.argv[3] ?? '区管理员', 60)
  if (!wish) throw new UsageError(`用法 (usage): ${USAGE}`)
  const name = await makeFirstAdministrator(ctx, { phone, name: wish })
  console.log(`${name}（${maskPhone(phone)}）现在是区管理员，可以用这个号码登录。`)
})
