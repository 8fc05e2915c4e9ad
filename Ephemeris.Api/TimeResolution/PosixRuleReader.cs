namespace Ephemeris.Api.TimeResolution;

/// <summary>Reads the words of a POSIX TZ string one after the other.</summary>
internal ref struct PosixRuleReader(ReadOnlySpan<char> text)
{
    private const int MaxOffsetHours = 24;
    private const int MaxTimeHours = 167;

    private ReadOnlySpan<char> _rest = text;

    /// <summary>True when all was read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>Skips one character if it is next.</summary>
    public bool Next(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }

    /// <summary>Three or more letters, or <c>&lt;…&gt;</c> with letters, digits and signs.</summary>
    public bool Name(out string name)
    {
        var quoted = Next('<');
        var length = 0;
        while (length < _rest.Length
            && (char.IsAsciiLetter(_rest[length]) || (quoted && (char.IsAsciiDigit(_rest[length]) || _rest[length] is '+' or '-'))))
        {
            length++;
        }

        name = _rest[..length].ToString();
        _rest = _rest[length..];
        return length >= 3 && (!quoted || Next('>'));
    }

    /// <summary>Offset in seconds west of Greenwich, <c>[±]h[h][:mm[:ss]]</c>, at most 24 hours.</summary>
    public bool Offset(out int secondsWest) => Clock(MaxOffsetHours, out secondsWest);

    /// <summary>A yearly day with an optional time; without one it is 02:00.</summary>
    public bool Day(out YearlyDay day)
    {
        day = default;
        var (kind, month, week, number) = (Next('M') ? 'M' : Next('J') ? 'J' : 'N', 0, 0, 0);
        var read = kind switch
        {
            'M' => Number(1, 12, out month) && Next('.') && Number(1, 5, out week) && Next('.') && Number(0, 6, out number),
            'J' => Number(1, 365, out number),
            _ => Number(0, 365, out number),
        };
        var seconds = 7200;
        if (!read || (Next('/') && !Clock(MaxTimeHours, out seconds)))
        {
            return false;
        }

        day = new YearlyDay(kind, month, week, number, seconds);
        return true;
    }

    private bool Clock(int maxHours, out int seconds)
    {
        seconds = 0;
        var negative = Next('-');
        if ((!negative && Next('+') && AtEnd) || !Number(0, maxHours, out var hours))
        {
            return false;
        }

        var minutes = 0;
        var rest = 0;
        if (Next(':') && (!Number(0, 59, out minutes) || (Next(':') && !Number(0, 59, out rest))))
        {
            return false;
        }

        seconds = (hours * 3600) + (minutes * 60) + rest;
        seconds = negative ? -seconds : seconds;
        return true;
    }

    private bool Number(int min, int max, out int value)
    {
        value = 0;
        var length = 0;
        while (length < _rest.Length && length < 4 && char.IsAsciiDigit(_rest[length]))
        {
            value = (value * 10) + (_rest[length] - '0');
            length++;
        }

        _rest = _rest[length..];
        return length > 0 && value >= min && value <= max;
    }
}
