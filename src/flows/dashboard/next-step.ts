import { linkButton } from '#web/components/components.ts';
import type { Child } from '#web/html.ts';
import { type Reader, wordsOf } from '#web/language.ts';
import type { DeviceView } from '#web/views.ts';
import { de } from './dashboard.words.de.ts';
import { en } from './dashboard.words.en.ts';

export type SecondFactorView = { isOn: boolean; recoveryCodesLeft: number; asked: boolean };

export type NextStep = { tone: 'success' | 'hint' | 'warning'; title: string; words: string; wayOn?: Child };

const FEW_CODES = 3;
const FORGOTTEN_AFTER_DAYS = 14;

/** What would do most for the account's safety now; one thing at a time. */
export function nextStep(
  reader: Reader,
  { isOn, recoveryCodesLeft, asked }: SecondFactorView,
  devices: readonly DeviceView[],
): NextStep {
  const say = wordsOf(reader, { en, de });
  if (!isOn) return turnItOn(say, asked);
  if (recoveryCodesLeft <= FEW_CODES) return renewCodes(say, recoveryCodesLeft);

  const forgotten = findForgottenDevice(devices);
  if (forgotten) {
    return {
      tone: 'hint',
      title: say.stillUsing,
      words: say.notSeen(forgotten.device),
      wayOn: linkButton(say.lookAtDevices, '/account/sessions', { isSmall: true }),
    };
  }
  return { tone: 'success', title: say.wellProtected, words: say.nothingToDo };
}

function turnItOn(say: typeof en, asked: boolean): NextStep {
  const wayOn = linkButton(say.setUp, '/account/second-factor/set-up', { isSmall: true });
  if (asked) return { tone: 'warning', title: say.finishProtecting, words: say.askedAtSignUp, wayOn };
  return { tone: 'hint', title: say.turnItOn, words: say.whyTurnItOn, wayOn };
}

function renewCodes(say: typeof en, left: number): NextStep {
  return {
    tone: 'warning',
    title: left === 0 ? say.noCodesLeft : say.fewCodesLeft(left),
    words: say.whyCodes,
    wayOn: linkButton(say.getCodes, '/account/second-factor', { isSmall: true }),
  };
}

// Measured against the newest visit, which is this page's own: no clock is needed.
function findForgottenDevice(devices: readonly DeviceView[]): DeviceView | undefined {
  const newest = Math.max(...devices.map((device) => device.lastSeenAt.getTime()));
  const limit = newest - FORGOTTEN_AFTER_DAYS * 24 * 60 * 60 * 1000;
  return devices.find((device) => !device.isCurrent && device.lastSeenAt.getTime() < limit);
}
