/** What pages of several flows show; routes make these from what the nouns return. */

export type DeviceView = {
  id: string;
  device: string;
  ip: string;
  createdAt: Date;
  lastSeenAt: Date;
  isCurrent: boolean;
};

export type EventView = {
  id: string;
  words: string;
  occurredAt: Date;
  ip?: string | undefined;
  device?: string | undefined;
};

export type CountryOption = { code: string; name: string };
