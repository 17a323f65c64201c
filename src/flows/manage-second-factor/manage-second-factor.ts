import type { AuditEventType, AuditLog } from '#domain/audit-log/audit-log.ts';
import type { Client } from '#domain/client.ts';
import type { MailKind } from '#domain/mail-queue/mail-queue.ts';
import type { RecoveryCodes } from '#domain/recovery-codes/recovery-codes.ts';
import type { Session, Sessions, StartedSession } from '#domain/sessions/sessions.ts';
import type { RefusedTurn, Throttle } from '#domain/throttle/throttle.ts';
import type { Enrolment, Totp } from '#domain/totp/totp.ts';
import type { User, Users } from '#domain/users/users.ts';
import type { Databases, Transaction } from '#platform/database/database.ts';
import { wordsOf } from '#web/language.ts';
import type { NotifyOwner } from '#web/mails.ts';
import { de } from './manage-second-factor.words.de.ts';
import { en } from './manage-second-factor.words.en.ts';

export interface ManageSecondFactorDeps {
  databases: Databases;
  users: Pick<Users, 'requireStillAt' | 'raiseSecurityVersion' | 'forgetWish'>;
  totp: Pick<Totp, 'isOn' | 'enrol' | 'findEnrolment' | 'confirm' | 'turnOff'>;
  recoveryCodes: Pick<RecoveryCodes, 'issue' | 'countLeft' | 'removeAll'>;
  sessions: Pick<Sessions, 'endAll' | 'renew' | 'carryOver'>;
  throttle: Pick<Throttle, 'takeSecondStep' | 'forgiveSecondStep'>;
  auditLog: Pick<AuditLog, 'record'>;
  notifyOwner: NotifyOwner;
}

export type ConfirmTotpOutcome =
  | { kind: 'turned_on'; recoveryCodes: string[]; started: StartedSession }
  | { kind: 'rejected' }
  | { kind: 'session_ended' }
  | { kind: 'throttled'; refusal: RefusedTurn };

/** Changing how one signs in raises the security version: other sessions were opened under weaker rules. */
export function createManageSecondFactor(deps: ManageSecondFactorDeps) {
  const { databases, users, totp, recoveryCodes, sessions, throttle, auditLog, notifyOwner } = deps;

  /** The same record and notice for every change, in the transaction that makes it. */
  const note = async (tx: Transaction, user: User, client: Client, change: Change) => {
    await auditLog.record(tx, change.event, { userId: user.id, client });
    await notifyOwner(tx, user, change.event, wordsOf(user, { en, de }).notices[change.notice], client);
  };

  const turnOn = (user: User, session: Session, code: string, client: Client) =>
    databases.inTransaction(user.email.canonical, async (tx) => {
      await users.requireStillAt(tx, user.id, session.securityVersion);
      if (!(await totp.confirm(tx, user.id, session.id, code))) return undefined;
      await users.forgetWish(tx, user.id);
      await note(tx, user, client, TURNED_ON);
      const codes = await recoveryCodes.issue(tx, user.id);
      return { codes, securityVersion: await users.raiseSecurityVersion(tx, user.id) };
    });

  return {
    async overview({ id }: User): Promise<{ isOn: boolean; recoveryCodesLeft: number }> {
      const isOn = await totp.isOn(databases.primary, id);
      return { isOn, recoveryCodesLeft: isOn ? await recoveryCodes.countLeft(databases.primary, id) : 0 };
    },

    /** A new secret; whatever is on stays on until the code is confirmed. */
    enrol: ({ id, email }: User, session: Session): Promise<Enrolment> =>
      databases.inTransaction(email.canonical, async (tx) => {
        await users.requireStillAt(tx, id, session.securityVersion);
        return totp.enrol(tx, id, session.id, email.address);
      }),

    /** The secret still waiting in this session, else a new one. */
    async resumeEnrolment(user: User, session: Session): Promise<Enrolment> {
      const { id, email } = user;
      const waiting = await totp.findEnrolment(databases.primary, id, session.id, email.address);
      return waiting ?? this.enrol(user, session);
    },

    async confirm(user: User, session: Session, code: string, client: Client): Promise<ConfirmTotpOutcome> {
      const turn = await throttle.takeSecondStep(client, user.id);
      if (!turn.isAllowed) return { kind: 'throttled', refusal: turn };

      const turnedOn = await turn.judge(() => turnOn(user, session, code, client));
      if (!turnedOn) return { kind: 'rejected' };
      await turn.giveBack();
      await throttle.forgiveSecondStep(user.id);

      const { codes, securityVersion } = turnedOn;
      await sessions.endAll(user.id, securityVersion, session);
      const started = await sessions.renew(session, { assuranceLevel: 'aal2', securityVersion });
      return started ? { kind: 'turned_on', recoveryCodes: codes, started } : { kind: 'session_ended' };
    },

    /** Nothing happens when it was off already. */
    async turnOff(user: User, session: Session, client: Client): Promise<void> {
      const securityVersion = await databases.inTransaction(user.email.canonical, async (tx) => {
        await users.requireStillAt(tx, user.id, session.securityVersion);
        if (!(await totp.turnOff(tx, user.id))) return undefined;
        await recoveryCodes.removeAll(tx, user.id);
        await note(tx, user, client, TURNED_OFF);
        return users.raiseSecurityVersion(tx, user.id);
      });
      if (securityVersion === undefined) return;
      await sessions.endAll(user.id, securityVersion, session);
      // Apps that ask for a second factor must not take this session for a person who has one.
      await sessions.carryOver(session, { securityVersion, assuranceLevel: 'aal1' });
    },

    /** `undefined`: there is no second factor to recover. */
    async issueRecoveryCodes(user: User, session: Session, client: Client): Promise<string[] | undefined> {
      return databases.inTransaction(user.email.canonical, async (tx) => {
        await users.requireStillAt(tx, user.id, session.securityVersion);
        if (!(await totp.isOn(tx, user.id))) return undefined;
        await note(tx, user, client, NEW_CODES);
        return recoveryCodes.issue(tx, user.id);
      });
    },
  };
}

export type ManageSecondFactor = ReturnType<typeof createManageSecondFactor>;

interface Change {
  event: AuditEventType & MailKind;
  notice: keyof (typeof en)['notices'];
}

const TURNED_ON: Change = { event: 'totp_turned_on', notice: 'turnedOn' };
const TURNED_OFF: Change = { event: 'totp_turned_off', notice: 'turnedOff' };
const NEW_CODES: Change = { event: 'recovery_codes_issued', notice: 'newCodes' };
