import { systemNow } from '../src/kernel/clock.ts'
import { provideDemo } from './demo/provide-demo.ts'
import { signIns, signInTable } from './demo/sign-ins.ts'
import { playDistrict, type Chapter } from './district/play-district.ts'
import { parseScale } from './district/scale.ts'
import { perSecond, summarise } from './district/summarise.ts'
import { runScript } from './support/open.ts'
import { UsageError } from './support/usage-error.ts'

const EVERY = 14

runScript(async ({ ctx }) => {
  const [first, name, ...more] = process.argv.slice(2)
  if (first === undefined) {
    await provideDemo(ctx, { wanted: true, embedded: true, print: console.log })
    return
  }
  const scale = first === '--scale' && name !== undefined ? parseScale(name) : undefined
  if (!scale || more.length > 0) {
    throw new UsageError(
      'npm run seed，或 npm run seed -- --scale district（也可以写 20x16：二十个社区，十六周）',
    )
  }
  console.log(`${systemNow()} 正在装入 ${scale.name} 规模的演示数据：${scale.communities} 个社区……`)
  let last: Chapter | undefined
  await playDistrict(ctx, scale, { onChapter: (chapter) => print((last = chapter)) })
  console.log(await summarise(ctx, last))
  console.log(`用 npm start 启动后可以用这些手机号登录：\n${signInTable(signIns)}`)
})

function print(chapter: Chapter): void {
  const { day, number, count, again, people, records, sinceStartMs } = chapter
  if (number % EVERY !== 0 && number !== count) return
  console.log(
    `${day}${again ? '（已有）' : ''}  ${number}/${count} 天，${people} 人，${records} 条记录，` +
      `${(sinceStartMs / 1000).toFixed(0)} 秒，每秒 ${perSecond(chapter)} 条`,
  )
}
