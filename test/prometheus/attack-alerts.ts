import type { Scenario } from './scenario.ts';

const signIns = (outcome: string) => `latchkey_sign_in_attempts_total{outcome="${outcome}"}`;

export const ATTACK_ALERTS: Readonly<Record<string, Scenario>> = {
  SignInsFail: {
    fires: {
      series: { [signIns('rejected')]: '0+60x100', [signIns('signed_in')]: '0+12x100' },
      at: '20m',
      summary: '83.33% of passwords tried are wrong',
    },
    // At night all three who try mistype.
    staysQuiet: {
      series: { [signIns('rejected')]: '0+3x100', [signIns('signed_in')]: '0x100' },
      at: '20m',
    },
  },
  ThrottlingSurges: {
    fires: {
      series: {
        'latchkey_throttled_total{limit="credentials_per_client"}': '0+20x100',
        'latchkey_throttled_total{limit="credentials_per_account"}': '0+10x100',
      },
      at: '20m',
      summary: '2 tries a second are refused by limits',
    },
    // A few minutes of it.
    staysQuiet: {
      series: { 'latchkey_throttled_total{limit="credentials_per_client"}': '0+30x16 480x100' },
      at: '20m',
    },
  },
  HoneypotSurges: {
    fires: {
      series: { 'latchkey_honeypot_trips_total{form="sign_up"}': '0+6x100' },
      at: '20m',
      summary: 'Robots fill in the hidden field 400m times a second',
    },
    // Now and then one comes by.
    staysQuiet: { series: { 'latchkey_honeypot_trips_total{form="sign_up"}': '0+1x100' }, at: '20m' },
  },
};
