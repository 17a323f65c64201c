declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type UserId = Id<'user'>;
export type SessionId = Id<'session'>;
export type SignUpId = Id<'sign-up'>;
export type MailId = Id<'mail'>;
