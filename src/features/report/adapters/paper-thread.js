import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'

// Begun by print-paper.ts: one document, then the thread ends and its memory with it. Plain
// JavaScript, because a thread does not inherit the loader of TypeScript.

const pdfmake = createRequire(import.meta.url)('pdfmake')
const { paper, fonts } = workerData
const allowed = Object.values(fonts)

// A document is data from the database: it reads no file but its fonts, and fetches nothing.
pdfmake.setLocalAccessPolicy((path) => allowed.includes(path))
pdfmake.setUrlAccessPolicy(() => false)
pdfmake.setFonts({ Noto: fonts })
const thin = () => 0.5
const grey = () => '#cccccc'
pdfmake.setTableLayouts({
  ruled: {
    ...{ hLineWidth: thin, vLineWidth: thin, hLineColor: grey, vLineColor: grey },
    ...{ paddingTop: () => 3, paddingBottom: () => 3 },
  },
})

const document = pdfmake.createPdf({
  pageSize: 'A4',
  pageMargins: [42, 42, 42, 54],
  info: { title: paper.title, creator: '爱心储蓄', producer: '爱心储蓄' },
  defaultStyle: { font: 'Noto', fontSize: 9, lineHeight: 1.15 },
  content: paper.content,
  footer: (page, pages) => ({
    columns: [
      { text: paper.footer, width: '*' },
      { text: `第 ${page} 页，共 ${pages} 页`, width: 90, alignment: 'right' },
    ],
    ...{ margin: [42, 14, 42, 0], fontSize: 8, color: '#555555' },
  }),
})
parentPort.postMessage(await document.getBuffer())
