import type { AuditEventType } from '#domain/audit-log/audit-log.ts';
import type { TestApp } from './app.ts';
import { createBrowser } from './browser.ts';
import type { TestOperator } from './operator.ts';
import { aPerson, type Person, signIn, type Wishes } from './people.ts';

export interface AuditStage {
  testApp: TestApp;
  operator: TestOperator;
}

type Step = () => Promise<{ statusCode: number }>;

/** Somebody about to do what is recorded. */
export interface Scene {
  /** The address of whom the record is about. */
  email: string;
  act: Step;
  /** The status of an `act` that came through. */
  done: number;
  /** Much like it, but it does not happen: refused, or there was nothing to do. */
  spare: Step;
  spared: number;
  /** What was typed or handed out, and is nobody else's business. */
  secrets: string[];
  /** Further kinds that one act leaves. */
  also?: AuditEventType[];
  /** It is done in the short-lived state, before and apart from its record: it cannot be done again. */
  cannotBeUndone?: boolean;
  isByOperator?: boolean;
  /** The account is gone afterwards, and with it from where. */
  leavesNobody?: boolean;
}

export const NEW = 'quite another phrase';
export const WRONG = 'not the right phrase';
export const NOBODY = 'nobody-at-all@example.org';

/** Somebody with an account, and what they and strangers do in more than one of the scenes. */
export async function aScene(testApp: TestApp, wishes: Wishes = {}) {
  const person = await aPerson(testApp, wishes);
  const { email, password, browser, totp } = person;
  const signInWith = (typed: string) => () =>
    createBrowser(testApp).json('POST', '/sign-in', { email, password: typed });
  return {
    email,
    password,
    browser,
    stranger: createBrowser(testApp),
    recoveryCodes: totp?.recoveryCodes ?? [],
    secrets: secretsOf(person),
    signInRightly: signInWith(password),
    signInWrongly: signInWith(WRONG),
    confirm: (typed: string) => () => browser.json('POST', '/confirm-identity', { password: typed }),
    change: (currentPassword: string, newPassword: string) => () =>
      browser.json('POST', '/account/password', { currentPassword, newPassword }),
  };
}

/** The same, and a browser in which a sign-in waits for its code. */
export async function aWaitingScene(testApp: TestApp) {
  const scene = await aScene(testApp, { hasTotp: true });
  const waiting = createBrowser(testApp);
  await signIn(waiting, scene);
  return { ...scene, waiting };
}

interface Command {
  field?: string;
  spared: number;
  wishes?: Wishes;
}

/** A command about somebody; the same about an address that nobody has is spared. */
export async function byOperator(
  { testApp, operator }: AuditStage,
  command: string,
  how: Command,
): Promise<Scene> {
  const { field = 'user', spared, wishes } = how;
  const { email, secrets } = await aScene(testApp, wishes);
  const run = (name: string) => () => operator.run(command, { [field]: name });
  return { email, secrets, act: run(email), done: 200, spare: run(NOBODY), spared, isByOperator: true };
}

const secretsOf = ({ password, browser, totp }: Person): string[] =>
  [password, NEW, WRONG, ...browser.cookies.values(), totp?.secret ?? [], totp?.recoveryCodes ?? []].flat();

/** What a request left for later; a failure there has no status of its own. */
export async function runJobs(testApp: TestApp): Promise<{ statusCode: number }> {
  try {
    await testApp.runJobs();
    return { statusCode: 204 };
  } catch {
    return { statusCode: 500 };
  }
}
