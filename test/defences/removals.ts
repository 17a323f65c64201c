import { ENUMERATION } from './enumeration.ts';
import { EXHAUSTION } from './exhaustion.ts';
import { FORWARD_AUTH } from './forward-auth.ts';
import { GUESSING } from './guessing.ts';
import { MAILED_LINKS } from './mailed-links.ts';
import { NOTICES } from './notices.ts';
import { OPERATORS } from './operators.ts';
import { PASSWORDS } from './passwords.ts';
import type { Removal } from './removal.ts';
import { REPLICAS } from './replicas.ts';
import { ROBOTS } from './robots.ts';
import { SECOND_FACTOR } from './second-factor.ts';
import { SESSIONS } from './sessions.ts';
import { STOLEN_STORES } from './stolen-stores.ts';
import { WEB } from './web.ts';

/** In the order of docs/threats.md. */
export const REMOVALS: readonly Removal[] = [
  ...ENUMERATION,
  ...GUESSING,
  ...ROBOTS,
  ...PASSWORDS,
  ...SECOND_FACTOR,
  ...SESSIONS,
  ...MAILED_LINKS,
  ...NOTICES,
  ...WEB,
  ...FORWARD_AUTH,
  ...OPERATORS,
  ...EXHAUSTION,
  ...REPLICAS,
  ...STOLEN_STORES,
];
