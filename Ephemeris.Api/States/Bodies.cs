using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Ephemeris.Api.Kernels;
using Ephemeris.Api.Time;

namespace Ephemeris.Api.States;

/// <summary>Names and numbers of bodies for raw states.</summary>
internal static class Bodies
{
    private static readonly FrozenDictionary<string, int> Ids = new Dictionary<string, int>
    {
        ["ssb"] = 0,
        ["solar system barycenter"] = 0,
        ["mercury barycenter"] = 1,
        ["venus barycenter"] = 2,
        ["emb"] = 3,
        ["earth barycenter"] = 3,
        ["earth moon barycenter"] = 3,
        ["mars barycenter"] = 4,
        ["jupiter barycenter"] = 5,
        ["saturn barycenter"] = 6,
        ["uranus barycenter"] = 7,
        ["neptune barycenter"] = 8,
        ["pluto barycenter"] = 9,
        ["sun"] = 10,
        ["mercury"] = 199,
        ["venus"] = 299,
        ["earth"] = 399,
        ["moon"] = 301,
        ["mars"] = 499,
        ["io"] = 501,
        ["europa"] = 502,
        ["ganymede"] = 503,
        ["callisto"] = 504,
        ["jupiter"] = 599,
        ["saturn"] = 699,
        ["uranus"] = 799,
        ["neptune"] = 899,
        ["pluto"] = 999,
        ["ceres"] = 2000001,
        ["pallas"] = 2000002,
        ["juno"] = 2000003,
        ["vesta"] = 2000004,
        ["chiron"] = 2002060,
        ["pholus"] = 2005145,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>What answers say where <see cref="Resolve"/> gave another body than was asked.</summary>
    public const string StandInNote = "The planet itself is not in the kernel: the barycentre of its system answers.";

    /// <summary>Reads a NAIF id, as a number, digits or a name in any case; null when it is none.</summary>
    public static int? Read(JsonElement? value) => value switch
    {
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out var id) => id,
        { ValueKind: JsonValueKind.String } text => Read(text.GetString()!),
        _ => null,
    };

    /// <summary>Reads a NAIF id from text.</summary>
    public static int? Read(string text)
    {
        var wanted = text.Trim().Replace('_', ' ').Replace('-', ' ');
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id
            : Ids.TryGetValue(wanted, out id) ? id
            : null;
    }

    /// <summary>
    /// The body that stands in where a planet itself has no segment: its system's barycentre (within 0.3″ of the planet for
    /// Jupiter, far less for Mars). DE440 and DE441 hold no 499, 599 …
    /// </summary>
    /// <param name="catalog">Kernels.</param>
    /// <param name="body">NAIF id.</param>
    /// <param name="time">Instant.</param>
    public static int Resolve(KernelCatalog catalog, int body, EphemerisTime time) =>
        body is >= 499 and <= 999 && body % 100 == 99 && catalog.Find(body, time) is null ? body / 100 : body;
}
