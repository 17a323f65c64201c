/** What answers look like once they were JSON. */
export type Sent<Value> = Value extends Date | string
  ? string
  : Value extends readonly (infer Item)[]
    ? Sent<Item>[]
    : Value extends object
      ? { [Key in keyof Value]: Sent<Value[Key]> }
      : Value;

/** All times are shown in UTC, as logs have them. */
export const toMinute = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)}`;
export const toSecond = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 19)}`;

export const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`;

/** Control characters that JSON lets through are escaped too: a terminal may show it. */
export const toJson = (answer: unknown): string =>
  `${JSON.stringify(answer, undefined, 2).replace(
    /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;
