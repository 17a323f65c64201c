import { createBrowser, type TestBrowser } from './browser.ts';
import { mailedToken, notMeToken, type Person, signIn } from './people.ts';
import type { TwoApps } from './two-apps.ts';

export type Ending = (person: Person) => Promise<unknown>;

/** The same person in another browser, at the other instance. */
export async function otherBrowser({ two }: TwoApps, person: Person): Promise<TestBrowser> {
  const browser = createBrowser(two);
  await signIn(browser, person);
  return browser;
}

/** What ends a person's sessions through the service, each by its name. `apps` is asked for once they run. */
export function sessionEndings(apps: () => TwoApps): Record<string, Ending> {
  const other = (person: Person) => otherBrowser(apps(), person);
  return {
    'the person signs out': ({ browser }) => browser.json('POST', '/sign-out'),
    'another device ends all others': async (person) => (await other(person)).json('DELETE', '/sessions'),
    'the password is changed elsewhere': async (person) => {
      const body = { currentPassword: person.password, newPassword: 'quite another phrase' };
      return (await other(person)).json('POST', '/account/password', body);
    },
    'the password is reset': async ({ email }) => {
      const stranger = createBrowser(apps().one);
      await stranger.json('POST', '/forgot-password', { email });
      const token = await mailedToken(apps().one, email);
      return stranger.json('POST', '/reset-password', { token, password: 'quite another phrase' });
    },
    'the owner says it was somebody else': async (person) => {
      await other(person);
      const token = await notMeToken(apps().one, person.email, 'New device signed in');
      return createBrowser(apps().two).json('POST', '/not-me', { token });
    },
    'the person deletes the account': async (person) => (await other(person)).json('DELETE', '/account'),
  };
}
