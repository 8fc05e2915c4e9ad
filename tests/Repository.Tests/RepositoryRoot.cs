namespace Repository.Tests;

internal static class RepositoryRoot
{
    private static readonly string[] Skipped = ["bin", "obj", ".git", ".platform", "node_modules"];

    public static string Path { get; } = Find();

    public static IEnumerable<string> Files(string pattern) =>
        Walk(new DirectoryInfo(Path), pattern).Select(file => System.IO.Path.GetRelativePath(Path, file).Replace('\\', '/'));

    public static string Read(string relativePath) => File.ReadAllText(System.IO.Path.Combine(Path, relativePath));

    private static IEnumerable<string> Walk(DirectoryInfo folder, string pattern)
    {
        foreach (var file in folder.EnumerateFiles(pattern))
        {
            yield return file.FullName;
        }

        foreach (var child in folder.EnumerateDirectories().Where(child => !Skipped.Contains(child.Name)))
        {
            foreach (var file in Walk(child, pattern))
            {
                yield return file;
            }
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Platform.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Platform.sln was not found above " + AppContext.BaseDirectory);
    }
}
