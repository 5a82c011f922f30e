/** Friendly, easy to say and hard to mishear; any two make a phrase. */
export const passphraseWords = [
  '春风',
  '桂花',
  '明月',
  '青松',
  '喜鹊',
  '荷叶',
  '石榴',
  '豆浆',
  '灯笼',
  '茉莉',
  '金鱼',
  '瓦房',
  '竹篮',
  '向日葵',
  '小米',
  '燕子',
  '柿子',
  '风筝',
  '麦田',
  '雪山',
  '蜜枣',
  '白鹅',
  '渡船',
  '核桃',
  '红枣',
  '泉水',
  '木桥',
  '葡萄',
  '杜鹃',
  '糍粑',
] as const

/** @param pick a whole number below `limit`, anew at each call */
export function makePassphrase(pick: (limit: number) => number): string {
  const first = pick(passphraseWords.length)
  const step = 1 + pick(passphraseWords.length - 1)
  const second = (first + step) % passphraseWords.length
  return `${passphraseWords[first]} ${passphraseWords[second]}`
}

/** Four digits that the one served tells the helper at the end. */
export function makeConfirmCode(pick: (limit: number) => number): string {
  return String(pick(10_000)).padStart(4, '0')
}
