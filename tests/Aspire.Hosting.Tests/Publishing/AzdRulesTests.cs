using System.Text.Json.Nodes;

namespace Aspire.Hosting.Tests.Publishing;

/// <summary>Each rule refuses what breaks it: a checker that lets everything pass would prove nothing.</summary>
public sealed class AzdRulesTests
{
    [Theory]
    [InlineData("""{ "a": { "type": "executable.v0" } }""", "unsupported resource type")]
    [InlineData("""{ "a": { "type": "value.v0", "connectionString": "{b.connectionString}" } }""", "unknown resource")]
    [InlineData(
        """{ "a": { "type": "value.v0", "connectionString": "{b.bindings.tcp.url}" }, "b": { "type": "container.v0" } }""",
        "unknown value")]
    [InlineData(
        """{ "a": { "type": "value.v0", "connectionString": "{b.inputs.value}" }, "b": { "type": "parameter.v0", "value": "{b.inputs.value}", "inputs": { "value": {} } } }""",
        "unknown value")]
    [InlineData(
        """{ "a": { "type": "parameter.v0", "inputs": { "value": { "secret": true, "default": { "value": "x" } } } } }""",
        "default value for secured parameter")]
    [InlineData(
        """{ "a": { "type": "container.v0", "args": [ "{p.value}" ] }, "p": { "type": "parameter.v0", "value": "x", "inputs": { "value": { "secret": true } } } }""",
        "cannot contain a connection string or secret")]
    [InlineData(
        """{ "a": { "type": "container.v0", "args": [ "{v.connectionString}" ] }, "v": { "type": "value.v0", "connectionString": "x" } }""",
        "cannot contain a connection string or secret")]
    [InlineData(
        """{ "a": { "type": "container.v0", "bindings": { "tcp": { "scheme": "tcp", "targetPort": 1, "external": true } } } }""",
        "External non-HTTP(s)")]
    [InlineData(
        """{ "a": { "type": "container.v0", "bindings": { "x": { "scheme": "http", "targetPort": 1, "external": true }, "y": { "scheme": "http", "targetPort": 2, "external": true } } } }""",
        "Multiple external endpoints")]
    [InlineData("""{ "a": { "type": "container.v0", "bindings": { "tcp": { "scheme": "tcp" } } } }""", "no container port")]
    [InlineData(
        """{ "a": { "type": "project.v0", "bindings": { "http": { "scheme": "http", "port": 8080, "external": true } } } }""",
        "must use port 80")]
    [InlineData(
        """{ "a": { "type": "container.v0", "bindings": { "a": { "scheme": "http", "targetPort": 1 }, "b": { "scheme": "tcp", "targetPort": 2 }, "c": { "scheme": "tcp", "targetPort": 3 }, "d": { "scheme": "tcp", "targetPort": 4 }, "e": { "scheme": "tcp", "targetPort": 5 }, "f": { "scheme": "tcp", "targetPort": 6 }, "g": { "scheme": "tcp", "targetPort": 7 } } } }""",
        "more than 5 additional ports")]
    public void Violations_BrokenRule_IsNamed(string resources, string expected)
    {
        var violations = AzdRules.Violations(new JsonObject { ["resources"] = JsonNode.Parse(resources) });

        Assert.Contains(violations, v => v.StartsWith("a: ", StringComparison.Ordinal) && v.Contains(expected, StringComparison.Ordinal));
    }
}
