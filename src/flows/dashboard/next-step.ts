import { linkButton } from '#web/components/components.ts';
import type { Child } from '#web/html.ts';
import type { DeviceView } from '#web/views.ts';

export type SecondFactorView = { isOn: boolean; recoveryCodesLeft: number; asked: boolean };

export type NextStep = { tone: 'success' | 'hint' | 'warning'; title: string; words: string; wayOn?: Child };

const fewCodes = 3;
const forgottenAfterDays = 14;

/** What would do most for the account's safety now; one thing at a time. */
export function nextStep(secondFactor: SecondFactorView, devices: readonly DeviceView[]): NextStep {
  if (!secondFactor.isOn) return turnItOn(secondFactor.asked);
  if (secondFactor.recoveryCodesLeft <= fewCodes) return renewCodes(secondFactor.recoveryCodesLeft);

  const forgotten = findForgottenDevice(devices);
  if (forgotten) {
    return {
      tone: 'hint',
      title: 'Still using this device?',
      words: `${forgotten.device} is signed in but has not been seen for a while. Sign it out if you no longer use it.`,
      wayOn: linkButton('Look at devices', '/account/sessions', { isSmall: true }),
    };
  }
  return {
    tone: 'success',
    title: 'Your account is well protected',
    words: 'The second factor is on and your recovery codes are ready. Nothing to do.',
  };
}

function turnItOn(asked: boolean): NextStep {
  const wayOn = linkButton('Set up the authenticator app', '/account/second-factor/set-up', {
    isSmall: true,
  });
  if (asked) {
    return {
      tone: 'warning',
      title: 'Finish protecting your account',
      words: 'When you signed up you asked for an authenticator app. It takes about a minute.',
      wayOn,
    };
  }
  return {
    tone: 'hint',
    title: 'Turn on the second factor',
    words: 'With an authenticator app, a stolen password alone is not enough to get in.',
    wayOn,
  };
}

function renewCodes(left: number): NextStep {
  return {
    tone: 'warning',
    title:
      left === 0
        ? 'You have no recovery codes left'
        : `Only ${left} recovery ${left === 1 ? 'code' : 'codes'} left`,
    words: 'They let you in when your authenticator app is out of reach. Get a new set and keep it safe.',
    wayOn: linkButton('Get new recovery codes', '/account/second-factor', { isSmall: true }),
  };
}

// Measured against the newest visit, which is this page's own: no clock is needed.
function findForgottenDevice(devices: readonly DeviceView[]): DeviceView | undefined {
  const newest = Math.max(...devices.map((device) => device.lastSeenAt.getTime()));
  const limit = newest - forgottenAfterDays * 24 * 60 * 60 * 1000;
  return devices.find((device) => !device.isCurrent && device.lastSeenAt.getTime() < limit);
}
