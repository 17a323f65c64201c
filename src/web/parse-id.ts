const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** An id from an address; `undefined` for what no id looks like, before any store is asked. */
export function parseId<Id extends string>(text: string): Id | undefined {
  return UUID.test(text) ? (text as Id) : undefined;
}
