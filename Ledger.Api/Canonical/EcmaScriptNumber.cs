using System.Globalization;

namespace Ledger.Api.Canonical;

/// <summary>A double as ECMAScript's Number::toString writes it (ECMA-262 §6.1.6.1.20), which RFC 8785 §3.2.2.3 asks for.</summary>
internal static class EcmaScriptNumber
{
    /// <summary>Shortest digits that read back as the same double, laid out by the size of the exponent.</summary>
    /// <exception cref="FormatException">Not finite: JSON has no such number.</exception>
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new FormatException("A number is outside the range of a double.");
        }

        if (value == 0)
        {
            return "0";
        }

        // .NET's shortest form is d.dddE+xxx or plain digits with a point. ECMA-262 wants them as k digits with the decimal
        // point after the n-th.
        var parts = Math.Abs(value).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var all = parts[0].Replace(".", "", StringComparison.Ordinal);
        var significant = all.TrimStart('0');
        var n = (point < 0 ? all.Length : point) - (all.Length - significant.Length)
            + (parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0);
        var digits = significant.TrimEnd('0');
        var k = digits.Length;
        var sign = value < 0 ? "-" : "";
        if (k <= n && n <= 21)
        {
            return sign + digits + new string('0', n - k);
        }

        if (n is > 0 and <= 21)
        {
            return $"{sign}{digits[..n]}.{digits[n..]}";
        }

        if (n is > -6 and <= 0)
        {
            return $"{sign}0.{new string('0', -n)}{digits}";
        }

        var power = (n > 0 ? "e+" : "e-") + Math.Abs(n - 1).ToString(CultureInfo.InvariantCulture);
        return k == 1 ? sign + digits + power : $"{sign}{digits[0]}.{digits[1..]}{power}";
    }
}
