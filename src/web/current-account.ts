import type { FastifyRequest } from 'fastify';
import type { Session } from '#domain/sessions/sessions.ts';
import type { User } from '#domain/users/users.ts';
import { requireSession } from './access.ts';
import { Problem } from './errors.ts';

/** Whom a session belongs to, with what every answer about it says. */
export interface Account {
  user: User;
  hasSecondFactor: boolean;
}

export interface RequestAccounts {
  /**
   * That of the person signed in, if anybody; looked up once a request, whoever asks. `session`: while the request does
   * not have it yet.
   */
  find(request: FastifyRequest, session?: Session): Promise<Account | undefined>;
  /** That of the request's session. Throws `not_authenticated` when it is gone or disabled. */
  current: CurrentAccount;
}

export type CurrentAccount = (request: FastifyRequest) => Promise<Account>;
export type CurrentUser = (request: FastifyRequest) => Promise<User>;

export function createRequestAccounts(
  findAccount: (session: Session) => Promise<Account | undefined>,
): RequestAccounts {
  const found = new WeakMap<FastifyRequest, Promise<Account | undefined>>();
  const find = async (
    request: FastifyRequest,
    session: Session | undefined = request.session,
  ): Promise<Account | undefined> => {
    if (!session) return undefined;
    const account = found.get(request) ?? findAccount(session);
    found.set(request, account);
    return account;
  };

  return {
    find,
    async current(request) {
      requireSession(request);
      const account = await find(request);
      if (!account) throw new Problem('not_authenticated');
      return account;
    },
  };
}
