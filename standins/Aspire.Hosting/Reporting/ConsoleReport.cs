using System.Globalization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Reporting;

/// <summary>
/// Shows the start in the console: one live line per resource in a terminal, a line per change elsewhere. Not thread safe.
/// </summary>
/// <param name="output">The console.</param>
/// <param name="width">Columns of the terminal; null when the output is not a terminal, 0 when it does not tell its size.</param>
/// <param name="time">Clock.</param>
internal sealed class ConsoleReport(TextWriter output, int? width, TimeProvider time)
{
    private const int FailureLines = 12;

    private readonly List<string> _names = [];
    private readonly Dictionary<string, string> _shown = [];
    private readonly Dictionary<string, (string Kind, string Text)> _told = [];
    private bool _isLive = width > 0;
    private int _drawn;
    private int _nameWidth;
    private bool _isTabled;

    /// <summary>Shows a change of an instance; says nothing when its words are the same as before.</summary>
    internal void Show(ResourceEvent change)
    {
        var id = change.ResourceId;
        var text = StateLines.Describe(change.Snapshot);
        var kind = StateLines.Kind(change.Snapshot);
        if (!_shown.TryGetValue(id, out var before))
        {
            _names.Add(id);
        }

        _shown[id] = text;
        if (_isLive)
        {
            if (before != text)
            {
                Redraw();
            }
        }
        else if (change.Snapshot.State?.Text != KnownResourceStates.NotStarted && IsNews(id, kind, text))
        {
            output.WriteLine($"{Now()}  {Name(id)}  {text}");
        }
    }

    /// <summary>Shows why an instance failed, with the last lines of its log.</summary>
    internal void ShowFailure(ResourceEvent change, IReadOnlyList<LogLine> log, string logPath)
    {
        Settle();
        output.WriteLine();
        output.WriteLine($"{change.ResourceId} failed: {change.Snapshot.StateReason ?? StateLines.Describe(change.Snapshot)}");
        foreach (var line in log.TakeLast(FailureLines))
        {
            output.WriteLine($"    {line.Content}");
        }

        output.WriteLine($"  Its whole log: {logPath}");
        output.WriteLine();
        _isLive = width > 0 && !_isTabled;
    }

    /// <summary>Writes lines before anything is shown.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="names">Ids of the instances that will be shown, so that their column is wide enough from the first line on.</param>
    internal void Begin(IEnumerable<string> lines, IEnumerable<string> names)
    {
        _nameWidth = names.Max(name => (int?)name.Length) ?? 0;
        WriteLines(lines);
    }

    /// <summary>Writes lines below what is shown; from then on changes are lines of their own.</summary>
    internal void End(IEnumerable<string> lines)
    {
        Settle();
        _isTabled = true;
        WriteLines(lines);
    }

    /// <summary>True when another kind of state is told of in other words than last time.</summary>
    private bool IsNews(string id, string kind, string text)
    {
        var last = _told.GetValueOrDefault(id);
        _told[id] = (kind, last.Kind == kind ? last.Text : text);
        return last.Kind != kind && last.Text != text;
    }

    private void WriteLines(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            output.WriteLine(line);
        }
    }

    private void Settle()
    {
        _isLive = false;
        _drawn = 0;
    }

    private void Redraw()
    {
        if (_drawn > 0)
        {
            output.Write(string.Create(CultureInfo.InvariantCulture, $"\e[{_drawn}A"));
        }

        foreach (var name in _names)
        {
            var line = $"  {Name(name)}  {_shown[name]}";
            output.WriteLine($"\r\e[K{(line.Length < width ? line : line[..(width!.Value - 1)])}");
        }

        _drawn = _names.Count;
    }

    private string Name(string id) => id.PadRight(_nameWidth);

    private string Now() => time.GetLocalNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
}
