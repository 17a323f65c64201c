import {
  anAccount,
  codeNow,
  createHttpClient,
  type HttpClient,
  type Place,
  tokenMailed,
  turnOnTotp,
} from '../../test/support/http-client.ts';
import { type Member, PASSWORD, somewhere, visit } from './member.ts';

interface Person {
  email: string;
  client: HttpClient;
}

const PEOPLE = 6;
const OTHER_PASSWORD = 'quite another phrase';
const NAMES = { firstName: 'Robin', lastName: 'Example' };

/** People with accounts, those of an earlier run or new ones, and those who want one. */
export async function gatherPeople(place: Place): Promise<{ members: Member[]; emails: string[] }> {
  const emails = Array.from({ length: PEOPLE }, (_, index) => `demo-${index + 1}@example.org`);
  const people: Person[] = [];
  for (const email of emails) people.push(await knownPerson(place, email));
  // Made anew in each run, for its secret is kept nowhere; the limit on sign-ups may leave it out.
  const careful = await anAccount(place).catch(() => undefined);
  const members = [
    ...people.flatMap((person) => everydayOf(place, person)),
    ...(careful
      ? carefulDayOf(place, careful.email, careful.client, (await turnOnTotp(careful)).secret)
      : []),
    { who: 'person', weight: 1, act: () => signUp(place, `newcomer-${somewhere()}@example.org`) } as const,
  ];
  return { members, emails };
}

/** This browser is new in each run; where attackers of the last one left waits, a reset makes it a known one. */
async function knownPerson(place: Place, email: string): Promise<Person> {
  const client = createHttpClient(place);
  const { status } = await signIn({ email, client });
  if (status === 403 || status === 429) await forget(place, { email, client });
  if (status !== 401) return { email, client };
  await signUp(place, email, client);
  const token = await tokenMailed(place, email, /./);
  await client.json('POST', '/verify-email', { token });
  await signIn({ email, client });
  return { email, client };
}

/** The first password is refused: everybody tries it. */
async function signUp(place: Place, email: string, client = createHttpClient(place)): Promise<void> {
  for (const path of ['/', '/sign-in', '/sign-up']) await visit(place, client, path);
  for (const password of ['password1', PASSWORD])
    await client.json('POST', '/sign-up', { email, password, ...NAMES });
}

const signIn = ({ client, email }: Person, password = PASSWORD) =>
  client.json('POST', '/sign-in', { email, password });

function everydayOf(place: Place, person: Person): Member[] {
  const { client, email } = person;
  const acts: [weight: number, act: () => Promise<unknown>][] = [
    [20, () => lookAround(place, client)],
    [6, () => signIn(person)],
    [2, () => client.json('POST', '/sign-out').then(() => signIn(person))],
    [2, () => signIn(person, `${PASSWORD}w`).then(() => signIn(person))],
    [1, () => client.json('POST', '/confirm-identity', { password: PASSWORD })],
    [0.5, () => changePassword(client)],
    [0.5, () => client.json('DELETE', '/sessions')],
    [1, () => useAsApp(place, email)],
    [0.3, () => forget(place, person)],
  ];
  return acts.map(([weight, act]) => ({ who: 'person', weight, act }));
}

/** What is asked most: pages, the session, and the proxies of other apps. */
async function lookAround(place: Place, client: HttpClient): Promise<void> {
  for (const path of ['/dashboard', '/account/sessions', '/account/activity', '/forward-auth'])
    await visit(place, client, path);
  for (const path of ['/session', '/account/events']) await client.json('GET', path);
}

/** There and back, so that the next run finds the password it knows. */
async function changePassword(client: HttpClient): Promise<void> {
  for (const [currentPassword, newPassword] of [
    [PASSWORD, OTHER_PASSWORD],
    [OTHER_PASSWORD, PASSWORD],
  ])
    await client.json('POST', '/account/password', { currentPassword, newPassword });
}

async function useAsApp(place: Place, email: string): Promise<void> {
  const credentials = { email, password: PASSWORD, transport: 'bearer' };
  const { body } = await createHttpClient(place).json('POST', '/sign-in', credentials);
  if (!body?.token) return;
  const app = createHttpClient(place, { authorization: `Bearer ${body.token}` });
  await app.json('GET', '/session');
  await app.json('POST', '/sign-out');
}

async function forget(place: Place, person: Person): Promise<void> {
  const { client, email } = person;
  const { status } = await client.json('POST', '/forgot-password', { email });
  if (status !== 202) return;
  // The mailbox may have had its mails of the hour.
  const token = await tokenMailed(place, email, /new password/i).catch(() => undefined);
  if (!token) return;
  await client.json('POST', '/reset-password', { token, password: PASSWORD });
  await signIn(person);
}

function carefulDayOf(place: Place, email: string, client: HttpClient, secret: string): Member[] {
  const signInWith = async (code: string) => {
    await signIn({ email, client });
    await client.json('POST', '/sign-in/second-factor', { code });
  };
  const acts: [weight: number, act: () => Promise<unknown>][] = [
    [8, () => lookAround(place, client)],
    [4, () => signInWith(codeNow(secret))],
    [1, () => signInWith('000000')],
    [0.5, () => signInWith('AAAA-AAAA-AAAA-AAAA')],
  ];
  return acts.map(([weight, act]) => ({ who: 'person', weight, act }));
}
