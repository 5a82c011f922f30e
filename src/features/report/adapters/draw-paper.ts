import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { Paper } from '../model.ts'
import { onlyPrintable } from './font-coverage.ts'

const FOLDER = '@expo-google-fonts/noto-sans-sc'
const resolve = createRequire(import.meta.url).resolve
const fonts = {
  normal: resolve(`${FOLDER}/400Regular/NotoSansSC_400Regular.ttf`),
  bold: resolve(`${FOLDER}/700Bold/NotoSansSC_700Bold.ttf`),
}

const LONGEST_MS = 60_000
const MOST_MEGABYTES = 512

/**
 * A PDF, drawn on a thread of its own so that nobody else waits for it. What the font has no
 * drawing for is printed as its number, and the paper says so.
 */
export function drawPaper(paper: Paper): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./paper-thread.js', import.meta.url), {
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
      workerData: { paper: onlyPrintable(paper, fonts.normal), fonts },
    })
    const timer = setTimeout(() => void thread.terminate(), LONGEST_MS)
    thread.once('message', (bytes: Uint8Array<ArrayBuffer>) => resolve(bytes))
    thread.once('error', reject)
    thread.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`the printing thread ended with ${code}`))
    })
  })
}
