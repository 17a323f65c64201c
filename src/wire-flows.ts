import type { Session } from '#domain/sessions/sessions.ts';
import { createAcceptCode } from '#flows/accept-code/accept-code.ts';
import { createChangePassword } from '#flows/change-password/change-password.ts';
import { createCompleteSignIn } from '#flows/complete-sign-in/complete-sign-in.ts';
import { createConfirmIdentity } from '#flows/confirm-identity/confirm-identity.ts';
import { createEditProfile } from '#flows/edit-profile/edit-profile.ts';
import { createManageSecondFactor } from '#flows/manage-second-factor/manage-second-factor.ts';
import { createManageSessions } from '#flows/manage-sessions/manage-sessions.ts';
import { createResetPassword } from '#flows/reset-password/reset-password.ts';
import { createSignIn } from '#flows/sign-in/sign-in.ts';
import { createSecondStep } from '#flows/sign-in-second-factor/sign-in-second-factor.ts';
import { createSignOut } from '#flows/sign-out/sign-out.ts';
import { createSignUp } from '#flows/sign-up/sign-up.ts';
import { createVerifyEmail } from '#flows/verify-email/verify-email.ts';
import { between } from '#platform/duration.ts';
import { createMails } from '#web/mails.ts';
import type { Config } from './config.ts';
import type { Nouns, Platform } from './wiring.ts';

export type Flows = ReturnType<typeof wireFlows>;

/** The verbs. Each takes from `parts` what its deps type names, and can reach no more. */
export function wireFlows(config: Config, { databases, clock }: Platform, nouns: Nouns) {
  const mails = createMails({ brandName: config.brandName, publicUrl: config.publicUrl });
  const parts = { ...nouns, databases, clock, mails };
  const acceptCode = createAcceptCode(parts);
  const completeSignIn = createCompleteSignIn(parts);

  return {
    signUp: createSignUp(parts),
    verifyEmail: createVerifyEmail(parts),
    signIn: createSignIn({ ...parts, completeSignIn }),
    secondStep: createSecondStep({ ...parts, acceptCode, completeSignIn }),
    signOut: createSignOut(parts),
    resetPassword: createResetPassword(parts),
    confirmIdentity: createConfirmIdentity({ ...parts, acceptCode }),
    changePassword: createChangePassword(parts),
    manageSecondFactor: createManageSecondFactor(parts),
    manageSessions: createManageSessions(parts),
    editProfile: createEditProfile(parts),

    /** A proof within the window, and with the second factor where one is on. */
    async isFresh({ authenticatedAt, assuranceLevel, userId }: Session): Promise<boolean> {
      if (between(authenticatedAt, clock.now()) > config.reauthenticationWindow) return false;
      return assuranceLevel === 'aal2' || !(await nouns.totp.isOn(databases.primary, userId));
    },
  };
}
