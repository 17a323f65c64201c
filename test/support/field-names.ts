/** Every field that some form or body takes: what is tried on one is tried on all. */
export const FIELD_NAMES = [
  'email',
  'password',
  'firstName',
  'lastName',
  'country',
  'dateOfBirth',
  'token',
  'code',
  'remember',
  'transport',
  'deviceToken',
  'proof',
  'returnTo',
  'currentPassword',
  'newPassword',
  'enableSecondFactor',
];
