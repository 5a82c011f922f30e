/* Progressive enhancement only: every page works without this file. */

const boxesOf = (name) =>
  [...document.querySelectorAll('input[type=checkbox]')].filter(
    (box) => box.name === name && !box.disabled,
  )

/** A second press while the first is under way does nothing; the hidden key guards the rest. */
function guardForms() {
  document.addEventListener('submit', (event) => {
    const form = event.target
    if (!form.matches('[data-once]')) return
    if (form.dataset.sent) {
      event.preventDefault()
      return
    }
    form.dataset.sent = 'yes'
    const button = event.submitter
    if (!button) return
    button.dataset.busy = 'yes'
    button.setAttribute('aria-disabled', 'true')
  })
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('[data-sent]')) delete form.dataset.sent
    for (const button of document.querySelectorAll('[data-busy]')) {
      delete button.dataset.busy
      button.removeAttribute('aria-disabled')
    }
  })
}

function showCount(name) {
  const chosen = boxesOf(name).filter((box) => box.checked).length
  for (const count of document.querySelectorAll(`[data-check-count="${name}"] strong`)) {
    count.textContent = String(chosen)
  }
  for (const all of document.querySelectorAll(`[data-check-all="${name}"]`)) {
    const table = boxesOf(name).filter((box) => all.closest('table').contains(box))
    const ticked = table.filter((box) => box.checked).length
    all.checked = ticked > 0 && ticked === table.length
    all.indeterminate = ticked > 0 && ticked < table.length
  }
}

function wireSelection() {
  for (const all of document.querySelectorAll('[data-check-all]')) {
    all.addEventListener('change', () => {
      for (const box of boxesOf(all.dataset.checkAll)) {
        if (all.closest('table').contains(box)) box.checked = all.checked
      }
      showCount(all.dataset.checkAll)
    })
  }
  for (const count of document.querySelectorAll('[data-check-count]')) {
    const name = count.dataset.checkCount
    document.addEventListener('change', (event) => {
      if (event.target.name === name) showCount(name)
    })
    window.addEventListener('pageshow', () => showCount(name))
  }
}

const isTyping = (element) =>
  element.matches(
    'textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])',
  )

/** In a console table, while the focus is in it: J and K move, X ticks, Enter opens. */
function wireRowKeys() {
  for (const table of document.querySelectorAll('.page--console table[data-rows]')) {
    const rows = [...table.tBodies[0].rows]
    for (const row of rows) row.tabIndex = -1
    if (rows[0]) rows[0].tabIndex = 0
    table.addEventListener('focusin', (event) => {
      const row = event.target.closest('tbody tr')
      if (!row) return
      for (const one of rows) one.tabIndex = one === row ? 0 : -1
    })
    table.addEventListener('keydown', (event) => onRowKey(event, rows))
  }
}

const STEPS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }

function onRowKey(event, rows) {
  const row = event.target.closest('tbody tr')
  const withModifier = event.ctrlKey || event.metaKey || event.altKey
  if (!row || withModifier || isTyping(event.target)) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (STEPS[key]) {
    event.preventDefault()
    rows[rows.indexOf(row) + STEPS[key]]?.focus()
  } else if (key === 'x') {
    row.querySelector('.cell--select input')?.click()
  } else if (key === 'Enter' && event.target === row) {
    row.querySelector('a[href]')?.click()
  }
}

function wireMenus() {
  for (const menu of document.querySelectorAll('[data-menu]')) {
    document.addEventListener('click', (event) => {
      if (!menu.contains(event.target)) menu.open = false
    })
    menu.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !menu.open) return
      menu.open = false
      menu.querySelector('summary').focus()
    })
  }
}

/** Larger or not, at once: what is typed on the page stays. The device remembers it for the next. */
function wireCareMode() {
  const form = document.querySelector('[data-care]')
  form?.addEventListener('submit', (event) => {
    event.preventDefault()
    const { care } = form.elements
    const isCare = care.value === '1'
    const remembered = fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      redirect: 'manual',
    })
    if (isCare) document.body.dataset.weuiMode = 'care'
    else delete document.body.dataset.weuiMode
    care.value = isCare ? '0' : '1'
    form.querySelector('button').textContent = isCare ? '标准模式' : '长辈模式'
    remembered.catch(() => undefined)
  })
}

/** 请填写 alone does not say what: the label of the field goes before it. */
function nameMistakes() {
  for (const link of document.querySelectorAll('.error-summary__list a')) {
    const field = document.getElementById(link.hash.slice(1))
    const shell = field?.closest('fieldset, .field')
    const label = shell?.querySelector('.field__label')?.firstChild?.textContent.trim()
    if (label) link.textContent = `${label}：${link.textContent}`
  }
}

/** A screen that nobody touches: its part is fetched anew when its seconds are over, without a flash. */
function keepFresh(part) {
  if (!part) return
  setTimeout(
    async () => {
      let next = part
      try {
        const page = new DOMParser().parseFromString(
          await (await fetch(location.href)).text(),
          'text/html',
        )
        const fresh = page.querySelector('[data-refresh]')
        if (fresh) part.replaceWith((next = document.adoptNode(fresh)))
      } catch {
        next.dataset.refresh = '3'
      }
      keepFresh(next)
    },
    Number(part.dataset.refresh) * 1000,
  )
}

for (const element of document.querySelectorAll('[data-needs-script]')) element.hidden = false
guardForms()
wireSelection()
wireRowKeys()
wireMenus()
wireCareMode()
nameMistakes()
keepFresh(document.querySelector('[data-refresh]'))
document.querySelector('[data-focus]')?.focus()
