using System.Text.Json.Nodes;
using Ledger.Api.Tests.Fakes;
using ServiceDefaults.Tests.Fakes;

namespace Ledger.Api.Tests.Bundles;

/// <summary>Whatever stands in a bundle in another form than the contract's is refused, and never an error of the service.</summary>
public sealed class BundleFormTests(PostgresServer postgres)
{
    private const string Digits = "0123456789";
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    [Fact]
    public async Task Verify_EachMemberInAnotherForm_IsRefused()
    {
        await using var host = new LedgerHost(await postgres.CreateDatabaseAsync());
        var client = host.As();
        await client.PostJsonAsync("/api/ledgers", new { project = "p" }).OkAsync();
        await client.NotarizeAsync("p", "rows", "n,m,t\n" + string.Concat(Enumerable.Range(0, 20).Select(i => $"{i},{(i % 4 == 0 ? "" : "3")},a\n"))).OkAsync();
        var sum = await client.PostJsonAsync("/api/ledgers/p/proofs", new { dataset = "rows", statement = new { type = "sum", v = 1, claims = new[] { new[] { "n", "190" } } } }).OkAsync();
        var split = await client.PostJsonAsync("/api/ledgers/p/splits", new { input = "rows", trainRatio = 0.5, seed = "42" }).OkAsync();
        var derive = await client.GetJsonAsync($"/api/ledgers/p/proofs/{(string)split["proof"]!}").OkAsync();

        var pinned = (string)(await client.GetJsonAsync("/api/ledgers/p").OkAsync())["verifierKey"]!;
        JsonNode?[] others = [null, 1, "", pinned[..^4], pinned.Replace("/p+", "/q+", StringComparison.Ordinal)];
        Assert.True((bool)(await client.PostJsonAsync("/api/verify", new { bundle = sum, verifierKey = pinned }).OkAsync())["valid"]!);
        foreach (var verifierKey in others)
        {
            var verdict = await client.PostJsonAsync("/api/verify", new JsonObject { ["bundle"] = sum.DeepClone(), ["verifierKey"] = verifierKey }).OkAsync();
            Assert.Equal("checkpoint", (string?)verdict["checks"]![0]!["name"]);
            Assert.False((bool)verdict["valid"]!);
        }

        foreach (var bundle in new[] { sum, derive })
        {
            foreach (var edited in Edited(bundle).Chunk(500))
            {
                var verdicts = await client.PostJsonAsync("/api/verify/batch", new JsonArray([bundle.DeepClone(), .. edited.Select(edit => edit.Bundle)])).OkAsync();
                Assert.True((bool)verdicts[0]!["valid"]!);
                Assert.Equal([], edited.Zip(verdicts.AsArray().Skip(1), (edit, verdict) => (bool)verdict!["valid"]! ? edit.Name : null).OfType<string>());
            }
        }
    }

    /// <summary>Copies with one member changed in form, with what was changed.</summary>
    private static IEnumerable<(string Name, JsonNode Bundle)> Edited(JsonNode bundle)
    {
        foreach (var path in Paths(bundle, []).ToArray())
        {
            foreach (var (form, value) in Forms(At(bundle, path)))
            {
                var copy = bundle.DeepClone();
                Set(copy, path, value?.DeepClone());
                yield return ($"{string.Join('/', path)} {form}", copy);
            }

            // A nonce that is absent is the empty one.
            if (path[^1] is string name && name != "nonce")
            {
                var copy = bundle.DeepClone();
                At(copy, path[..^1])!.AsObject().Remove(name);
                yield return ($"{string.Join('/', path)} removed", copy);
            }
        }

        var more = bundle.DeepClone();
        more["more"] = 1;
        yield return ("unknown member", more);
        var otherCase = bundle.DeepClone().AsObject();
        otherCase["Proof"] = otherCase["proof"]!.DeepClone();
        otherCase.Remove("proof");
        yield return ("other case", otherCase);
    }

    private static IEnumerable<(string Form, JsonNode? Value)> Forms(JsonNode? node)
    {
        if (node is not null)
        {
            yield return ("null", null);
        }

        switch (node)
        {
            case JsonObject members:
                var more = members.DeepClone();
                more["more"] = 1;
                yield return ("unknown member", more);
                break;
            case JsonArray items when items.Count > 0:
                yield return ("item more", new JsonArray([.. items.Append(items[^1]).Select(item => item?.DeepClone())]));
                yield return ("item less", new JsonArray([.. items.SkipLast(1).Select(item => item?.DeepClone())]));
                yield return ("null inside", new JsonArray([.. items.Append(null).Select(item => item?.DeepClone())]));
                break;
            case JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.Number:
                yield return ("number as string", value.ToJsonString());
                break;
            case JsonValue value when value.GetValueKind() is System.Text.Json.JsonValueKind.String:
                var text = value.GetValue<string>();
                yield return ("space before", " " + text);
                yield return ("line break after", text + "\n");
                if (text.Length > 0 && text.Length < 10 && text.All(Digits.Contains))
                {
                    yield return ("string as number", long.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
                    yield return ("zero before", "0" + text);
                    yield return ("plus", "+" + text);
                }
                else if (text.EndsWith('='))
                {
                    var last = text.IndexOf('=', StringComparison.Ordinal) - 1;
                    yield return ("unused bits", string.Concat(text.AsSpan(0, last), Base64[Base64.IndexOf(text[last], StringComparison.Ordinal) + 1].ToString(), text.AsSpan(last + 1)));
                }

                break;
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path)
    {
        if (path.Length > 0)
        {
            yield return path;
        }

        var inner = node switch
        {
            JsonObject members => members.SelectMany(member => Paths(member.Value, [.. path, member.Key])),
            JsonArray items => items.SelectMany((item, i) => Paths(item, [.. path, i])),
            _ => [],
        };
        foreach (var found in inner)
        {
            yield return found;
        }
    }

    private static JsonNode? At(JsonNode bundle, object[] path) =>
        path.Aggregate((JsonNode?)bundle, (node, step) => step is int i ? node![i] : node![(string)step]);

    private static void Set(JsonNode bundle, object[] path, JsonNode? value)
    {
        var parent = At(bundle, path[..^1])!;
        if (path[^1] is int i)
        {
            parent[i] = value;
        }
        else
        {
            parent[(string)path[^1]] = value;
        }
    }
}
