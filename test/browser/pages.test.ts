import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { COLOUR_RULES, violationsIn } from '#test/support/axe.ts';
import { type Device, likeAPerson, openDevice, sharedChromium } from '#test/support/chromium.ts';
import {
  type Account,
  anAccount,
  createHttpClient,
  mailsTo,
  nextEmail,
  tokenMailed,
  turnOnTotp,
} from '#test/support/http-client.ts';
import { prepareService, type TestService } from '#test/support/service.ts';

describe('all pages', () => {
  let service: TestService;
  let browser: Browser;
  let plain: Account;
  let protectedByTotp: Account;

  before(async () => {
    [service, browser] = await Promise.all([
      prepareService({
        LIMIT_SIGN_IN_ACCOUNT_FREE: '1',
        LIMIT_BACKOFF_FIRST: '30s',
        FORWARD_AUTH_ORIGINS: 'http://wiki.localhost',
      }),
      sharedChromium(),
    ]);
    await service.start();
    plain = await anAccount(service);
    protectedByTotp = await anAccount(service);
    await turnOnTotp(protectedByTotp);
  });
  after(async () => {
    await service?.remove();
  });

  type Visit = (page: Page) => Promise<unknown>;
  const at =
    (path: string): Visit =>
    (page) =>
      page.goto(path);

  async function signUp(page: Page, email = nextEmail()): Promise<string> {
    await page.goto('/sign-up');
    await page.getByLabel('First name').fill('Robin');
    await page.getByLabel('Last name').fill('Example');
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('a long enough phrase');
    await likeAPerson(page);
    await page.getByRole('button', { name: 'Sign up' }).click();
    await page.waitForURL('**/sign-up/check-inbox');
    return email;
  }

  async function signIn(page: Page, email: string, password: string, next: RegExp): Promise<void> {
    await page.goto('/sign-in');
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(next).first().waitFor();
  }

  async function submitEmpty(page: Page, path: string, button: string): Promise<void> {
    await page.goto(path);
    await page.getByRole('button', { name: button }).click();
    await page.locator('#form-problem').waitFor();
  }

  const forVisitors: Record<string, Visit> = {
    'sign up': at('/sign-up'),
    'sign up with a password of middling strength and a mistyped address': async (page) => {
      await page.goto('/sign-up');
      await page.getByLabel('Email address').fill('nonsense');
      await page.getByLabel('Password', { exact: true }).fill('aaaabbbbcc');
      await page.getByText(/^Fair\.$/).waitFor();
    },
    'sign up with mistakes': (page) => submitEmpty(page, '/sign-up', 'Sign up'),
    'check your inbox': signUp,
    'confirm your address': async (page) => {
      const email = await signUp(page);
      await page.goto(`/verify-email?token=${await tokenMailed(service, email, /./)}`);
      await page.getByText('One click, and your account is ready.').waitFor();
    },
    'confirm your address from another browser': async (page) => {
      const email = await signUp(page);
      await page.context().clearCookies();
      await page.goto(`/verify-email?token=${await tokenMailed(service, email, /./)}`);
      await page.getByLabel('Password chosen at sign-up').waitFor();
    },
    'a link that no longer works': at('/verify-email?token=gone'),
    'sign in': at('/sign-in'),
    'sign in with a notice': at('/sign-in?notice=password_reset'),
    'sign in, rejected': (page) => signIn(page, nextEmail(), 'wrong', /Signed up a short while ago/),
    'sign in, throttled': async (page) => {
      const email = nextEmail();
      await signIn(page, email, 'wrong', /Signed up a short while ago/);
      await signIn(page, email, 'wrong', /You can try again in/);
    },
    'the second step': (page) =>
      signIn(page, protectedByTotp.email, protectedByTotp.password, /Open your authenticator app/),
    'forgotten password': at('/forgot-password'),
    'reset link sent': async (page) => {
      await page.goto('/forgot-password');
      await page.getByLabel('Email address').fill(plain.email);
      await likeAPerson(page);
      await page.getByRole('button', { name: 'Send me a link' }).click();
      await page.getByRole('heading', { name: 'Check your inbox' }).waitFor();
    },
    'choose a new password': async (page) => {
      await page.goto(`/reset-password?token=${await tokenMailed(service, plain.email, /new password/)}`);
      await page.getByLabel('New password').waitFor();
    },
    "this wasn't me": async (page) => {
      const { email, password } = plain;
      await createHttpClient(service).json('POST', '/sign-in', { email, password });
      await page.goto(`/not-me?token=${await tokenMailed(service, email, /New device/)}`);
      await page.getByRole('button', { name: 'It wasn’t me' }).waitFor();
    },
    "this wasn't me, done": at('/not-me/done'),
    "this wasn't me, with a link that is settled": at('/not-me?token=gone'),
    'the local mailbox': at('/dev/mailbox'),
    'a mail': async (page) => page.goto(`/dev/mailbox/${(await mailsTo(service, plain.email))[0]?.id}`),
    'the page of metrics': at('/dev/metrics'),
    'an app that did not let in': at('/forward-auth/failed?origin=http://wiki.localhost'),
    'account deleted': at('/account/deleted'),
    'nothing found': at('/no-such-page'),
    'the description of the API': at('/api/docs'),
  };

  const forPeople: Record<string, Visit> = {
    dashboard: at('/dashboard'),
    'change password': at('/account/password'),
    'change password with mistakes': (page) => submitEmpty(page, '/account/password', 'Change password'),
    'second factor off': at('/account/second-factor'),
    'second factor set-up': at('/account/second-factor/set-up'),
    devices: at('/account/sessions'),
    profile: at('/account/profile'),
    activity: at('/account/activity'),
    'download your data': at('/account/export'),
    'delete the account': at('/account/delete'),
    'delete the account with mistakes': (page) =>
      submitEmpty(page, '/account/delete', 'Delete my account for good'),
    "confirm it's you by password": at('/confirm-identity?returnTo=%2Faccount%2Fpassword'),
  };

  const forProtectedPeople: Record<string, Visit> = {
    'dashboard with a second factor': at('/dashboard'),
    'second factor on': at('/account/second-factor'),
    'turn the second factor off': at('/account/second-factor/turn-off'),
    "confirm it's you by code": at('/confirm-identity'),
    'recovery codes': async (page) => {
      await page.goto('/account/second-factor');
      await page.getByRole('button', { name: 'Get new recovery codes' }).click();
      await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
    },
  };

  const groups = [
    { who: 'a visitor', visits: forVisitors, account: () => undefined },
    { who: 'somebody signed in', visits: forPeople, account: () => plain },
    { who: 'somebody with a second factor', visits: forProtectedPeople, account: () => protectedByTotp },
  ];

  /** Whether every other page is accessible is asked by `gallery.test.ts`, in more states, in light and dark, and narrow. */
  const IN_NO_GALLERY = [
    'sign up with a password of middling strength and a mistyped address',
    'the page of metrics',
    'the description of the API',
  ];

  it('pages in no gallery are among those visited', () => {
    const visited = groups.flatMap(({ visits }) => Object.keys(visits));
    assert.deepEqual(
      IN_NO_GALLERY.filter((name) => !visited.includes(name)),
      [],
    );
  });

  for (const { who, visits, account } of groups) {
    describe(`every page for ${who} keeps to itself, and is accessible where nobody else looks`, () => {
      let device: Device;
      let page: Page;
      before(async () => {
        device = await openDevice(browser, service, { reducedMotion: 'reduce' });
        const cookies = [...(account()?.client.cookies ?? [])];
        await device.context.addCookies(cookies.map(([name, value]) => ({ name, value, url: service.url })));
        page = await device.context.newPage();
      });
      after(() => device?.close());

      for (const [name, visit] of Object.entries(visits)) {
        it(name, async () => {
          await visit(page);
          if (IN_NO_GALLERY.includes(name)) {
            assert.deepEqual(await violationsIn(page), []);
            await page.emulateMedia({ colorScheme: 'dark' });
            assert.deepEqual(await violationsIn(page, COLOUR_RULES), []);
            await page.emulateMedia({ colorScheme: 'light' });
            await page.setViewportSize({ width: 320, height: 640 });
            assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 320);
            await page.setViewportSize({ width: 1280, height: 720 });
          }
          assert.deepEqual(device.troubles, []);
        });
      }
    });
  }
});
