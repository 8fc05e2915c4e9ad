using System.Security.Cryptography;
using Aspire.Hosting.Local;

namespace Aspire.Hosting.Tests;

/// <summary>A folder that goes with the test.</summary>
internal sealed class TestFolder : IDisposable
{
    internal TestFolder()
    {
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"hosting-test-{RandomNumberGenerator.GetHexString(12, lowercase: true)}");
        Directory.CreateDirectory(Path);
    }

    internal string Path { get; }

    internal DataFolder Data => new(Path);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
