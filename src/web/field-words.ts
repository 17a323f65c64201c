/** What a person reads beside a field, for each stable field error code. */
const WORDS: Record<string, string> = {
  required: 'Please fill this in.',
  wrong_type: 'This is not the kind of value expected here.',
  too_long: 'This is too long.',
  invalid: 'This value is not accepted.',
  email_invalid: 'Enter an email address such as name@example.org.',
  name_invalid: 'Use 1 to 64 characters, without line breaks or control characters.',
  country_unknown: 'Choose a country from the list.',
  date_invalid: 'Enter a real date between 1900 and today.',
  password_unusable: 'Use up to 256 characters; some invisible characters are not accepted.',
  password_too_short: 'This password is too short.',
  password_too_common: 'This password is on lists that guessers try first. Choose another one.',
  password_contains_own_words:
    'Without your name, address and our name too little is left. Choose another one.',
  password_wrong: 'This is not your current password.',
  sign_up_password_wrong: 'This is not the password chosen at sign-up.',
  code_rejected: 'This code is not valid. If you used it before, wait for the next one in the app.',
  recovery_code_rejected: 'This recovery code is not valid, or was used before.',
  code_invalid: 'Enter the six digits from the app, or a recovery code.',
  transport_unknown: 'Use "cookie" or "bearer".',
  cursor_invalid: 'This is not a cursor from an earlier answer.',
};

export function wordsFor(code: string): string {
  return WORDS[code] ?? 'This value is not accepted.';
}
