import type { Language } from '#domain/language.ts';
import type { Session, Sessions } from '#domain/sessions/sessions.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface ChooseLanguageDeps {
  databases: Pick<Databases, 'inTransaction'>;
  users: Pick<Users, 'changeLanguage'>;
  sessions: Pick<Sessions, 'expectRevision'>;
}

/** Mails follow the pages: who reads here in a language is written to in it. */
export function createChooseLanguage({ databases, users, sessions }: ChooseLanguageDeps) {
  return async function chooseLanguage(session: Session, language: Language): Promise<void> {
    const revision = await databases.inTransaction(session.email, (tx) =>
      users.changeLanguage(tx, session.userId, language),
    );
    await sessions.expectRevision(session, revision);
  };
}

export type ChooseLanguage = ReturnType<typeof createChooseLanguage>;
