import type { PasswordPolicy } from '#domain/passwords/passwords.ts';
import { type Check, fault, ok, together, warning } from '../finding.ts';

export interface BreachedPasswordsDeps {
  passwordPolicy: Pick<PasswordPolicy, 'tryLists'>;
}

export function checkBreachedPasswords({ passwordPolicy }: BreachedPasswordsDeps): Check {
  return {
    name: 'breached-passwords',
    async run() {
      const { offline, online } = await passwordPolicy.tryLists();
      const findings = [
        offline
          ? ok('the offline list works')
          : fault(
              'the offline list does not know the most usual password',
              'Run npm run breached-passwords, and restart.',
            ),
      ];
      if (online === 'found') findings.push(ok('so does the service at BREACHED_PASSWORDS_URL'));
      else if (online !== undefined) {
        findings.push(
          warning(
            online === 'unavailable'
              ? 'the service at BREACHED_PASSWORDS_URL gives no answer: the offline list decides alone'
              : 'the service at BREACHED_PASSWORDS_URL does not know the most usual password',
            'Check BREACHED_PASSWORDS_URL, and that it can be reached from here.',
          ),
        );
      }
      return together(findings);
    },
  };
}
