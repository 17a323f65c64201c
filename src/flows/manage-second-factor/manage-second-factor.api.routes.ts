import Type from 'typebox';
import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { NoContent } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import { Problem } from '#web/errors.ts';
import { Code } from '#web/fields.ts';
import type { SessionTokens } from '#web/session-tokens.ts';
import { rateLimited } from '#web/throttled.ts';
import type { ManageSecondFactor } from './manage-second-factor.ts';
import { qrCodeSvg } from './qr-code.ts';

export interface ManageSecondFactorApiDeps {
  manageSecondFactor: ManageSecondFactor;
  currentUser: CurrentUser;
  sessionTokens: SessionTokens;
}

const Overview = Type.Object({ totp: Type.Boolean(), recoveryCodesLeft: Type.Integer() });
const EnrolmentBody = Type.Object({
  secret: Type.String(),
  otpauthUri: Type.String(),
  qrCodeSvg: Type.String(),
});
const Codes = Type.Object({ recoveryCodes: Type.Array(Type.String()), token: Type.Optional(Type.String()) });
const ConfirmBody = Type.Object({ code: Code });
const tags = ['second factor'];

export function manageSecondFactorApiRoutes(api: Api, deps: ManageSecondFactorApiDeps): void {
  const { manageSecondFactor: flow, currentUser, sessionTokens } = deps;
  const config = { access: 'fresh_session' } as const;
  const overview = { summary: 'Is a second factor on?', tags, response: { 200: Overview } };
  const enrol = { summary: 'A new secret for an authenticator app', tags, response: { 201: EnrolmentBody } };
  const confirm = {
    summary: 'Turn it on with its first code',
    tags,
    body: ConfirmBody,
    response: { 200: Codes },
  };
  const turnOff = { summary: 'Turn the authenticator app off', tags, response: { 204: NoContent } };
  const issue = { summary: 'New recovery codes', tags, response: { 200: Codes } };

  api.get('/account/second-factor', { config: { access: 'session' }, schema: overview }, async (request) => {
    const { isOn, recoveryCodesLeft } = await flow.overview(await currentUser(request));
    return { totp: isOn, recoveryCodesLeft };
  });

  api.post('/account/totp', { config, schema: enrol }, async (request, reply) => {
    const { secret, otpauthUri } = await flow.enrol(await currentUser(request), requireSession(request));
    return reply.code(201).send({ secret, otpauthUri, qrCodeSvg: await qrCodeSvg(otpauthUri) });
  });

  api.post('/account/totp/confirm', { config, schema: confirm }, async (request, reply) => {
    const user = await currentUser(request);
    const outcome = await flow.confirm(user, requireSession(request), request.body.code, clientOf(request));
    switch (outcome.kind) {
      case 'turned_on':
        return {
          recoveryCodes: outcome.recoveryCodes,
          ...sessionTokens.hand(request, reply, outcome.started),
        };
      case 'rejected':
        throw new Problem('invalid_code', {
          detail: 'The code does not fit the latest secret of this session.',
        });
      case 'session_ended':
        throw new Problem('not_authenticated');
      case 'throttled':
        throw rateLimited(outcome.refusal);
    }
  });

  api.delete('/account/totp', { config, schema: turnOff }, async (request, reply) => {
    await flow.turnOff(await currentUser(request), requireSession(request), clientOf(request));
    return reply.code(204).send(null);
  });

  api.post('/account/recovery-codes', { config, schema: issue }, async (request) => {
    const recoveryCodes = await flow.issueRecoveryCodes(
      await currentUser(request),
      requireSession(request),
      clientOf(request),
    );
    if (!recoveryCodes) throw new Problem('not_found', { detail: 'No second factor is set up.' });
    return { recoveryCodes };
  });
}
