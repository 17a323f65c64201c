import type { FastifyRequest } from 'fastify';
import type { User } from '#domain/users/users.ts';
import { requireSession } from './access.ts';
import { Problem } from './errors.ts';

/** The person of the request's session. Throws `not_authenticated` when the account is gone or disabled. */
export type CurrentUser = (request: FastifyRequest) => Promise<User>;

export function createCurrentUser(findUser: (id: User['id']) => Promise<User | undefined>): CurrentUser {
  return async (request) => {
    const user = await findUser(requireSession(request).userId);
    if (!user) throw new Problem('not_authenticated');
    return user;
  };
}
