import { aBrowser, aBrowserOf, look, SAYING_NOTHING, send, signIn } from './asking.ts';
import { acknowledge, type Entry, learn } from './ledger.ts';
import type { Stack } from './stack.ts';

/** What must never happen, in words. */
export type Violations = string[];
/** The status that was answered; what must never happen is added to the violations. */
export type Act<Somebody> = (stack: Stack, somebody: Somebody, violations: Violations) => Promise<number>;

const MOST_SPARE = 4;

export const everyday = { page, session, forward_auth, sign_in, sign_out, change, old_password, old_session };

/** Needs no store. */
async function page(stack: Stack): Promise<number> {
  return look(stack, '/sign-in');
}

async function session(_stack: Stack, entry: Entry, violations: Violations): Promise<number> {
  const { status } = await send(entry.account.client, 'GET', '/session');
  if (status !== 401) return status;
  if (!entry.mayBeSignedOut) violations.push(`${entry.account.email} was signed out`);
  await signInAgain(entry);
  return status;
}

/** As the proxy of another app asks. */
async function forward_auth(stack: Stack, entry: Entry, violations: Violations): Promise<number> {
  const { client, email } = entry.account;
  const status = await look(stack, '/forward-auth', client.cookies.get('session'));
  if (status === 401 && !entry.mayBeSignedOut) violations.push(`${email} was let into no app any more`);
  return status;
}

async function sign_in(stack: Stack, entry: Entry, violations: Violations): Promise<number> {
  const { account, maybe } = entry;
  const browser = aBrowserOf(stack, account);
  const { status, body } = await signIn(browser, account.email, maybe ?? entry.password);
  if (maybe !== undefined) {
    // A COMMIT whose outcome is unknown may still come: a no now proves nothing.
    if (status === 200) learn(entry, maybe);
    return status;
  }
  if (status === 401) violations.push(`${account.email} heard that the right password is wrong`);
  const token = browser.cookies.get('session');
  if (body?.status === 'signed_in' && token) entry.spare.push(token);
  // Somebody with very many sessions loses the oldest.
  if (entry.spare.length > MOST_SPARE) await sign_out(stack, entry, violations);
  return status;
}

/** Where signing out is not acknowledged, it must not be done to the cookie either. */
async function sign_out(stack: Stack, entry: Entry, violations: Violations): Promise<number> {
  const token = entry.spare.shift();
  if (!token) return 204;
  const browser = aBrowser(stack);
  browser.cookies.set('session', token);
  const { status } = await send(browser, 'POST', '/sign-out');
  if (status === 204) {
    entry.ended.push(token);
    entry.signOuts.acknowledged += 1;
    return status;
  }
  entry.signOuts.unknown += 1;
  if (!browser.cookies.has('session')) violations.push(`${entry.account.email}: ${status} took the cookie`);
  if (status === 401) violations.push(`${entry.account.email} was signed out elsewhere`);
  return status;
}

/** Ends every other session, and this one goes on under a new token. */
async function change(_stack: Stack, entry: Entry): Promise<number> {
  if (entry.maybe !== undefined) return 204;
  const { client } = entry.account;
  const ending = [client.cookies.get('session') ?? '', ...entry.spare];
  // From here on nobody knows, until an answer says so.
  const next = `a phrase of number ${entry.replaced.length + 1} ${Math.random()}`;
  entry.maybe = next;
  entry.mayBeSignedOut = true;
  entry.spare = [];
  const { status } = await send(client, 'POST', '/account/password', {
    currentPassword: entry.password,
    newPassword: next,
  });
  if (status === 204) {
    acknowledge(entry, next);
    entry.ended.push(...ending);
  } else if (!SAYING_NOTHING.includes(status)) entry.maybe = undefined;
  if (status !== 401) entry.mayBeSignedOut = entry.maybe !== undefined;
  return status;
}

async function old_password(stack: Stack, entry: Entry, violations: Violations): Promise<number> {
  const { account, replaced } = entry;
  const [old] = replaced.slice(-1);
  if (old === undefined) return 401;
  const { status } = await signIn(aBrowserOf(stack, account), account.email, old);
  if (status === 200) violations.push(`${account.email}: a replaced password was accepted`);
  return status;
}

async function old_session(stack: Stack, entry: Entry, violations: Violations): Promise<number> {
  const token = entry.ended[Math.floor(Math.random() * entry.ended.length)];
  if (token === undefined) return 401;
  const path = Math.random() < 0.5 ? '/forward-auth' : '/api/v1/session';
  const status = await look(stack, path, token);
  if (status >= 200 && status < 400)
    violations.push(`${entry.account.email}: ${path} took a session that ended`);
  return status;
}

/** With the session's browser, by whichever password is the right one now. */
async function signInAgain(entry: Entry): Promise<void> {
  const { client, email } = entry.account;
  for (const password of [entry.maybe, entry.password].filter((one) => one !== undefined)) {
    const { status } = await signIn(client, email, password);
    if (status === 401) continue;
    if (status !== 200) return;
    learn(entry, password);
    entry.mayBeSignedOut = false;
    return;
  }
}
