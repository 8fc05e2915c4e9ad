using System.Text;

namespace Ledger.Api.Reading;

/// <summary>Column names in order, found by their UTF-8 bytes. Not thread-safe while names are added.</summary>
internal sealed class ColumnNames
{
    private readonly List<string> _names = [];
    private readonly List<byte[]> _bytes = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    /// <summary>Number of names.</summary>
    public int Count => _names.Count;

    /// <summary>The name at an index.</summary>
    public string this[int index] => _names[index];

    /// <summary>Adds a name; false when it is there already.</summary>
    public bool TryAdd(string name)
    {
        if (!_index.TryAdd(name, _names.Count))
        {
            return false;
        }

        _names.Add(name);
        _bytes.Add(Encoding.UTF8.GetBytes(name));
        return true;
    }

    /// <summary>Index of a name, or −1. Rows mostly repeat the order of the columns, so <paramref name="guess"/> is tried first.</summary>
    public int Find(ReadOnlySpan<byte> name, int guess)
    {
        if (guess < _bytes.Count && name.SequenceEqual(_bytes[guess]))
        {
            return guess;
        }

        return _index.TryGetValue(Encoding.UTF8.GetString(name), out var index) ? index : -1;
    }
}
