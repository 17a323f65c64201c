import type { FastifyRequest } from 'fastify';
import type { Session } from '#domain/sessions/sessions.ts';
import type { User } from '#domain/users/users.ts';
import { requireSession } from './access.ts';
import { Problem } from './errors.ts';

export interface RequestUsers {
  /**
   * The person signed in, if anybody; looked up once a request, whoever asks. `session`: while the request does not
   * have it yet.
   */
  find(request: FastifyRequest, session?: Session): Promise<User | undefined>;
  /** The person of the request's session. Throws `not_authenticated` when the account is gone or disabled. */
  current: CurrentUser;
}

export type CurrentUser = (request: FastifyRequest) => Promise<User>;

export function createRequestUsers(findUser: (session: Session) => Promise<User | undefined>): RequestUsers {
  const found = new WeakMap<FastifyRequest, Promise<User | undefined>>();
  const find = async (
    request: FastifyRequest,
    session: Session | undefined = request.session,
  ): Promise<User | undefined> => {
    if (!session) return undefined;
    const user = found.get(request) ?? findUser(session);
    found.set(request, user);
    return user;
  };

  return {
    find,
    async current(request) {
      requireSession(request);
      const user = await find(request);
      if (!user) throw new Problem('not_authenticated');
      return user;
    },
  };
}
