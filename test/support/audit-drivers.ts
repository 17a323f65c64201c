import type { AuditEventType } from '#domain/audit-log/audit-log.ts';
import {
  type AuditStage,
  aScene,
  aWaitingScene,
  byOperator,
  NEW,
  NOBODY,
  runJobs,
  type Scene,
  WRONG,
} from './audit-scenes.ts';
import { createBrowser, type TestBrowser } from './browser.ts';
import { aPerson, mailedToken, nextCode, notMeToken, signIn } from './people.ts';

let count = 0;

/** How each kind of event comes about, by HTTP as everybody does it. A kind that is missing does not compile. */
export const AUDIT_DRIVERS: Record<AuditEventType, (stage: AuditStage) => Promise<Scene>> = {
  async account_created({ testApp }) {
    const browser = createBrowser(testApp);
    count += 1;
    const wishes = { email: `recorded-${count}@example.org`, password: NEW, firstName: 'N', lastName: 'C' };
    await browser.json('POST', '/sign-up', wishes);
    const token = await mailedToken(testApp, wishes.email);
    return {
      email: wishes.email,
      act: () => browser.json('POST', '/verify-email', { token }),
      done: 204,
      spare: () => browser.json('POST', '/verify-email', { token: 'gone' }),
      spared: 400,
      secrets: [token, NEW],
    };
  },

  async signed_in({ testApp }) {
    const scene = await aScene(testApp, { isSignedIn: false });
    return { ...scene, act: scene.signInRightly, done: 200, spare: scene.signInWrongly, spared: 401 };
  },

  async sign_in_rejected({ testApp }) {
    const scene = await aScene(testApp, { isSignedIn: false });
    return { ...scene, act: scene.signInWrongly, done: 401, spare: scene.signInRightly, spared: 200 };
  },

  async honeypot_filled({ testApp }) {
    const { email, password, ...scene } = await aScene(testApp, { isSignedIn: false });
    const signInAs = (subject: string) => () =>
      createBrowser(testApp).json('POST', '/sign-in', { email, password, subject });
    return { ...scene, email, act: signInAs('Cheap pills'), done: 401, spare: signInAs(''), spared: 200 };
  },

  async second_factor_rejected({ testApp }) {
    const { waiting, ...scene } = await aWaitingScene(testApp);
    const act = () => waiting.json('POST', '/sign-in/second-factor', { code: '000000' });
    const spare = () => createBrowser(testApp).json('POST', '/sign-in/second-factor', { code: '000000' });
    return { ...scene, act, done: 401, spare, spared: 401 };
  },

  async recovery_code_used({ testApp }) {
    const { waiting, recoveryCodes, ...scene } = await aWaitingScene(testApp);
    const send = (code: string | undefined) => () => waiting.json('POST', '/sign-in/second-factor', { code });
    const { totp } = await aPerson(testApp, { hasTotp: true });
    const act = send(recoveryCodes[0]);
    const spare = send(totp?.recoveryCodes[0]);
    return { ...scene, act, done: 200, spare, spared: 401, also: ['signed_in'] };
  },

  async signed_out({ testApp }) {
    const { browser, stranger, ...scene } = await aScene(testApp);
    const signOut = (by: TestBrowser) => () => by.json('POST', '/sign-out');
    const spare = signOut(stranger);
    return { ...scene, act: signOut(browser), done: 204, spare, spared: 401, cannotBeUndone: true };
  },

  async identity_confirmed({ testApp }) {
    const scene = await aScene(testApp);
    return {
      ...scene,
      act: scene.confirm(scene.password),
      done: 204,
      spare: scene.confirm(WRONG),
      spared: 401,
    };
  },

  async identity_rejected({ testApp }) {
    const scene = await aScene(testApp);
    return {
      ...scene,
      act: scene.confirm(WRONG),
      done: 401,
      spare: scene.confirm(scene.password),
      spared: 204,
    };
  },

  async password_changed({ testApp }) {
    const { change, ...scene } = await aScene(testApp);
    const { password } = scene;
    return { ...scene, act: change(password, NEW), done: 204, spare: change(password, 'short'), spared: 422 };
  },

  async password_change_rejected({ testApp }) {
    const { change, ...scene } = await aScene(testApp);
    const { password } = scene;
    return { ...scene, act: change(WRONG, NEW), done: 401, spare: change(password, password), spared: 422 };
  },

  async password_reset_requested({ testApp }) {
    const { stranger, ...scene } = await aScene(testApp);
    const ask = (email: string) => stranger.json('POST', '/forgot-password', { email });
    let isAsked = false;
    const act = async () => {
      if (!isAsked) await ask(scene.email);
      isAsked = true;
      return runJobs(testApp);
    };
    const spare = async () => {
      await ask(NOBODY);
      return runJobs(testApp);
    };
    return { ...scene, act, done: 204, spare, spared: 204 };
  },

  async password_reset({ testApp }) {
    const { stranger, ...scene } = await aScene(testApp);
    await stranger.json('POST', '/forgot-password', { email: scene.email });
    const token = await mailedToken(testApp, scene.email);
    const reset = (password: string) => () => stranger.json('POST', '/reset-password', { token, password });
    const secrets = [...scene.secrets, token];
    return { ...scene, secrets, act: reset(NEW), done: 204, spare: reset('short'), spared: 422 };
  },

  async totp_turned_on({ testApp }) {
    const { browser, ...scene } = await aScene(testApp);
    const { secret } = (await browser.json('POST', '/account/totp')).json();
    const confirm = (code: string) => browser.json('POST', '/account/totp/confirm', { code });
    const act = () => confirm(nextCode(testApp, secret));
    const secrets = [...scene.secrets, secret];
    return { ...scene, secrets, act, done: 200, spare: () => confirm('000000'), spared: 401 };
  },

  async totp_turned_off({ testApp }) {
    const { browser, ...scene } = await aScene(testApp, { hasTotp: true });
    const other = await aPerson(testApp);
    const turnOff = (by: TestBrowser) => () => by.json('DELETE', '/account/totp');
    return { ...scene, act: turnOff(browser), done: 204, spare: turnOff(other.browser), spared: 204 };
  },

  async recovery_codes_issued({ testApp }) {
    const { browser, ...scene } = await aScene(testApp, { hasTotp: true });
    const other = await aPerson(testApp);
    const issue = (by: TestBrowser) => () => by.json('POST', '/account/recovery-codes');
    return { ...scene, act: issue(browser), done: 200, spare: issue(other.browser), spared: 404 };
  },

  async session_ended({ testApp }) {
    const { browser, stranger, ...scene } = await aScene(testApp);
    const elsewhere = await signIn(stranger, scene);
    const end = (id: string) => () => browser.json('DELETE', `/sessions/${id}`);
    const spare = end('01890000-0000-7000-8000-000000000000');
    return { ...scene, act: end(elsewhere.session.id), done: 204, spare, spared: 404, cannotBeUndone: true };
  },

  async other_sessions_ended({ testApp }) {
    const { browser, stranger, ...scene } = await aScene(testApp);
    const end = (by: TestBrowser) => () => by.json('DELETE', '/sessions');
    return { ...scene, act: end(browser), done: 200, spare: end(stranger), spared: 401 };
  },

  async profile_changed({ testApp }) {
    const { browser, ...scene } = await aScene(testApp);
    const change = (profile: object) => () => browser.json('PATCH', '/account/profile', profile);
    const spare = change({ dateOfBirth: '2999-01-01' });
    const secrets = [...scene.secrets, 'Zenobia'];
    return { ...scene, secrets, act: change({ firstName: 'Zenobia' }), done: 200, spare, spared: 422 };
  },

  async account_exported({ testApp }) {
    const { browser, stranger, ...scene } = await aScene(testApp);
    const download = (by: TestBrowser) => () => by.json('GET', '/account/export');
    return { ...scene, act: download(browser), done: 200, spare: download(stranger), spared: 401 };
  },

  async account_deleted({ testApp }) {
    const { browser, stranger, ...scene } = await aScene(testApp);
    const remove = (by: TestBrowser) => () => by.json('DELETE', '/account');
    const spare = remove(stranger);
    return { ...scene, act: remove(browser), done: 204, spare, spared: 401, leavesNobody: true };
  },

  async reported_not_me({ testApp }) {
    const { stranger, ...scene } = await aScene(testApp);
    await signIn(createBrowser(testApp), scene);
    const token = await notMeToken(testApp, scene.email);
    const report = (what: string) => () => stranger.json('POST', '/not-me', { token: what });
    const secrets = [...scene.secrets, token];
    return { ...scene, secrets, act: report(token), done: 204, spare: report('gone'), spared: 400 };
  },

  user_disabled: (stage) => byOperator(stage, '/users/disable', { spared: 404 }),

  async user_enabled(stage) {
    const scene = await byOperator(stage, '/users/enable', { spared: 404 });
    await stage.operator.run('/users/disable', { user: scene.email });
    return scene;
  },

  sessions_ended_by_operator: (stage) => byOperator(stage, '/users/end-sessions', { spared: 404 }),

  second_factor_removed_by_operator: (stage) =>
    byOperator(stage, '/users/remove-second-factor', { spared: 404, wishes: { hasTotp: true } }),

  async waits_lifted_by_operator(stage) {
    const scene = await byOperator(stage, '/unban', { field: 'address', spared: 200 });
    const wrongly = { email: scene.email, password: WRONG };
    await createBrowser(stage.testApp).json('POST', '/sign-in', wrongly);
    return { ...scene, cannotBeUndone: true };
  },
};
