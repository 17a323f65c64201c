import { requireSession, usesBearer } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { NoContent } from '#web/bodies.ts';
import { clientOf } from '#web/client.ts';
import type { Cookies } from '#web/cookies.ts';
import type { CurrentUser } from '#web/current-account.ts';
import type { DeleteAccount } from './delete-account.ts';

export interface DeleteAccountApiDeps {
  deleteAccount: DeleteAccount;
  currentUser: CurrentUser;
  cookies: Pick<Cookies, 'clear'>;
}

export function deleteAccountApiRoutes(api: Api, deps: DeleteAccountApiDeps): void {
  const { deleteAccount, currentUser, cookies } = deps;
  const schema = {
    summary: 'Delete the account and everything in it, for good',
    tags: ['profile'],
    response: { 204: NoContent },
  };

  api.delete('/account', { config: { access: 'fresh_session' }, schema }, async (request, reply) => {
    await deleteAccount(await currentUser(request), requireSession(request), clientOf(request));
    if (!usesBearer(request)) cookies.clear(reply, 'session');
    return reply.code(204).send(null);
  });
}
