import { codeNow, nextEmail } from '#test/support/http-client.ts';
import type { Act, Violations } from './acts.ts';
import { aBrowser, aBrowserOf, SAYING_NOTHING, send, signIn } from './asking.ts';
import { acknowledge, type Forgetful, type Holder, type Ledger } from './ledger.ts';
import type { Stack } from './stack.ts';

const STEP = 30_000;
const NOT_YET = 204;

/** With an authenticator app; and once a code was used, with the same one again. */
export async function second_step(stack: Stack, holder: Holder, violations: Violations): Promise<number> {
  const { account, secret } = holder;
  const browser = aBrowserOf(stack, account);
  const first = await signIn(browser, account.email, account.password);
  if (first.status !== 200) return first.status;
  if (first.body?.status !== 'second_factor_required')
    violations.push(`${account.email} was not asked for a code`);
  const step = Math.floor(Date.now() / STEP);
  const code = codeNow(secret);
  const { status } = await send(browser, 'POST', '/sign-in/second-factor', { code });
  if (status === 200 && step <= holder.usedStep) violations.push(`${account.email}: a code worked twice`);
  if (status === 401 && step > holder.sentStep)
    violations.push(`${account.email} heard that the right code is wrong`);
  holder.sentStep = step;
  if (status === 200) holder.usedStep = step;
  return status;
}

/** Asks for a link, takes it from the mailbox when it has come, and uses it twice. */
export async function reset(stack: Stack, forgetful: Forgetful, violations: Violations): Promise<number> {
  const { entry, usedTokens } = forgetful;
  const { email } = entry.account;
  if (entry.maybe !== undefined) return NOT_YET;
  if (!forgetful.isWaiting) {
    const { status } = await send(aBrowserOf(stack, entry.account), 'POST', '/forgot-password', { email });
    forgetful.isWaiting = status === 202;
    return status;
  }
  const token = await newestLink(stack, email);
  if (!token || usedTokens.includes(token)) return NOT_YET;
  forgetful.isWaiting = false;
  usedTokens.push(token);
  const use = (password: string) => send(aBrowser(stack), 'POST', '/reset-password', { token, password });
  const next = `a phrase of number ${entry.replaced.length + 1} ${Math.random()}`;
  const { status } = await use(next);
  if (SAYING_NOTHING.includes(status)) entry.maybe = next;
  if (status !== 204) return status;
  acknowledge(entry, next);
  if ((await use(`${next} again`)).status === 204) violations.push(`${email}: a link worked twice`);
  return status;
}

async function newestLink(stack: Stack, email: string): Promise<string | undefined> {
  const newest = `SELECT text FROM local_mailbox WHERE recipient = '${email}' AND text LIKE '%/reset-password?%' ORDER BY id DESC LIMIT 1`;
  const text = await stack.sql('postgres-primary', newest).catch(() => '');
  return /reset-password\?token=([\w-]+)/.exec(text)?.[1];
}

export async function sign_up(stack: Stack, { signUps }: Ledger): Promise<number> {
  const email = nextEmail();
  const person = { email, password: 'a long enough phrase', firstName: 'Robin', lastName: 'Example' };
  const { status } = await send(aBrowser(stack), 'POST', '/sign-up', person);
  if (status === 202) signUps.push(email);
  return status;
}

/** Of somebody who has no account here: known and unknown are alike, and this one has used up nothing yet. */
export function guessing(email: string): { act: Act<unknown>; judged: () => number } {
  let judged = 0;
  const act = async (stack: Stack) => {
    const { status } = await signIn(aBrowser(stack), email, `guess ${Math.random()}`);
    if (status === 401) judged += 1;
    return status;
  };
  return { act, judged: () => judged };
}
