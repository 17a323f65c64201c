import type { ErrorCode } from './errors.ts';

type Words = { title: string; lead: string };

export const en = {
  /** What a page says where the API has its code. */
  of: {
    validation_failed: {
      title: 'Something is missing',
      lead: 'Please go back and look over what you typed.',
    },
    invalid_credentials: { title: 'Please sign in', lead: 'Email address or password is wrong.' },
    invalid_code: { title: 'This code is not valid', lead: 'Please go back and type the next one.' },
    invalid_token: { title: 'This link no longer works', lead: 'Please ask for a new one.' },
    not_authenticated: { title: 'Please sign in', lead: 'You are not signed in any more, or never were.' },
    second_factor_required: {
      title: 'A second factor is needed',
      lead: 'Sign in with a code from your authenticator app.',
    },
    reauthentication_required: {
      title: 'Please confirm it’s you',
      lead: 'It has been a while since you proved who you are.',
    },
    proof_of_work_required: {
      title: 'One more step is needed',
      lead: 'Please go back and send the form again.',
    },
    rate_limited: { title: 'Too many tries', lead: 'Please wait a moment before the next one.' },
    overloaded: {
      title: 'Too busy right now',
      lead: 'More people than usual are signing in. Please try again in a moment.',
    },
    unavailable: {
      title: 'Not available right now',
      lead: 'A part of this service does not answer. Please try again in a moment.',
    },
    cross_origin_request: {
      title: 'This came from another site',
      lead: 'For your safety it was refused. If you meant it, start from one of our own pages.',
    },
    unsupported_media_type: {
      title: 'This could not be read',
      lead: 'What was sent is of a kind that is not accepted here.',
    },
    payload_too_large: { title: 'That was too much', lead: 'What was sent is too large.' },
    malformed_request: { title: 'This could not be read', lead: 'The address or what was sent is damaged.' },
    not_found: {
      title: 'There is nothing here',
      lead: 'The address may be mistyped, or what was here is gone.',
    },
    method_not_allowed: {
      title: 'This address cannot be opened like that',
      lead: 'It belongs to a form. Please start from its page.',
    },
    internal_error: {
      title: 'Something went wrong on our side',
      lead: 'It is noted, and you did nothing wrong. Please try again.',
    },
  } satisfies Record<ErrorCode, Words> as Record<ErrorCode, Words>,
  tryAgain: 'Try again',
  startPage: 'Go to the start page',
  error: (status: number) => `Error ${status}`,
  request: (id: string) => `request ${id}`,
};
