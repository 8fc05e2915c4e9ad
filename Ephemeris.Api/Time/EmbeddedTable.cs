using System.Globalization;

namespace Ephemeris.Api.Time;

/// <summary>Reader of the numeric CSV tables built into the assembly.</summary>
internal static class EmbeddedTable
{
    /// <summary>Rows of a table, header left out, in file order.</summary>
    /// <param name="name">File name, for instance <c>delta_t_s15_2020.csv</c>.</param>
    /// <returns>One array of text fields per row.</returns>
    public static IEnumerable<string[]> Rows(string name) =>
        Rows(typeof(EmbeddedTable).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The table {name} is not built into this assembly."));

    /// <summary>Rows of a table like those, header left out; closes the stream.</summary>
    public static IEnumerable<string[]> Rows(Stream stream)
    {
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        while (reader.ReadLine() is { } line)
        {
            yield return line.Split(',');
        }
    }

    /// <summary>A field as a number; an empty field is zero.</summary>
    public static double Number(string field) =>
        field.Length == 0 ? 0.0 : double.Parse(field, NumberStyles.Float, CultureInfo.InvariantCulture);
}
