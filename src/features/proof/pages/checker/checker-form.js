// The form of the page, and the verdict in plain words. After checker.js, and after `reasons` and
// `kinds`: how the books name acts and accounts.
const byId = (id) => document.getElementById(id)

function element(tag, text) {
  const made = document.createElement(tag)
  made.textContent = text
  return made
}

const openingNames = {
  actor: '经办人编号',
  source: '事由编号',
  debitOwner: '转出人编号',
  creditOwner: '转入人编号',
}

function hoursOf(minutes) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [hours > 0 ? `${hours} 小时` : '', rest > 0 || hours === 0 ? `${rest} 分` : '']
    .filter(Boolean)
    .join(' ')
}

/** In Beijing time, whatever the device says. */
function timeOf(instant) {
  const there = new Date(Date.parse(instant) + 8 * 3_600_000).toISOString()
  return `${there.slice(0, 10)} ${there.slice(11, 16)}（北京时间）`
}

function accountOf(kind, id) {
  return `${kinds[kind] || kind}，账户 ${id}`
}

function factsOf({ leaf, size, openings }) {
  return [
    ['数额', hoursOf(leaf.amountMinutes)],
    ['事由', reasons[leaf.reason] || leaf.reason],
    ['发生时间', timeOf(leaf.effectiveAt)],
    ['入账时间', timeOf(leaf.recordedAt)],
    ['账本里', `第 ${leaf.sequence} 笔，签名时共 ${size} 笔`],
    ['从', accountOf(leaf.debitKind, leaf.debitAccountId)],
    ['到', accountOf(leaf.creditKind, leaf.creditAccountId)],
    ['社区编号', leaf.communityId],
    ...Object.entries(openings).map(([name, { value }]) => [openingNames[name] || name, value]),
  ]
}

function show(mood, title, text, facts) {
  const box = byId('verdict')
  box.className = mood
  const list = document.createElement('dl')
  for (const [term, detail] of facts) list.append(element('dt', term), element('dd', detail))
  box.replaceChildren(element('h2', title), element('p', text), list)
}

async function textOf(input) {
  const [file] = input.files
  return file ? new Response(file).text() : ''
}

async function check() {
  try {
    const receipt = await textOf(byId('receipt'))
    need(receipt, '请先选凭条文件。')
    const keys = `${byId('keys').value}\n${await textOf(byId('key-file'))}`
    const verdict = judge(receipt, keys)
    show('good', '有效', '这一笔在签名的账本里，一个字没改。', factsOf(verdict))
  } catch (error) {
    const reason = error instanceof Fault ? error.message : '这个浏览器太旧，核对不了。'
    show('bad', '无效', reason, [])
  }
}

byId('check').addEventListener('submit', (event) => {
  event.preventDefault()
  void check()
})
byId('verdict').replaceChildren(element('p', '选好凭条和公钥，按“核对”。'))
