/** Where a database is: a unix socket directory or a host, or a whole URL. */
export type DatabaseTarget =
  | {
      readonly host: string
      readonly port: number
      readonly database: string
      readonly user: string
      readonly password?: string
    }
  | { readonly url: string }
