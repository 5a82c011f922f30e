import { maskPhone } from '../../../kernel/text.ts'
import type { MessageSender } from '../model/messages.ts'

/** For demonstrations: messages are printed where the service runs, and reach nobody. */
export function consoleSms(print: (line: string) => void): MessageSender {
  return {
    reaches: 'console',
    send: async ({ phone, text }) => print(`短信 → ${maskPhone(phone)}：${text}`),
  }
}
