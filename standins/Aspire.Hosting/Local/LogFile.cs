using System.Text;

namespace Aspire.Hosting.Local;

/// <summary>
/// One resource's console log on disk: <c>name.log</c> and, when that is full, the one before as <c>name.1.log</c>.
/// A disk that refuses costs lines, never the resource. Not thread safe.
/// </summary>
internal sealed class LogFile(string path) : IDisposable
{
    /// <summary>Size at which a new file is begun: 10 MB.</summary>
    internal const long MaxBytes = 10 * 1024 * 1024;

    private StreamWriter? _writer;
    private long _bytes;

    /// <summary>Adds a line.</summary>
    internal void Write(string line)
    {
        try
        {
            _writer ??= Open();
            _writer.WriteLine(line);
            _writer.Flush();
            _bytes += Encoding.UTF8.GetByteCount(line) + 1;
            if (_bytes >= MaxBytes)
            {
                Rotate();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // No room for the line. The console and the dashboard have it; the next line tries again.
            Close();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private StreamWriter Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var stream = new FileStream(path, options);
        _bytes = stream.Length;
        return new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
    }

    private void Rotate()
    {
        Close();
        File.Move(path, Path.ChangeExtension(path, ".1.log"), overwrite: true);
    }

    private void Close()
    {
        try
        {
            _writer?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written before cannot be written now.
        }

        _writer = null;
    }
}
