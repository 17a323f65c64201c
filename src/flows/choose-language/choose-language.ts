import type { Language } from '#domain/language.ts';
import type { Session } from '#domain/sessions/sessions.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface ChooseLanguageDeps {
  databases: Pick<Databases, 'inTransaction'>;
  users: Pick<Users, 'changeLanguage'>;
}

/** Mails follow the pages: who reads here in a language is written to in it. */
export function createChooseLanguage({ databases, users }: ChooseLanguageDeps) {
  return async function chooseLanguage({ userId, email }: Session, language: Language): Promise<void> {
    await databases.inTransaction(email, (tx) => users.changeLanguage(tx, userId, language));
  };
}

export type ChooseLanguage = ReturnType<typeof createChooseLanguage>;
