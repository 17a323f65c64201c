/**
 * Check and count in one step: with a read followed by a write, 200 parallel guesses would all pass the
 * check before any is counted. Times are milliseconds of the caller's clock.
 * Returns { allowed, wait, count, mark }.
 */
export const TAKE_TURN = `
local now, free, window, first, cap, forgotten_after =
  tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local saved = redis.call('HMGET', KEYS[1], 'count', 'started', 'blocked_until', 'last')
local count = tonumber(saved[1]) or 0
local started = tonumber(saved[2]) or now
local blocked_until = tonumber(saved[3]) or 0
local last = tonumber(saved[4]) or now

if blocked_until > now then
  return { 0, blocked_until - now, count, '' }
end
if now - last >= forgotten_after or (window > 0 and now - started >= window and (count < free or first == 0)) then
  count = 0
end
if count == 0 then started = now end

count = count + 1
blocked_until = 0
if count >= free then
  if first == 0 then
    blocked_until = started + window
  else
    blocked_until = now + math.min(cap, first * 2 ^ math.min(40, count - free))
  end
end
redis.call('HSET', KEYS[1], 'count', count, 'started', started, 'blocked_until', blocked_until,
  'last', now, 'last_before', last)
redis.call('PEXPIRE', KEYS[1], math.max(forgotten_after, blocked_until - now))
return { 1, math.max(0, blocked_until - now), count, blocked_until .. ' ' .. now .. ' ' .. started }
`;

/**
 * Undoes one try, in the count that it was taken from: one that began anew since owes it nothing. Lifts the wait only
 * when it is the one this try caused, and turns the time of the last try back only when no other came since: a success
 * must not keep old failures from being forgotten. A counter without tries is none: a flood of refused tries, each
 * under an invented name, leaves nothing behind.
 */
export const GIVE_BACK_TURN = `
local count = tonumber(redis.call('HGET', KEYS[1], 'count'))
if not count then return 0 end
local blocked_until, now, started = string.match(ARGV[1], '(%S+) (%S+) (%S+)')
if redis.call('HGET', KEYS[1], 'started') ~= started then return 0 end
if redis.call('HGET', KEYS[1], 'blocked_until') == blocked_until then
  redis.call('HSET', KEYS[1], 'blocked_until', 0)
end
if redis.call('HGET', KEYS[1], 'last') == now then
  redis.call('HSET', KEYS[1], 'last', redis.call('HGET', KEYS[1], 'last_before'))
end
count = count - 1
if count <= 0 and tonumber(redis.call('HGET', KEYS[1], 'blocked_until')) == 0 then
  return redis.call('DEL', KEYS[1])
end
redis.call('HSET', KEYS[1], 'count', math.max(0, count))
return 1
`;

/** Forgets some tries; lifts the wait once free tries are left again. */
export const REDUCE = `
local count = tonumber(redis.call('HGET', KEYS[1], 'count'))
if not count then return 0 end
count = count - tonumber(ARGV[1])
if count <= 0 then return redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'count', count)
if count < tonumber(ARGV[2]) then redis.call('HSET', KEYS[1], 'blocked_until', 0) end
return 1
`;

/**
 * Writes only over a record that is alive by the caller's clock: Redis may still hold one that has expired by it.
 * ARGV: now, the packed record, its life, the value expected (may be left out).
 */
export const REPLACE = `
local packed = redis.call('GET', KEYS[1])
if not packed or tonumber(string.match(packed, '^%w+'), 36) <= tonumber(ARGV[1]) then return 0 end
if ARGV[4] and string.sub(packed, string.find(packed, ' ', 1, true) + 1) ~= ARGV[4] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1
`;

/** One step, so that of parallel callers one is told the count: each forgives what it is told. */
export const CLEAR = `
local count = redis.call('HGET', KEYS[1], 'count')
redis.call('DEL', KEYS[1])
return tonumber(count) or 0
`;
