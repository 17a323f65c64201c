declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Id<'user'>;
export type SessionId = Id<'session'>;
export type SignUpId = Id<'sign-up'>;
export type MailId = Id<'mail'>;

/** Nobody's id: an unknown address asks the stores the same questions as a known one. */
export const NOBODY = '00000000-0000-0000-0000-000000000000' as UserId;
