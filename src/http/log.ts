import { pino, type Logger as PinoLogger } from 'pino'

export type Logger = PinoLogger

/** JSON lines: method, route pattern, status, time. Never a body, a query, a header or a phone. */
export function makeLogger(level: string): Logger {
  return pino({ level, redact: ['req.headers.authorization', 'req.headers.cookie'] })
}
