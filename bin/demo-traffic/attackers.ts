import { TRAP_FIELD } from '../../src/web/signs.ts';
import { createHttpClient, type Place } from '../../test/support/http-client.ts';
import { type Member, PASSWORD, somewhere, visit } from './member.ts';

const GUESSES = ['123456', 'password', 'qwertyuiop', 'letmein2026', 'iloveyou'];

/** Those whose waits and traps the dashboards are there to show; each comes without a cookie. */
export function gatherAttackers(place: Place, emails: readonly string[]): Member[] {
  const send = (path: string, body: object) => createHttpClient(place).json('POST', path, body);
  const guess = (email: string) => send('/sign-in', { email, password: oneOf(GUESSES) });
  const acts: [weight: number, act: () => Promise<unknown>][] = [
    [24, () => guess(emails[0] ?? '')],
    [24, () => guess(`${somewhere()}@example.org`)],
    [6, () => guess(oneOf(emails))],
    [3, () => fillInEverything(place)],
    [6, () => send('/reset-password', { token: 'x'.repeat(43), password: PASSWORD })],
    [6, () => send('/sign-in/second-factor', { code: '123456' })],
    [6, () => send('/forgot-password', { email: oneOf(emails) })],
    [6, () => makeUpSession(place)],
    [12, () => visit(place, createHttpClient(place), `/${somewhere()}/wp-login.php`)],
  ];
  return acts.map(([weight, act]) => ({ who: 'attacker', weight, act }));
}

function fillInEverything(place: Place): Promise<unknown> {
  const typed = { email: `${somewhere()}@example.org`, password: PASSWORD };
  const names = { firstName: 'Robot', lastName: 'Robot' };
  return createHttpClient(place).json('POST', '/sign-up', { ...typed, ...names, [TRAP_FIELD]: 'yes' });
}

async function makeUpSession(place: Place): Promise<void> {
  const client = createHttpClient(place);
  client.cookies.set('session', 'x'.repeat(43));
  await visit(place, client, '/forward-auth');
  await client.json('GET', '/session');
}

const oneOf = <Choice>(choices: readonly Choice[]): Choice =>
  choices[Math.floor(Math.random() * choices.length)] as Choice;
