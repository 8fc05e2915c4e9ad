namespace Ephemeris.Api.Time;

/// <summary>Files that come beside the assembly, because pages of the assembly itself stay in memory.</summary>
internal static class LargeData
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="name">File name, for instance <c>zones.map.br</c>.</param>
    /// <exception cref="FileNotFoundException">It was not copied with the program.</exception>
    public static FileStream Open(string name) => File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Data", name));
}
