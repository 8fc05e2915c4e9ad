using System.Globalization;
using System.Text;

namespace Ephemeris.Api.Charts;

/// <summary>A chart as comma-separated values (RFC 4180).</summary>
internal static class ChartCsv
{
    /// <summary>Media type.</summary>
    public const string MediaType = "text/csv";

    /// <summary>The same with its charset: without one, clients read text as Latin-1 and the degree sign as two letters.</summary>
    public const string ContentType = MediaType + "; charset=utf-8";

    private const string Header = "Body,Longitude,Latitude,Distance,Sign,Degree,DMS,Speed,Retrograde";

    /// <summary>Writes one line per body in the order of the request, UTF-8, lines ended by CR LF.</summary>
    public static byte[] Write(CalculateAnswer chart)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var (name, body) in chart.Data)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{name},{body.Longitude:F6},{body.Latitude:F6},{body.Distance:F8},{body.Sign},{body.Degree:F6},")
                .Append(CultureInfo.InvariantCulture, $"\"{body.Degrees}°{body.Minutes:00}'{body.Seconds:00.00}\"\"\",")
                .Append(CultureInfo.InvariantCulture, $"{body.Speed:F6},{(body.IsRetrograde ? "true" : "false")}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
