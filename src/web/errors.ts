import type { FieldError } from './form-state.ts';

/**
 * The public error codes (RFC 9457 problem documents). Stable: clients branch on them, so changing one is a
 * breaking change.
 */
export const ERROR_CODES = {
  validation_failed: [422, 'Some fields need another look'],
  invalid_credentials: [401, 'Email address or password is wrong'],
  invalid_code: [401, 'This code is not valid'],
  invalid_token: [400, 'This link is not valid any more'],
  not_authenticated: [401, 'Please sign in'],
  second_factor_required: [403, 'A second factor is needed'],
  reauthentication_required: [403, 'Please confirm it is you'],
  proof_of_work_required: [403, 'A proof of work is needed'],
  rate_limited: [429, 'Too many tries'],
  overloaded: [503, 'Too busy right now'],
  unavailable: [503, 'Not available right now'],
  cross_origin_request: [403, 'Refused: the request came from another site'],
  unsupported_media_type: [415, 'This content type is not accepted here'],
  payload_too_large: [413, 'The request is too large'],
  malformed_request: [400, 'The request could not be read'],
  not_found: [404, 'Nothing found here'],
  method_not_allowed: [405, 'This method is not allowed here'],
  internal_error: [500, 'Something went wrong on our side'],
} as const satisfies Record<string, readonly [status: number, title: string]>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ProblemOptions {
  /** For people; never a reason that helps an attacker. */
  detail?: string;
  /** The same on a page, in the language of its reader. */
  lead?: string;
  errors?: readonly FieldError[];
  headers?: Record<string, string>;
  /** Further members of the document, such as a challenge to answer. */
  members?: Record<string, unknown>;
}

/** Thrown where a request is refused; `error-handler.ts` alone turns it into an answer. */
export class Problem extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string | undefined;
  readonly lead: string | undefined;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Record<string, string>;
  readonly members: Record<string, unknown>;

  constructor(code: ErrorCode, { detail, lead, errors, headers = {}, members = {} }: ProblemOptions = {}) {
    const [status, title] = ERROR_CODES[code];
    super(title);
    this.code = code;
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.lead = lead;
    this.errors = errors;
    this.headers = headers;
    this.members = members;
  }
}

export const unavailable = (retryAfterSeconds = 2): Problem =>
  new Problem('unavailable', {
    detail: 'A part of the service does not answer. Please try again in a moment.',
    headers: { 'retry-after': String(retryAfterSeconds) },
  });
