namespace Platform.ServiceDefaults.RateLimiting;

/// <summary>
/// One atomic script per algorithm, for Redis 7 and Garnet. Times are microseconds since 1970 by the caller's clock, so
/// that replicas need clocks that agree to a fraction of a window, as hosts with NTP do. Every key expires by itself.
/// Numbers go back to Redis as text, since neither server prints a double of 16 digits whole.
/// </summary>
internal static class RateScripts
{
    // KEYS: counter of one window. ARGV: milliseconds until it may go. Answer: requests in the window, this one included.
    public const string Fixed = """
        local used = redis.call('INCR', KEYS[1])
        if used == 1 then
          redis.call('PEXPIRE', KEYS[1], ARGV[1])
        end
        return used
        """;

    // KEYS: sorted set, one member per admitted request, scored by its time. ARGV: now, member, longest window,
    // milliseconds until the set may go, then limit and length of each window. Answer: 1 or 0, then per window the
    // requests in it before this one, and the time until its oldest leaves or, where it is full, until a place is free.
    public const string Sliding = """
        local now = tonumber(ARGV[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - tonumber(ARGV[3])))
        local total = redis.call('ZCARD', KEYS[1])
        local answer = {1}
        for i = 5, #ARGV, 2 do
          local limit = tonumber(ARGV[i])
          local length = tonumber(ARGV[i + 1])
          local count = redis.call('ZCOUNT', KEYS[1], '(' .. string.format('%.0f', now - length), '+inf')
          local free = length
          if count > 0 then
            local place = total - count
            if count >= limit then
              answer[1] = 0
              place = total - limit
            end
            local entry = redis.call('ZRANGE', KEYS[1], place, place, 'WITHSCORES')
            free = tonumber(entry[2]) + length - now
          end
          answer[#answer + 1] = count
          answer[#answer + 1] = free
        end
        if answer[1] == 1 then
          redis.call('ZADD', KEYS[1], ARGV[1], ARGV[2])
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
        end
        return answer
        """;

    // KEYS: hash of start and used. ARGV: now, limit, window, milliseconds until the hash may go.
    // Answer: 1 or 0, requests used with this one, time until the refill.
    public const string Whole = """
        local now = tonumber(ARGV[1])
        local window = tonumber(ARGV[3])
        local state = redis.call('HMGET', KEYS[1], 'start', 'used')
        local start = now
        local used = 0
        if state[1] and now < tonumber(state[1]) + window then
          start = tonumber(state[1])
          used = tonumber(state[2])
        end
        local allowed = 0
        if used < tonumber(ARGV[2]) then
          allowed = 1
          used = used + 1
          redis.call('HSET', KEYS[1], 'start', string.format('%.0f', start), 'used', used)
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
        end
        return {allowed, used, start + window - now}
        """;

    // KEYS: hash of tokens and the time they were counted. ARGV: now, burst, microseconds per token, milliseconds until
    // the hash may go. Answer: 1 or 0, whole tokens left, time until the bucket is full, time until there is a token.
    public const string Bucket = """
        local now = tonumber(ARGV[1])
        local burst = tonumber(ARGV[2])
        local each = tonumber(ARGV[3])
        local state = redis.call('HMGET', KEYS[1], 'tokens', 'at')
        local tokens = burst
        if state[1] then
          tokens = math.min(burst, tonumber(state[1]) + math.max(0, now - tonumber(state[2])) / each)
        end
        local allowed = 0
        if tokens >= 1 then
          allowed = 1
          tokens = tokens - 1
          redis.call('HSET', KEYS[1], 'tokens', string.format('%.9f', tokens), 'at', ARGV[1])
          redis.call('PEXPIRE', KEYS[1], ARGV[4])
        end
        return {allowed, math.floor(tokens), math.ceil((burst - tokens) * each), math.ceil((1 - tokens) * each)}
        """;
}
