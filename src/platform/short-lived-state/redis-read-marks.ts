import type { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import { type Floor, MARK_LIFETIME, type Position, type ReadMarks } from '../database/read-marks.ts';
import { hashedName } from '../hashing.ts';

interface Scripts {
  pinMark(key: string, pin: string, at: number | '', life: number): Promise<number>;
  settleMark(key: string, pin: string, timeline: number, bytes: number, life: number): Promise<number>;
  raiseFloor(key: string, epoch: string, timeline: number, bytes: number, at: number | ''): Promise<number>;
}

const FLOOR = 'floor';

/**
 * A person's mark is a hash: the position, and one field for each pin. People are named by a plain hash, as
 * throttle counters are, and not under a secret key: two instances in the midst of a key rotation would
 * look for one person under two names, and miss each other's marks. No command touches two keys (Cluster).
 * `clock` stands in for the server's.
 */
export function createRedisReadMarks(redis: Redis, epoch: () => Promise<string>, clock?: Clock): ReadMarks {
  redis.defineCommand('pinMark', { numberOfKeys: 1, lua: PIN_MARK });
  redis.defineCommand('settleMark', { numberOfKeys: 1, lua: SETTLE_MARK });
  redis.defineCommand('raiseFloor', { numberOfKeys: 1, lua: RAISE_FLOOR });
  const scripts = redis as unknown as Scripts;
  const now = async () => clock?.now() ?? toDate(await redis.time());
  const keyOf = (person: string) => `m:${hashedName(person)}`;

  return {
    epoch,
    async pin(person, pin) {
      await scripts.pinMark(keyOf(person), PIN + pin, clock?.now().getTime() ?? '', MARK_LIFETIME);
    },
    async unpin(person, pin) {
      await redis.hdel(keyOf(person), PIN + pin);
    },
    async settle(person, pin, { timeline, bytes }) {
      await scripts.settleMark(keyOf(person), PIN + pin, timeline, bytes, MARK_LIFETIME);
    },
    async look(person) {
      const [fields, floor, time] = await Promise.all([
        redis.hgetall(keyOf(person)),
        redis.hgetall(FLOOR),
        now(),
      ]);
      return { pinnedAt: newestPin(fields), mark: positionIn(fields), floor: floorIn(floor), now: time };
    },
    async floor() {
      const [floor, time] = await Promise.all([redis.hgetall(FLOOR), now()]);
      return { floor: floorIn(floor), now: time };
    },
    async raiseFloor({ epoch: ofStore, timeline, bytes }) {
      await scripts.raiseFloor(FLOOR, ofStore, timeline, bytes, clock?.now().getTime() ?? '');
    },
  };
}

const PIN = 'pin:';

/** As `TIME` answers: seconds, and microseconds of the one under way. */
const toDate = ([seconds, microseconds]: (number | string)[]): Date =>
  new Date(Number(seconds) * 1_000 + Math.floor(Number(microseconds) / 1_000));

function newestPin(fields: Record<string, string>): Date | undefined {
  const pins = Object.entries(fields).filter(([name]) => name.startsWith(PIN));
  return pins.length === 0 ? undefined : new Date(Math.max(...pins.map(([, at]) => Number(at))));
}

function positionIn({ timeline, bytes }: Record<string, string>): Position | undefined {
  return timeline && bytes ? { timeline: Number(timeline), bytes: Number(bytes) } : undefined;
}

function floorIn(fields: Record<string, string>): Floor | undefined {
  const position = positionIn(fields);
  return position && { ...position, epoch: fields.epoch ?? '', raisedAt: new Date(Number(fields.at)) };
}

const TIME_UNLESS_TOLD = `
if at == '' then local time = redis.call('TIME') at = time[1] * 1000 + math.floor(time[2] / 1000) end
`;

/** One step: a pin without an end would outlive everything. */
const PIN_MARK = `
local at = ARGV[2]
${TIME_UNLESS_TOLD}redis.call('HSET', KEYS[1], ARGV[1], at)
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

/** A later timeline always counts: positions before and after a failover cannot be compared. */
const SETTLE_MARK = `
redis.call('HDEL', KEYS[1], ARGV[1])
local timeline, bytes = tonumber(ARGV[2]), tonumber(ARGV[3])
local known = redis.call('HMGET', KEYS[1], 'timeline', 'bytes')
local old_timeline, old_bytes = tonumber(known[1]) or -1, tonumber(known[2]) or -1
if timeline > old_timeline or (timeline == old_timeline and bytes > old_bytes) then
  redis.call('HSET', KEYS[1], 'timeline', ARGV[2], 'bytes', ARGV[3])
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
`;

const RAISE_FLOOR = `
local known = redis.call('HMGET', KEYS[1], 'epoch', 'timeline', 'bytes')
local timeline, bytes = tonumber(ARGV[2]), tonumber(ARGV[3])
if known[1] == ARGV[1] then
  local old_timeline, old_bytes = tonumber(known[2]), tonumber(known[3])
  if timeline < old_timeline or (timeline == old_timeline and bytes < old_bytes) then return 0 end
end
local at = ARGV[4]
${TIME_UNLESS_TOLD}redis.call('HSET', KEYS[1], 'epoch', ARGV[1], 'timeline', ARGV[2], 'bytes', ARGV[3], 'at', at)
return 1
`;
