import { defineErrors } from '../../kernel/errors.ts'

export const proofErrors = defineErrors('proof', {
  'no-checkpoint': ['not_found', '这个社区还没有校验点', '有了第一笔账，几秒钟后就有。'],
  'transfer-not-found': ['not_found', '没有找到这笔账', '请检查是第几笔。'],
  'not-sealed': ['conflict', '这笔账还没有封存', '记账后几秒钟封存，请稍后再试。'],
  'size-out-of-range': [
    'invalid',
    '没有这样大小的校验树',
    '大小不能超过已经封存的笔数，先后不能颠倒。',
  ],
  'file-malformed': ['malformed', '账本文件读不懂', '请用原来的文件；它可能没有传完，或者改动过。'],
  'file-false': ['invalid', '账本文件与签过的账不符', '请向原来的区要一份新的文件，并核对公钥。'],
  'cursor-malformed': ['malformed', '翻页标记不对', '请从第一页重新开始。'],
})
