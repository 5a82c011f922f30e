import { issueTokens } from '../src/features/person/issue-tokens.ts'
import { signInLocally } from '../src/features/person/sign-in-locally.ts'
import { phoneArgument, runScript } from './support/open.ts'
import { UsageError } from './support/usage-error.ts'

/** Prints an access token of 15 minutes and nothing else, for trying the API by hand. */
runScript(async ({ ctx, config, embedded }) => {
  const phone = phoneArgument('npm run --silent token -- 手机号 [姓名]')
  if (!embedded) {
    throw new UsageError(
      '只用于内置数据库：外部数据库请用验证码登录。(Embedded database only: sign in with a code.)',
    )
  }
  const holder = await signInLocally(ctx, { phone, name: process.argv[3] ?? null })
  console.log(await issueTokens(ctx, config.publicUrl ?? 'aixin')(holder))
})
