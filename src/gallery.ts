import { changePasswordGallery } from '#flows/change-password/change-password.gallery.ts';
import { confirmIdentityGallery } from '#flows/confirm-identity/confirm-identity.gallery.ts';
import { dashboardGallery } from '#flows/dashboard/dashboard.gallery.ts';
import { deleteAccountGallery } from '#flows/delete-account/delete-account.gallery.ts';
import { editProfileGallery } from '#flows/edit-profile/edit-profile.gallery.ts';
import { exportAccountGallery } from '#flows/export-account/export-account.gallery.ts';
import { manageSecondFactorGallery } from '#flows/manage-second-factor/manage-second-factor.gallery.ts';
import { manageSessionsGallery } from '#flows/manage-sessions/manage-sessions.gallery.ts';
import { readMailboxGallery } from '#flows/read-mailbox/read-mailbox.gallery.ts';
import { reportNotMeGallery } from '#flows/report-not-me/report-not-me.gallery.ts';
import { resetPasswordGallery } from '#flows/reset-password/reset-password.gallery.ts';
import { showActivityGallery } from '#flows/show-activity/show-activity.gallery.ts';
import { signInGallery } from '#flows/sign-in/sign-in.gallery.ts';
import { secondStepGallery } from '#flows/sign-in-second-factor/sign-in-second-factor.gallery.ts';
import { signInToAppGallery } from '#flows/sign-in-to-app/sign-in-to-app.gallery.ts';
import { signUpGallery } from '#flows/sign-up/sign-up.gallery.ts';
import { verifyEmailGallery } from '#flows/verify-email/verify-email.gallery.ts';
import type { GalleryPage } from '#web/gallery.ts';
import { componentGallery, errorGallery, expiredLinkGallery } from '#web/shared.gallery.ts';

/** Every page in every state. Loaded where the local mailbox is, and nowhere else. */
export const gallery: Map<string, readonly GalleryPage[]> = new Map([
  ['Components', componentGallery],
  ['Sign up', [...signUpGallery, ...verifyEmailGallery]],
  ['Sign in', [...signInGallery, ...secondStepGallery]],
  ['Forgotten password', resetPasswordGallery],
  ['Dashboard', dashboardGallery],
  ['Security', [...changePasswordGallery, ...manageSecondFactorGallery, ...confirmIdentityGallery]],
  ['Devices and activity', [...manageSessionsGallery, ...showActivityGallery]],
  ['Profile', [...editProfileGallery, ...exportAccountGallery, ...deleteAccountGallery]],
  ['Links', [...expiredLinkGallery, ...reportNotMeGallery]],
  ['Other apps', signInToAppGallery],
  ['Local mailbox', readMailboxGallery],
  ['Errors', errorGallery],
]);
