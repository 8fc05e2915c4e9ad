namespace Ephemeris.Api.TimeResolution;

/// <summary>Keeps the most recently used values. Thread safe; the value is made outside the lock, so possibly twice.</summary>
/// <typeparam name="TKey">Key.</typeparam>
/// <typeparam name="TValue">Value, immutable.</typeparam>
internal sealed class LruCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = new(capacity);
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();
    private long _hits;
    private long _misses;

    /// <summary>Values found and values made so far.</summary>
    public (long Hits, long Misses) Counts
    {
        get
        {
            lock (_lock)
            {
                return (_hits, _misses);
            }
        }
    }

    /// <summary>The kept value of a key, or one that is made and kept.</summary>
    public TValue GetOrAdd<TArgument>(TKey key, Func<TKey, TArgument, TValue> make, TArgument argument)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue(key, out var node))
            {
                _order.Remove(node);
                _order.AddFirst(node);
                _hits++;
                return node.Value.Value;
            }

            _misses++;
        }

        var made = make(key, argument);
        lock (_lock)
        {
            if (!_nodes.ContainsKey(key))
            {
                if (_nodes.Count == capacity)
                {
                    _nodes.Remove(_order.Last!.Value.Key);
                    _order.RemoveLast();
                }

                _nodes.Add(key, _order.AddFirst((key, made)));
            }
        }

        return made;
    }
}
