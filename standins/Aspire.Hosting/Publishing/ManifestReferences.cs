using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>Turns values into manifest expressions and keeps the parameters they need that are not in the model.</summary>
internal sealed class ManifestReferences(DistributedApplicationModel model)
{
    private readonly Queue<(ParameterResource Parameter, bool IsEncoded)> _open = [];
    private readonly HashSet<(string Name, bool IsEncoded)> _known =
        [.. model.Resources.OfType<ParameterResource>().Select(parameter => (parameter.Name, false))];

    /// <summary>The expression of a value; the parameters in it are remembered.</summary>
    internal string Of(IManifestExpressionProvider value)
    {
        Remember(value);
        return value.ValueExpression;
    }

    /// <summary>The next parameter that has to be written, and whether in its URI-encoded form; null when none is left.</summary>
    internal (ParameterResource? Parameter, bool IsEncoded) Next() => _open.TryDequeue(out var next) ? next : default;

    private void Remember(object root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var open = new Stack<object>([root]);
        while (open.TryPop(out var value))
        {
            if (!seen.Add(value))
            {
                continue;
            }

            if (value is ParameterResource parameter)
            {
                Add(parameter, isEncoded: false);
            }

            if (value is ReferenceExpression expression)
            {
                RememberEncoded(expression);
            }

            foreach (var reference in (value as IValueWithReferences)?.References ?? [])
            {
                open.Push(reference);
            }
        }
    }

    private void RememberEncoded(ReferenceExpression expression)
    {
        for (var i = 0; i < expression.ValueProviders.Count; i++)
        {
            if (expression.StringFormats[i] == "uri" && expression.ValueProviders[i] is ParameterResource parameter)
            {
                Add(parameter, isEncoded: false);
                Add(parameter, isEncoded: true);
            }
        }
    }

    private void Add(ParameterResource parameter, bool isEncoded)
    {
        if (_known.Add((parameter.Name, isEncoded)))
        {
            _open.Enqueue((parameter, isEncoded));
        }
    }
}
