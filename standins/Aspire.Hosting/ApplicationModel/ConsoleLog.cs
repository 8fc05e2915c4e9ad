using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The last lines of one console log. Readers that fall behind by more than the ring holds miss lines. Thread safe.</summary>
internal sealed class ConsoleLog(TimeProvider time)
{
    /// <summary>Lines kept, as the genuine dashboard keeps them.</summary>
    internal const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _lastNumber;
    private bool _completed;

    /// <summary>Called with each line, stamped; used to keep the log's file.</summary>
    internal Action<string>? Sink { get; set; }

    internal void Append(string text, bool isError)
    {
        foreach (var line in text.Split('\n'))
        {
            Add(line.TrimEnd('\r'), isError);
        }
    }

    internal IReadOnlyList<LogLine> Snapshot()
    {
        lock (_lock)
        {
            return [.. _lines];
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
        }
    }

    internal void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            _changed.TrySetResult();
        }
    }

    internal async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var seen = 0;
        while (true)
        {
            LogLine[] batch;
            Task changed;
            bool completed;
            lock (_lock)
            {
                batch = [.. _lines.SkipWhile(l => l.LineNumber <= seen)];
                changed = _changed.Task;
                completed = _completed;
            }

            if (batch.Length > 0)
            {
                seen = batch[^1].LineNumber;
                yield return batch;
            }
            else if (completed)
            {
                yield break;
            }
            else
            {
                await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Add(string text, bool isError)
    {
        var stamp = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var content = $"{stamp} {text}";
        TaskCompletionSource changed;
        lock (_lock)
        {
            _lines.Enqueue(new LogLine(++_lastNumber, content, isError));
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }

            // Inside the lock, so that the file has the lines in the order of their numbers.
            Sink?.Invoke(content);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.TrySetResult();
    }
}
