import type { OpenAPIHono } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { ButtonLink } from '../../../http/components/forms.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { answerCertificate } from '../api/answer-certificate.ts'
import { listCertificates } from '../list-certificates.ts'
import { CERTIFICATE_NAME } from '../messages.ts'
import { Certificates, paperHref } from './certificate-parts.tsx'

export function ownCertificatesPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/me/certificates', ownPage)
  router.get('/service-certificates/:communityId/:certificateId/paper', (c) => {
    const { communityId, certificateId } = c.req.param()
    if (!isId(communityId) || !isId(certificateId)) throw new DomainError(httpErrors['not-found'])
    return answerCertificate(c, { communityId, certificateId })
  })
  return router
}

async function ownPage(c: AppContext): Promise<Response> {
  const { personId } = visitorOf(c).actor
  const rows = await listCertificates(c.get('services').ctx, { personId })
  return renderPage(
    c,
    { title: '我的记录单' },
    <>
      <PageHeader title="我的记录单" lead={`${CERTIFICATE_NAME}：社区给我开具的，可以打印。`} />
      <Note>
        <p>
          需要时告诉社区工作者要哪一段时间的，当场开具，不收钱。扫纸上的二维码，谁都可以核对真假。
        </p>
      </Note>
      <Section title="开具过的" bare>
        <Certificates
          rows={rows}
          hint="告诉社区工作者就可以开。"
          act={{
            key: 'act',
            header: '打印',
            phone: 'actions',
            cell: (one) =>
              one.state === 'valid' ? (
                <ButtonLink href={paperHref(one)} label={`下载 .pdf：${one.number}`}>
                  下载 .pdf
                </ButtonLink>
              ) : (
                ''
              ),
          }}
        />
      </Section>
    </>,
  )
}
