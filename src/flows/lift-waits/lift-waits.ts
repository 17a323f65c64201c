import type { AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Devices } from '#domain/devices/devices.ts';
import type { EmailAddress } from '#domain/email-address.ts';
import type { Suspicion } from '#domain/suspicion/suspicion.ts';
import type { Lifted, Throttle } from '#domain/throttle/throttle.ts';
import type { Users } from '#domain/users/users.ts';
import type { Databases } from '#platform/database/database.ts';

export interface LiftWaitsDeps {
  databases: Pick<Databases, 'primary'>;
  users: Pick<Users, 'findKnown'>;
  devices: Pick<Devices, 'listOf'>;
  throttle: Pick<Throttle, 'liftClient' | 'liftAccount'>;
  suspicion: Pick<Suspicion, 'unflag'>;
  auditLog: Pick<AuditLog, 'recordByOperator'>;
}

/** A budget, or the marks of a robot. */
export type LiftedLimit = { limit: Lifted['limit'] | 'robot_flags'; tries: number };

export type LiftWaitsOutcome = { kind: 'lifted'; lifted: LiftedLimit[] } | { kind: 'nothing_to_lift' };

/** An operator lets somebody try again at once. What was counted is forgotten; limits stay as they are. */
export function createLiftWaits(deps: LiftWaitsDeps) {
  const { databases, users, devices, throttle, suspicion, auditLog } = deps;
  const { primary } = databases;
  const outcomeOf = (lifted: LiftedLimit[]): LiftWaitsOutcome =>
    lifted.length > 0 ? { kind: 'lifted', lifted } : { kind: 'nothing_to_lift' };

  return {
    async ofClient(client: Client): Promise<LiftWaitsOutcome> {
      const lifted: LiftedLimit[] = await throttle.liftClient(client);
      const flags = await suspicion.unflag(client);
      if (flags > 0) lifted.push({ limit: 'robot_flags', tries: flags });
      if (lifted.length > 0)
        await auditLog.recordByOperator(primary, 'waits_lifted_by_operator', undefined, {
          client: client.ip,
        });
      return outcomeOf(lifted);
    },

    /** Of an address that has no account too: its waits are the same. */
    async ofAccount(email: EmailAddress): Promise<LiftWaitsOutcome> {
      const user = await users.findKnown(primary, { email });
      const lifted = await throttle.liftAccount({
        email: email.canonical,
        userId: user?.id,
        devices: user ? await devices.listOf(primary, user.id) : [],
      });
      if (lifted.length > 0) await auditLog.recordByOperator(primary, 'waits_lifted_by_operator', user?.id);
      return outcomeOf(lifted);
    },
  };
}

export type LiftWaits = ReturnType<typeof createLiftWaits>;
