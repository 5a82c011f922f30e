import { writeFileSync } from 'node:fs'
import { ERROR_PAGE, errorPage } from './support/error-page.ts'

const page = errorPage()
writeFileSync(ERROR_PAGE, page)
console.log(`docs/errors.md: ${page.match(/^\| `/gm)?.length ?? 0} codes`)
