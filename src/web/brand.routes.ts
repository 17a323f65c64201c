import type { FastifyInstance } from 'fastify';
import type { Brand } from './brand.ts';

const config = { access: 'anyone' } as const;
const KEPT = 'public, max-age=31536000, immutable';

/** An SVG opened by itself is a document: in a sandbox it runs nothing and loads nothing. */
const IMAGE_POLICY =
  "default-src 'none'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'; sandbox";

/** Colour and logo, beside the other assets. */
export function brandRoutes(app: FastifyInstance, { logo, stylesheet }: Brand): void {
  if (stylesheet) {
    const { path, text } = stylesheet;
    app.get(path, { config }, async (_request, reply) =>
      reply.header('cache-control', KEPT).type('text/css; charset=utf-8').send(text),
    );
  }
  if (logo) {
    const { path, image } = logo;
    app.get(path, { config }, async (_request, reply) =>
      reply
        .header('cache-control', KEPT)
        .header('content-security-policy', IMAGE_POLICY)
        .type(image.type)
        .send(Buffer.from(image.bytes)),
    );
  }
}
