using Aspire.Hosting.Local;

namespace Aspire.Hosting.Tests.Local;

public sealed class LogFileTests
{
    [Fact]
    public void Write_Full_BeginsANewFileAndKeepsOneBefore()
    {
        using var folder = new TestFolder();
        var path = Path.Combine(folder.Path, "service.log");
        using (var log = new LogFile(path))
        {
            var line = new string('x', 1023);
            for (var i = 0; i < (LogFile.MaxBytes / 1024) + 1; i++)
            {
                log.Write(line);
            }
        }

        Assert.Equal(1024, new FileInfo(path).Length);
        Assert.Equal(LogFile.MaxBytes, new FileInfo(Path.Combine(folder.Path, "service.1.log")).Length);
    }

    [Fact]
    public void Write_FolderGone_LosesTheLineOnly()
    {
        using var log = new LogFile(Path.Combine(Path.GetTempPath(), "no-such-folder", "service.log"));
        log.Write("lost");
    }
}
