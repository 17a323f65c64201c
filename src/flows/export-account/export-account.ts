import type { AuditEvent, AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { Devices, RememberedDevice } from '#domain/devices/devices.ts';
import type { UserId } from '#domain/ids.ts';
import type { MailedOnce, MailQueue } from '#domain/mail-queue/mail-queue.ts';
import type { MailedLink, MailTokens } from '#domain/mail-tokens/mail-tokens.ts';
import type { Passwords } from '#domain/passwords/passwords.ts';
import type { RecoveryCodes } from '#domain/recovery-codes/recovery-codes.ts';
import type { Session, Sessions } from '#domain/sessions/sessions.ts';
import type { Totp } from '#domain/totp/totp.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Clock } from '#platform/clock.ts';
import type { Databases, FreshDb } from '#platform/database/database.ts';

export interface ExportAccountDeps {
  databases: Pick<Databases, 'deciding' | 'inTransaction'>;
  users: Pick<Users, 'requireStillAt'>;
  passwords: Pick<Passwords, 'changedAt'>;
  totp: Pick<Totp, 'turnedOnAt'>;
  recoveryCodes: Pick<RecoveryCodes, 'countLeft'>;
  sessions: Pick<Sessions, 'list'>;
  devices: Pick<Devices, 'list'>;
  mailTokens: Pick<MailTokens, 'list'>;
  mailQueue: Pick<MailQueue, 'listTo'>;
  auditLog: Pick<AuditLog, 'record' | 'list'>;
  clock: Clock;
}

/** All that is held about a person, without what opens anything: no hash, no secret, no token. */
export interface AccountExport {
  exportedAt: Date;
  user: User;
  passwordChangedAt: Date | undefined;
  totpTurnedOnAt: Date | undefined;
  recoveryCodesLeft: number;
  sessions: Session[];
  devices: RememberedDevice[];
  links: MailedLink[];
  mails: MailedOnce[];
  events: AuditEvent[];
}

const EVENTS_AT_A_TIME = 500;

export function createExportAccount(deps: ExportAccountDeps) {
  const { databases, users, passwords, totp, recoveryCodes, sessions, devices } = deps;
  const { mailTokens, mailQueue, auditLog, clock } = deps;

  const listEvents = async (db: FreshDb, id: UserId): Promise<AuditEvent[]> => {
    const events: AuditEvent[] = [];
    let cursor: string | undefined;
    do {
      const page = await auditLog.list(db, id, { cursor, limit: EVENTS_AT_A_TIME });
      events.push(...page.events);
      cursor = page.nextCursor;
    } while (cursor);
    return events;
  };

  /** Recorded first: no copy goes out of which nobody knows. */
  return async function exportAccount(user: User, session: Session, client: Client): Promise<AccountExport> {
    const { id, email } = user;
    await databases.inTransaction(email.canonical, async (tx) => {
      await users.requireStillAt(tx, id, session.securityVersion);
      await auditLog.record(tx, 'account_exported', { userId: id, client });
    });
    const live = await sessions.list(id);
    return databases.deciding(email.canonical, async (db) => ({
      exportedAt: clock.now(),
      user,
      passwordChangedAt: await passwords.changedAt(db, id),
      totpTurnedOnAt: await totp.turnedOnAt(db, id),
      recoveryCodesLeft: await recoveryCodes.countLeft(db, id),
      sessions: live,
      devices: await devices.list(db, id),
      links: await mailTokens.list(db, id),
      mails: await mailQueue.listTo(db, email),
      events: await listEvents(db, id),
    }));
  };
}

export type ExportAccount = ReturnType<typeof createExportAccount>;
