import { constants, setPriority } from 'node:os';
import { hashSync, verifySync } from '@node-rs/argon2';

/** What one worker thread can be asked. */
export type HashTask =
  | { kind: 'hash'; password: string; memoryCost: number; timeCost: number; parallelism: number }
  | { kind: 'verify'; password: string; hash: string };

/** `Algorithm.Argon2id`; the enum itself is a const enum, which type stripping cannot read. */
const ARGON2ID = 2;

// On Linux this sets the priority of this thread alone: session checks go on while everybody signs in.
try {
  setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
} catch {
  // Not permitted here: hashing then competes on equal terms, which is slower and not wrong.
}

export default function run(task: HashTask): string | boolean {
  if (task.kind === 'verify') return verifySync(task.hash, task.password);
  const { password, ...costs } = task;
  return hashSync(password, { algorithm: ARGON2ID, ...costs });
}
