import type { Removal } from './removal.ts';

export const STOLEN_STORES: Removal[] = [
  {
    rows: ['T01'],
    without: 'stores passwords as they are',
    file: 'src/domain/passwords/hash-worker.ts',
    text: 'const ARGON2ID = 2;',
    instead: 'const ARGON2ID = 0;',
    fails: ['src/domain/passwords/passwords.test.ts › are stored as argon2id and never in the clear'],
  },
  {
    rows: ['T01'],
    without: 'hashes with less than OWASP asks for',
    file: 'src/config/settings.ts',
    text: 'ARGON2_MEMORY_KIB: wholeNumber(19456, 8,',
    instead: 'ARGON2_MEMORY_KIB: wholeNumber(8, 8,',
    fails: [
      'src/domain/passwords/password-hasher.test.ts › runs with at least the OWASP parameters unless told otherwise',
    ],
  },
  {
    rows: ['T01'],
    without: 'leaves old hashes as they are',
    file: 'src/domain/passwords/passwords.ts',
    text: 'if (!hasher.isOutdated(stored.hash)) return;',
    instead: 'if (!hasher.isOutdated(stored.hash) || stored) return;',
    fails: [
      'src/domain/passwords/passwords.test.ts › are hashed again at today’s costs after a right one, and only then',
    ],
  },
  {
    rows: ['T03'],
    without: 'opens what was moved from another row',
    file: 'src/platform/encryption.ts',
    text: '.setAAD(Buffer.from(boundTo))\n        .setAuthTag',
    instead: '.setAuthTag',
    also: [
      {
        file: 'src/platform/encryption.ts',
        text: 'nonce).setAAD(Buffer.from(boundTo));',
        instead: 'nonce);',
      },
    ],
    fails: [
      'src/domain/totp/totp.test.ts › does not open a ciphertext that was moved to another person’s row, or from the enrolments',
    ],
  },
  {
    rows: ['T03'],
    without: 'opens what was changed',
    file: 'src/platform/encryption.ts',
    text: 'return Buffer.concat([decipher.update(body), decipher.final()]);',
    instead: 'return Buffer.concat([decipher.update(body)]);',
    fails: ['src/platform/encryption.test.ts › does not open with any bit changed, shortened or emptied'],
  },
  {
    rows: ['T03'],
    without: 'keeps the body of a mail that was sent',
    file: 'src/domain/mail-queue/mail-queue.repository.ts',
    text: '.set({ sent_at: now, ciphertext: null, key_id: null })',
    instead: '.set({ sent_at: now })',
    fails: [
      'src/domain/mail-queue/mail-queue.test.ts › keeps bodies sealed while they wait and erases them once sent or given up',
    ],
  },
];
