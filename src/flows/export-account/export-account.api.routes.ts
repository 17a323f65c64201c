import { requireSession } from '#web/access.ts';
import type { Api } from '#web/api.ts';
import { clientOf } from '#web/client.ts';
import type { CurrentUser } from '#web/current-account.ts';
import type { ExportAccount } from './export-account.ts';
import { ExportedAccount, exportedAccount } from './exported-account.ts';

export interface ExportAccountApiDeps {
  exportAccount: ExportAccount;
  currentUser: CurrentUser;
}

export function exportAccountApiRoutes(api: Api, { exportAccount, currentUser }: ExportAccountApiDeps): void {
  const schema = {
    summary: 'All that is held about the person',
    tags: ['profile'],
    response: { 200: ExportedAccount },
  };

  api.get('/account/export', { config: { access: 'fresh_session' }, schema }, async (request) =>
    exportedAccount(
      await exportAccount(await currentUser(request), requireSession(request), clientOf(request)),
    ),
  );
}
