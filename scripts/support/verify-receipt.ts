import { existsSync, readFileSync } from 'node:fs'
import { receiptFaults } from '../../src/features/proof/messages.ts'
import { parseKeys, verifyReceipt } from '../../src/features/proof/rules/receipt.ts'
import { transferNames } from '../../src/features/ledger/messages.ts'
import type { TransferReason } from '../../src/features/ledger/model.ts'

/** With the file and the key alone; says what it proves. Returns whether it holds. */
export function tellReceipt({
  path,
  key,
}: {
  readonly path: string
  readonly key: string
}): boolean {
  const keys = parseKeys(existsSync(key) ? readFileSync(key, 'utf8') : key)
  if (!keys || keys.length === 0) {
    console.error(`读不出公钥 (not a key): ${key}`)
    return false
  }
  if (!existsSync(path)) {
    console.error(`没有这个文件 (no such file): ${path}`)
    return false
  }
  const verdict = verifyReceipt(readFileSync(path, 'utf8'), keys)
  if (verdict.fault !== null) {
    console.error(`凭条无效：${receiptFaults[verdict.fault]} (${verdict.fault})`)
    return false
  }
  const { leaf, size, openings } = verdict
  const told = (name: string) => String(leaf[name])
  console.log(`社区 ${told('communityId')}，第 ${told('sequence')} 笔`)
  console.log(
    `事由 ${transferNames[told('reason') as TransferReason]}，${told('amountMinutes')} 分钟`,
  )
  console.log(`发生 ${told('effectiveAt')}，入账 ${told('recordedAt')}`)
  console.log(`转出 ${told('debitAccountId')}，转入 ${told('creditAccountId')}`)
  for (const [name, { value }] of Object.entries(openings)) console.log(`出示 ${name} ${value}`)
  console.log(`凭条有效 (the receipt holds)：账本记到第 ${size} 笔时签的字`)
  return true
}
