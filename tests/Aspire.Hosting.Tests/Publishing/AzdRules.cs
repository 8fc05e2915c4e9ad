using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.Tests.Publishing;

/// <summary>
/// What azd (1.31) refuses in a manifest, as its manifest reader and Bicep generator check it; one method per rule.
/// </summary>
internal static partial class AzdRules
{
    private static readonly HashSet<string> Types =
    [
        "project.v0", "project.v1", "container.v0", "container.v1", "value.v0", "parameter.v0", "annotated.string", "dockerfile.v0",
    ];

    private const int MostAdditionalPorts = 5;

    /// <summary>One sentence per violation, naming the resource; empty when azd takes the manifest.</summary>
    internal static IReadOnlyList<string> Violations(JsonObject manifest)
    {
        var resources = manifest["resources"]!.AsObject();
        return
        [
            .. resources.SelectMany(r => Of(resources, r.Key, r.Value!.AsObject()).Select(fault => $"{r.Key}: {fault}")),
        ];
    }

    private static IEnumerable<string> Of(JsonObject resources, string name, JsonObject resource) =>
        Type(resource)
            .Concat(References(resources, name, resource))
            .Concat(Secrets(resource))
            .Concat(Arguments(resources, resource))
            .Concat(Bindings(resource));

    private static IEnumerable<string> Type(JsonObject resource)
    {
        var type = (string?)resource["type"];
        if (type is null || !(Types.Contains(type) || type.StartsWith("dapr.", StringComparison.Ordinal) ||
            type.StartsWith("azure.bicep.", StringComparison.Ordinal)))
        {
            yield return $"unsupported resource type {type}";
        }
    }

    private static IEnumerable<string> References(JsonObject resources, string name, JsonObject resource)
    {
        foreach (var expression in Texts(resource).SelectMany(Expressions))
        {
            var parts = expression.Split('.');
            var target = resources[parts[0]];
            if (target is null)
            {
                yield return $"unknown resource referenced: {expression}";
                continue;
            }

            var known = parts[1..] switch
            {
                ["connectionString"] => target["connectionString"] is not null,
                ["value"] => target["value"] is not null,
                ["inputs", var input] => parts[0] == name && target["inputs"]?[input] is not null,
                ["bindings", var binding, "targetPort" or "port" or "host" or "url" or "scheme" or "protocol" or "transport" or "external"] =>
                    target["bindings"]?[binding] is not null,
                _ => false,
            };
            if (!known)
            {
                yield return $"unknown value referenced: {expression}";
            }
        }
    }

    private static IEnumerable<string> Secrets(JsonObject resource) =>
        from input in resource["inputs"]?.AsObject() ?? []
        where (bool?)input.Value!["secret"] == true && input.Value["default"]?["value"] is not null
        select $"default value for secured parameter {input.Key} is not supported";

    private static IEnumerable<string> Arguments(JsonObject resources, JsonObject resource)
    {
        foreach (var argument in resource["args"]?.AsArray().Select(a => (string)a!) ?? [])
        {
            foreach (var parts in Expressions(argument).Select(e => e.Split('.')))
            {
                if (parts[^1] == "connectionString" || (bool?)resources[parts[0]]?["inputs"]?["value"]?["secret"] == true)
                {
                    yield return $"argument {argument} cannot contain a connection string or secret";
                }
            }
        }
    }

    private static IEnumerable<string> Bindings(JsonObject resource)
    {
        var bindings = (resource["bindings"]?.AsObject() ?? []).Select(b => (Name: b.Key, Value: b.Value!)).ToArray();
        var external = bindings.Where(b => (bool?)b.Value["external"] == true).ToArray();
        if (external.Any(b => !IsHttp(b.Value)))
        {
            yield return "External non-HTTP(s) endpoints are not supported";
        }

        if (external.Select(b => (int?)b.Value["targetPort"]).Distinct().Count() > 1)
        {
            yield return "Multiple external endpoints are not supported";
        }

        foreach (var (name, value) in bindings.Where(b => !IsHttp(b.Value) && b.Value["targetPort"] is null))
        {
            yield return $"binding {name} has scheme {(string?)value["scheme"]} but no container port";
        }

        var groups = bindings.GroupBy(b => (int?)b.Value["targetPort"]).ToArray();
        var main = groups.FirstOrDefault(g => g.Any(b => (bool?)b.Value["external"] == true)) ?? groups.FirstOrDefault(g => g.Any(b => IsHttp(b.Value)));
        foreach (var (name, value) in main ?? Enumerable.Empty<(string Name, JsonNode Value)>())
        {
            if (value["port"] is { } port && IsHttp(value) && (int)port != ((string?)value["scheme"] == "https" ? 443 : 80))
            {
                yield return $"binding {name} of the main ingress must use port 80 (https: 443) or none, not {port}";
            }
        }

        if (groups.Length - 1 > MostAdditionalPorts)
        {
            yield return $"more than {MostAdditionalPorts} additional ports";
        }
    }

    private static bool IsHttp(JsonNode binding) => (string?)binding["scheme"] is "http" or "https";

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(member => Texts(member.Value)),
        JsonArray a => a.SelectMany(Texts),
        JsonValue v when v.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static IEnumerable<string> Expressions(string text) =>
        ExpressionPattern().Matches(EscapedBraces().Replace(text, string.Empty)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\{([^{}]+)\}")]
    private static partial Regex ExpressionPattern();

    [GeneratedRegex(@"\{\{|\}\}")]
    private static partial Regex EscapedBraces();
}
