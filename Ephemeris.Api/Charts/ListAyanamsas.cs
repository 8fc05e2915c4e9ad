using System.Globalization;
using System.Text.Json;
using Ephemeris.Api.Frames;
using Ephemeris.Api.Time;
using Microsoft.Extensions.Options;
using Platform.ServiceDefaults.Errors;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace Ephemeris.Api.Charts;

/// <summary>An ayanamsa and its value at an instant.</summary>
/// <param name="Id">Id for requests.</param>
/// <param name="Name">Name for people.</param>
/// <param name="ValueDeg">Value without nutation, degrees, 6 decimals.</param>
/// <param name="ValueTrueDeg">Value to be taken from longitudes of the true equinox: with Δψ.</param>
/// <param name="T0JdTt">Instant of the definition, Julian date TT; null for a constant.</param>
/// <param name="A0Deg">Value at that instant.</param>
/// <param name="Aliases">Other ids.</param>
public sealed record AyanamsaAnswer(
    string Id, string Name, double ValueDeg, double ValueTrueDeg, double? T0JdTt, double A0Deg, IReadOnlyList<string> Aliases);

/// <summary>All ayanamsas at an instant.</summary>
/// <param name="JdTt">The instant, Julian date TT.</param>
/// <param name="DeltaPsiDeg">Nutation in longitude, degrees.</param>
/// <param name="Ayanamsas">The list.</param>
public sealed record AyanamsasAnswer(double JdTt, double DeltaPsiDeg, IReadOnlyList<AyanamsaAnswer> Ayanamsas);

/// <summary><c>GET /v1/ayanamsas?jd_tt=|utc=&amp;t0_jd_tt=&amp;a0_deg=</c>; without an instant J2000.0, with t0 and a0 also the caller's own.</summary>
internal static class ListAyanamsas
{
    // The reach of the polynomial of precession would be less; this keeps numbers numbers.
    private const double MostJd = 1e8;

    /// <summary>Answers a request; the values of an instant do not change, and are kept for a day.</summary>
    public static async Task<IResult> HandleAsync(HttpRequest request, AnswerCache cache, IOptions<JsonOptions> json)
    {
        FieldFaults faults = new();
        var utc = request.Query["utc"].ToString();
        var (jd, t0, a0) = (Number(request, "jd_tt", faults), Number(request, "t0_jd_tt", faults), Number(request, "a0_deg", faults));
        var tt = jd is { } given ? JulianDate.From(given) : new JulianDate(JulianDate.J2000 - 0.5, 0.5);
        if (utc.Length > 0)
        {
            if (!IsoInstant.TryParse(utc, out var instant, out var problem))
            {
                faults.Add("utc", problem!, "INPUT.INVALID_FORMAT", utc);
            }
            else
            {
                tt = Epoch.FromUtc(instant).Tt;
            }
        }

        if (t0 is null != a0 is null)
        {
            faults.Add(t0 is null ? "t0_jd_tt" : "a0_deg", "is required with the other half of a definition", FaultCodes.Required);
        }

        if (faults.Error is { } error)
        {
            return new ErrorResult(error);
        }

        var canonical = JsonSerializer.Serialize(new SortedDictionary<string, object?>(StringComparer.Ordinal)
        {
            ["a0_deg"] = a0,
            ["jd_tt"] = new[] { tt.Day, tt.Fraction },
            ["t0_jd_tt"] = t0,
            ["type"] = "ayanamsas",
        });
        var (answer, _) = await cache.GetAsync(
            canonical,
            cache.AyanamsaTtl,
            () => new ValueTask<byte[]?>(JsonSerializer.SerializeToUtf8Bytes(At(tt, t0, a0), json.Value.SerializerOptions))).ConfigureAwait(false);
        request.HttpContext.Response.Headers.CacheControl =
            string.Create(CultureInfo.InvariantCulture, $"public, max-age={cache.AyanamsaTtl.TotalSeconds:F0}");
        return TypedResults.Bytes(answer!, "application/json");
    }

    private static AyanamsasAnswer At(JulianDate tt, double? t0, double? a0)
    {
        var t = tt.CenturiesSinceJ2000;
        var deltaPsi = Nutation.Iau2000A06(t).DeltaPsi * Angles.RadToDeg;
        IEnumerable<Ayanamsa> all = a0 is { } value ? [.. Ayanamsa.All, new Ayanamsa("custom", "Defined by the caller", t0, value)] : Ayanamsa.All;
        return new AyanamsasAnswer(
            tt.Value,
            Math.Round(deltaPsi, 9),
            [
                .. all.Select(ayanamsa => new AyanamsaAnswer(
                    ayanamsa.Id,
                    ayanamsa.Name,
                    Math.Round(ayanamsa.MeanDeg(t), 6),
                    Math.Round(ayanamsa.MeanDeg(t) + deltaPsi, 6),
                    ayanamsa.EpochJdTt,
                    ayanamsa.ValueDeg,
                    ayanamsa.Aliases)),
            ]);
    }

    private static double? Number(HttpRequest request, string field, FieldFaults faults)
    {
        var text = request.Query[field].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && Math.Abs(value) <= MostJd)
        {
            return value;
        }

        faults.Add(field, "must be a number", "INPUT.INVALID", text);
        return null;
    }
}
