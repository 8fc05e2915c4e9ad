using System.Text;
using Platform.ServiceDefaults.Errors;

namespace Ephemeris.Api.Kernels;

/// <summary>The assignments of a text kernel (NAIF Kernel Required Reading): what stands between \begindata and \begintext.</summary>
/// <remarks>
/// <c>NAME = value</c>, <c>NAME = ( value, value )</c> and <c>NAME += value</c>; values are <c>'texts'</c> with doubled quotes inside,
/// numbers with E or D exponents and <c>@dates</c>, all kept as text. Immutable.
/// </remarks>
internal sealed class TextKernel
{
    private const int MostBytes = 4 << 20;
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    private TextKernel()
    {
    }

    /// <summary>Values of a variable in order; empty when it is not assigned.</summary>
    public IReadOnlyList<string> this[string name] => _values.GetValueOrDefault(name) ?? [];

    /// <summary>Names of all variables.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Path of the file.</param>
    public static Outcome<TextKernel> Open(string path)
    {
        var name = Path.GetFileName(path);
        try
        {
            return new FileInfo(path).Length > MostBytes
                ? new KernelDamaged(name, "size", $"over {MostBytes} bytes", "a text kernel")
                : Parse(name, File.ReadAllText(path, Encoding.UTF8));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new KernelDamaged(name, "file", "not readable", "a text kernel");
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="file">Name for errors.</param>
    /// <param name="text">Whole file.</param>
    public static Outcome<TextKernel> Parse(string file, string text)
    {
        var kernel = new TextKernel();
        var isData = false;
        var data = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var marker = line.Trim();
            if (marker is "\\begindata" or "\\begintext")
            {
                isData = marker == "\\begindata";
            }
            else if (isData)
            {
                data.Append(line.TrimEnd('\r')).Append('\n');
            }
        }

        return Tokens(data.ToString()) is not { } tokens ? Damaged("quote", "never closed", "'text'")
            : kernel.Assign(tokens) is { } problem ? Damaged("assignment", problem, "NAME = value")
            : kernel;

        KernelDamaged Damaged(string field, string got, string want) => new(file, field, got, want);
    }

    /// <summary>Takes assignments from tokens; says at what it stumbled, null when all is read.</summary>
    private string? Assign(List<string> tokens)
    {
        for (var i = 0; i < tokens.Count;)
        {
            var name = tokens[i];
            if (name[0] is '\'' or '(' or ')' or '=' or '+' || i + 2 >= tokens.Count || tokens[i + 1] is not ("=" or "+="))
            {
                return name;
            }

            var isMore = tokens[i + 1] == "+=";
            var isList = tokens[i + 2] == "(";
            var end = isList ? tokens.IndexOf(")", i + 3) : i + 3;
            if (end < 0)
            {
                return name;
            }

            var values = tokens[(isList ? i + 3 : i + 2)..end];
            if (values.Count == 0 || values.Exists(value => value is "(" or ")" or "=" or "+="))
            {
                return name;
            }

            var list = isMore && _values.TryGetValue(name, out var old) ? old : _values[name] = [];
            list.AddRange(values.Select(value => value[0] == '\'' ? value[1..] : value));
            i = isList ? end + 1 : end;
        }

        return null;
    }

    /// <summary>Words, signs and texts, these marked by a leading quote; null when a text is never closed.</summary>
    private static List<string>? Tokens(string data)
    {
        List<string> tokens = [];
        for (var i = 0; i < data.Length;)
        {
            var c = data[i];
            if (char.IsWhiteSpace(c) || c == ',')
            {
                i++;
            }
            else if (c == '\'')
            {
                var text = new StringBuilder("'");
                for (i++; ; i++)
                {
                    if (i >= data.Length || data[i] == '\n')
                    {
                        return null;
                    }

                    if (data[i] == '\'' && (i + 1 >= data.Length || data[i + 1] != '\''))
                    {
                        break;
                    }

                    i += data[i] == '\'' ? 1 : 0;
                    text.Append(data[i]);
                }

                tokens.Add(text.ToString());
                i++;
            }
            else if (c is '(' or ')' or '=' || (c == '+' && i + 1 < data.Length && data[i + 1] == '='))
            {
                tokens.Add(c == '+' ? "+=" : c.ToString());
                i += c == '+' ? 2 : 1;
            }
            else
            {
                var end = i;
                while (end < data.Length && !char.IsWhiteSpace(data[end]) && data[end] is not (',' or '(' or ')' or '=' or '\'')
                    && !(data[end] == '+' && end + 1 < data.Length && data[end + 1] == '='))
                {
                    end++;
                }

                tokens.Add(data[i..end]);
                i = end;
            }
        }

        return tokens;
    }
}
