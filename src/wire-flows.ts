import type { Session } from '#domain/sessions/sessions.ts';
import { codeMethodOf, createAcceptCode } from '#flows/accept-code/accept-code.ts';
import { createChangePassword } from '#flows/change-password/change-password.ts';
import { createCheckHealth } from '#flows/check-health/check-health.ts';
import { createChooseLanguage } from '#flows/choose-language/choose-language.ts';
import { createCompleteSignIn } from '#flows/complete-sign-in/complete-sign-in.ts';
import { createConfirmIdentity } from '#flows/confirm-identity/confirm-identity.ts';
import { createDeleteAccount } from '#flows/delete-account/delete-account.ts';
import { createEditProfile } from '#flows/edit-profile/edit-profile.ts';
import { createExportAccount } from '#flows/export-account/export-account.ts';
import { createFindAccount } from '#flows/find-account/find-account.ts';
import { createFindUsers } from '#flows/find-users/find-users.ts';
import { createForwardAuth } from '#flows/forward-auth/forward-auth.ts';
import { createLiftWaits } from '#flows/lift-waits/lift-waits.ts';
import { createListAttempts } from '#flows/list-attempts/list-attempts.ts';
import { createManageSecondFactor } from '#flows/manage-second-factor/manage-second-factor.ts';
import { createManageSessions } from '#flows/manage-sessions/manage-sessions.ts';
import { createManageUsers } from '#flows/manage-users/manage-users.ts';
import { createNotifyOwner } from '#flows/notify-owner/notify-owner.ts';
import { createReportNotMe } from '#flows/report-not-me/report-not-me.ts';
import { createResetPassword } from '#flows/reset-password/reset-password.ts';
import { createShowMetrics } from '#flows/show-metrics/show-metrics.ts';
import { createSignIn } from '#flows/sign-in/sign-in.ts';
import { createSecondStep } from '#flows/sign-in-second-factor/sign-in-second-factor.ts';
import { createSignInToApp } from '#flows/sign-in-to-app/sign-in-to-app.ts';
import { createSignOut } from '#flows/sign-out/sign-out.ts';
import { createSignUp } from '#flows/sign-up/sign-up.ts';
import { createVerifyEmail } from '#flows/verify-email/verify-email.ts';
import { createWarnOfFailures } from '#flows/warn-of-failures/warn-of-failures.ts';
import { between } from '#platform/duration.ts';
import { noteUser } from '#platform/request-notes.ts';
import type { Account } from '#web/current-account.ts';
import { createMails } from '#web/mails.ts';
import type { Config } from './config.ts';
import { countOutcomes } from './count-outcomes.ts';
import { healthParts } from './health-parts.ts';
import type { Nouns, Platform } from './wiring.ts';

export type Flows = ReturnType<typeof wireFlows>;

/** The verbs. Each takes from `parts` what its deps type names, and can reach no more. */
export function wireFlows(config: Config, platform: Platform, nouns: Nouns) {
  const { databases, clock, metrics } = platform;
  const mails = createMails(config);
  const notifyOwner = createNotifyOwner({ ...nouns, clock, mails });
  const parts = { ...nouns, databases, clock, mails, notifyOwner };
  const findAccount = createFindAccount({
    ...parts,
    memory: nouns.accountChanges.remembering<Account>(),
    onFound: (from) => metrics.accountLookups.inc({ from }),
  });
  const acceptCode = createAcceptCode(parts);
  const completeSignIn = createCompleteSignIn({ ...parts, onCompleted: noteUser });
  const signUp = createSignUp(parts);
  const confirmIdentity = createConfirmIdentity({ ...parts, acceptCode });

  return {
    signUp: {
      ...signUp,
      signUp: countOutcomes(signUp.signUp, (outcome) => metrics.signUps.inc({ outcome })),
    },
    verifyEmail: createVerifyEmail(parts),
    signIn: countOutcomes(createSignIn({ ...parts, completeSignIn }), (outcome) =>
      metrics.signIns.inc({ outcome }),
    ),
    secondStep: countOutcomes(
      createSecondStep({ ...parts, acceptCode, completeSignIn }),
      (outcome, { code }) => metrics.secondSteps.inc({ method: codeMethodOf(code), outcome }),
    ),
    signOut: createSignOut(parts),
    resetPassword: createResetPassword({
      ...parts,
      onStep: (step) => metrics.passwordResets.inc({ step }),
    }),
    reportNotMe: createReportNotMe(parts),
    confirmIdentity: {
      ...confirmIdentity,
      confirm: countOutcomes(confirmIdentity.confirm, (outcome) =>
        metrics.identityConfirmations.inc({ outcome }),
      ),
    },
    changePassword: createChangePassword(parts),
    manageSecondFactor: createManageSecondFactor(parts),
    manageSessions: createManageSessions(parts),
    editProfile: createEditProfile(parts),
    exportAccount: createExportAccount(parts),
    deleteAccount: createDeleteAccount(parts),
    chooseLanguage: createChooseLanguage(parts),
    warnOfFailures: createWarnOfFailures(parts),
    listAttempts: createListAttempts(parts),
    liftWaits: createLiftWaits(parts),
    findUsers: createFindUsers(parts),
    manageUsers: createManageUsers(parts),
    checkHealth: createCheckHealth({ ...nouns, ...healthParts(config, platform) }),
    findAccount,
    forwardAuth: createForwardAuth({
      ...parts,
      findUser: async (session) => (await findAccount(session))?.user,
    }),
    signInToApp: createSignInToApp(parts),
    showMetrics: createShowMetrics({ readMetrics: metrics.read, clock }),

    /** A proof within the window, and with the second factor where one is on. */
    async isFresh({ authenticatedAt, assuranceLevel, userId }: Session): Promise<boolean> {
      if (between(authenticatedAt, clock.now()) > config.reauthenticationWindow) return false;
      return assuranceLevel === 'aal2' || !(await nouns.totp.isOn(databases.primary, userId));
    },
  };
}
