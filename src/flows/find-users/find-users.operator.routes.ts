import Type from 'typebox';
import { parseEmailAddress } from '#domain/email-address.ts';
import type { UserId } from '#domain/ids.ts';
import type { Api } from '#web/api.ts';
import { SearchText } from '#web/operator-fields.ts';
import { parseId } from '#web/parse-id.ts';
import type { FindUsers } from './find-users.ts';

const Body = Type.Object({ text: SearchText });

export function findUsersOperatorRoutes(api: Api, { findUsers }: { findUsers: FindUsers }): void {
  api.post('/users/find', { schema: { body: Body } }, async ({ body: { text } }) => {
    const id = parseId<UserId>(text.toLowerCase());
    if (id) return findUsers.byId(id);
    // A whole address is looked for as it is compared: internationalised domains have two spellings.
    return findUsers.byPart(parseEmailAddress(text)?.canonical ?? text);
  });
}
