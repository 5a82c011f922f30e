import { spawn, type ChildProcess } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { maskPhone } from '../../src/kernel/text.ts'
import { makeMailbox, type Mailbox } from './mailbox.ts'

export type ServerOptions = {
  readonly dataDir: string
  /** Added to an otherwise empty environment: nothing of ours leaks into the measured server. */
  readonly environment?: Readonly<Record<string, string>>
  readonly nodeOptions?: readonly string[]
  readonly args?: readonly string[]
  /** Below `scripts`; `start.ts` unless another program is to serve. */
  readonly script?: string
}

/** The real server in a process of its own, reached over HTTP as anybody reaches it. */
export type ServerProcess = {
  /** `http://127.0.0.1:port` */
  readonly address: string
  readonly pid: number
  /** The next sign-in code that the console's sender printed for a phone. @throws after half a minute */
  nextCode(phone: string): Promise<string>
  /** What it printed last, without the codes. */
  output(): string
  /** Its exit status once it has ended, whoever ended it; null when a signal did. */
  readonly ended: Promise<number | null>
  /** Says something to a script that listens, and waits for its answer. */
  tell(message: string): Promise<unknown>
  /** Ends it as Ctrl-C does and waits; kills it after fifteen seconds. */
  stop(): Promise<void>
}

const SCRIPTS = dirname(dirname(fileURLToPath(import.meta.url)))
const STARTED = /爱心储蓄已启动：\S+:(\d+)/
const CODE = /^短信 → (\S+?)：爱心储蓄验证码 (\d{6})/
const START_MS = 120_000
const STOP_MS = 15_000
const CODE_MS = 30_000
const ANSWER_MS = 30_000
const KEPT_LINES = 200

/** Starts the server on a free port and waits until it listens. @throws with its output */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const child = runScriptProcess(options.script ?? 'start.ts', options)
  const lines: string[] = []
  const started = makeMailbox<string>()
  const codes = makeMailbox<string>()
  readLines(child, (line) => {
    const code = CODE.exec(line)
    if (code?.[1] && code[2]) return codes.put(code[1], code[2])
    const port = STARTED.exec(line)?.[1]
    if (port) started.put('port', port)
    lines.push(line)
    if (lines.length > KEPT_LINES) lines.shift()
  })
  const output = () => lines.join('\n')
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const port = await untilStarted(child, started).catch(async (error: unknown) => {
    await end(child)
    throw new Error(`the server did not start:\n${output()}`, { cause: error })
  })
  return {
    address: `http://127.0.0.1:${port}`,
    pid: child.pid ?? 0,
    nextCode: (phone) => codes.take(maskPhone(phone), CODE_MS),
    output,
    ended,
    tell: (message) => tell(child, message),
    stop: () => end(child),
  }
}

/** Runs one of the scripts to its end and returns what it printed. @throws with that when it fails */
export async function runScriptOnce(script: string, options: ServerOptions): Promise<string> {
  const child = runScriptProcess(script, options)
  const lines: string[] = []
  readLines(child, (line) => lines.push(line))
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  const printed = lines.join('\n')
  if (status !== 0) throw new Error(`${script} ended with ${status}:\n${printed}`)
  return printed
}

/** Runs one of the scripts until it prints a line, and kills it there; the signal that ended it. */
export async function killScriptAt(
  script: string,
  options: ServerOptions,
  line: RegExp,
): Promise<NodeJS.Signals | null> {
  const child = runScriptProcess(script, options)
  readLines(child, (printed) => {
    if (line.test(printed)) child.kill('SIGKILL')
  })
  return new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)))
}

function runScriptProcess(script: string, options: ServerOptions): ChildProcess {
  const { dataDir, environment = {}, nodeOptions = [], args = [] } = options
  const file = `${SCRIPTS}/${script}`
  return spawn(process.execPath, [...nodeOptions, '--import', 'tsx', file, ...args], {
    cwd: dirname(SCRIPTS),
    env: {
      PATH: dirname(process.execPath),
      DATA_DIR: dataDir,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      ...environment,
    },
    // A terminal's Ctrl-C is ours to pass on, once we are ready for the server to end.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
}

function readLines(child: ChildProcess, heard: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = ''
    stream?.setEncoding('utf8').on('data', (text: string) => {
      const parts = `${rest}${text}`.split('\n')
      rest = parts.pop() ?? ''
      for (const line of parts) heard(line)
    })
  }
}

function untilStarted(child: ChildProcess, started: Mailbox<string>): Promise<string> {
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('close', (status) => reject(new Error(`it ended with ${status}`)))
  })
  return Promise.race([started.take('port', START_MS), ended])
}

async function tell(child: ChildProcess, message: string): Promise<unknown> {
  const answers = makeMailbox<unknown>()
  child.once('message', (answer) => answers.put('answer', answer))
  child.send(message)
  return answers.take('answer', ANSWER_MS)
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await closed
  clearTimeout(timer)
}
