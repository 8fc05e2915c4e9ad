using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Api.Errors;
using Ledger.Api.Requests;
using Microsoft.AspNetCore.Http.HttpResults;
using Platform.ServiceDefaults.Audit;
using Platform.ServiceDefaults.Auth;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Settings;

/// <summary>Something wrong in a proposed configuration.</summary>
/// <param name="Field"><c>section.key</c>.</param>
/// <param name="Value">What was given; absent for secrets.</param>
/// <param name="Wanted">What was wanted.</param>
public sealed record SettingFault(string Field, string? Value, string Wanted);

/// <summary>What validation found.</summary>
/// <param name="Valid">Whether the configuration could be stored.</param>
/// <param name="Errors">Every fault.</param>
/// <param name="Warnings">What is accepted and decides nothing, or less than it seems.</param>
public sealed record ConfigVerdict(bool Valid, IReadOnlyList<SettingFault> Errors, IReadOnlyList<string> Warnings);

/// <summary>What storing a configuration came to.</summary>
/// <param name="Stored">Settings stored now.</param>
/// <param name="RestartRequired">Those of them that differ from what this node runs with.</param>
/// <param name="Overridden">Those of them that the environment decides otherwise.</param>
/// <param name="Warnings">As in validation.</param>
public sealed record ConfigStored(
    IReadOnlyList<string> Stored, IReadOnlyList<string> RestartRequired, IReadOnlyList<string> Overridden, IReadOnlyList<string> Warnings);

/// <summary>GET and PUT /api/admin/config, its template and its validation. Secrets are never shown and never stored.</summary>
internal static class ConfigEndpoints
{
    private const string Masked = "***";
    private const int MaxText = 1000;

    /// <summary>Maps the routes.</summary>
    public static void MapConfig(this WebApplication app)
    {
        var config = app.MapGroup("/api/admin/config").RequirePermission("Config").Audit("config");
        config.MapGet("", (SettingValues values) => Document(spec => values.Read(spec).Text)).WithName("getConfig").WithSummary("Effective settings, secrets masked");
        config.MapGet("/template", () => Document(spec => spec.Default)).WithName("configTemplate").WithSummary("Every setting with its default");
        config.MapPut("", PutAsync).WithName("putConfig").WithSummary("Stores settings, for the next start of each node");
        config.MapPost("/validate", ValidateAsync).WithName("validateConfig").WithSummary("Checks settings, names each that is bad");
    }

    private static ContentHttpResult Document(Func<SettingSpec, string> text)
    {
        var document = new JsonObject();
        foreach (var section in SettingCatalog.All.GroupBy(spec => spec.Section))
        {
            document[section.Key] = new JsonObject(section.Select(spec => KeyValuePair.Create(spec.Key, Node(spec, text(spec)))));
        }

        return TypedResults.Text(document.ToJsonString(), "application/json");
    }

    private static JsonNode? Node(SettingSpec spec, string text) => spec.Kind switch
    {
        _ when spec.IsSecret => text.Length > 0 ? Masked : null,
        SettingKind.Number when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
        SettingKind.Flag => text.ToUpperInvariant() is "TRUE" or "1" or "YES" or "ON",
        SettingKind.List => new JsonArray([.. SettingValues.Split(text).Select(item => (JsonNode)item)]),
        _ => text,
    };

    private static async Task<IResult> ValidateAsync(HttpContext http, CancellationToken cancellation) =>
        (await http.ReadJsonAsync<JsonElement>(cancellation)).TryGet(out var request, out var error)
            ? TypedResults.Ok(Check(request.Value).Verdict) : new ErrorResult(error);

    private static async Task<IResult> PutAsync(HttpContext http, SettingValues values, StoredSettings stored, CancellationToken cancellation)
    {
        if (!(await http.ReadJsonAsync<JsonElement>(cancellation)).TryGet(out var request, out var error))
        {
            return new ErrorResult(error);
        }

        var (changes, verdict) = Check(request.Value);
        if (!verdict.Valid)
        {
            return new ErrorResult(new LedgerError(400, "bad_request", "The configuration is not valid.",
                string.Join(" ", verdict.Errors.Select(fault => $"{fault.Field}: {fault.Wanted} wanted.")))
            { Members = { ["errors"] = verdict.Errors } });
        }

        await stored.WriteAsync(changes, cancellation);
        var effective = changes.Select(change => (change.Spec, Text: change.Text ?? change.Spec.Default, Now: values.Read(change.Spec))).ToArray();
        return TypedResults.Ok(new ConfigStored(
            [.. changes.Select(change => change.Spec.Path)],
            [.. effective.Where(change => change.Text != change.Now.Text && !IsOfEnvironment(change.Spec, change.Now.SetBy)).Select(change => change.Spec.Path)],
            [.. effective.Where(change => change.Text != change.Now.Text && IsOfEnvironment(change.Spec, change.Now.SetBy)).Select(change => change.Spec.Path)],
            verdict.Warnings));
    }

    private static bool IsOfEnvironment(SettingSpec spec, string? setBy) => setBy is not null && spec.Names.Contains(setBy);

    /// <summary>Reads a configuration, section by section; what is shown as masked is left as it is.</summary>
    private static (List<(SettingSpec Spec, string? Text)> Changes, ConfigVerdict Verdict) Check(JsonElement document)
    {
        var (changes, faults, warnings) = (new List<(SettingSpec, string?)>(), new List<SettingFault>(), new List<string>());
        if (document.ValueKind != JsonValueKind.Object)
        {
            return (changes, new ConfigVerdict(false, [new SettingFault("$", null, "an object of sections")], []));
        }

        foreach (var section in document.EnumerateObject())
        {
            if (section.Value.ValueKind != JsonValueKind.Object || SettingCatalog.All.All(spec => spec.Section != section.Name))
            {
                faults.Add(new SettingFault(section.Name, null, "a known section, holding an object"));
                continue;
            }

            foreach (var member in section.Value.EnumerateObject())
            {
                CheckOne(section.Name, member, changes, faults, warnings);
            }
        }

        return (changes, new ConfigVerdict(faults.Count == 0, faults, warnings));
    }

    private static void CheckOne(
        string section, JsonProperty member, List<(SettingSpec, string?)> changes, List<SettingFault> faults, List<string> warnings)
    {
        var path = $"{section}.{member.Name}";
        if (SettingCatalog.TryFind(section, member.Name) is not { } spec)
        {
            faults.Add(new SettingFault(path, null, "a known key"));
            return;
        }

        var text = Text(spec, member.Value);
        if (spec.Section == SettingCatalog.EnvironmentSection)
        {
            if (text is not (null or "" or Masked))
            {
                faults.Add(new SettingFault(path, null, "nothing here: only the environment gives it"));
            }

            return;
        }

        if (member.Value.ValueKind == JsonValueKind.Null)
        {
            changes.Add((spec, null));
        }
        else if ((text is null ? Wanted(spec) : text.Length > MaxText ? $"at most {MaxText} characters" : spec.Problem(text)) is { } wanted)
        {
            var shown = member.Value.GetRawText();
            faults.Add(new SettingFault(path, shown.Length <= 40 ? shown : shown[..40] + "…", wanted));
        }
        else
        {
            changes.Add((spec, text));
            if (spec.Use == SettingUse.Accepted && text != spec.Default)
            {
                warnings.Add($"{path} is accepted and decides nothing: {spec.Effect}.");
            }
        }
    }

    private static string Wanted(SettingSpec spec) => spec.Kind switch
    {
        SettingKind.Number => spec.Problem("") ?? "a number",
        SettingKind.Flag => "true or false",
        SettingKind.List => "an array of texts",
        _ => "a text",
    };

    // Texts of numbers and flags are taken too, as the environment gives them.
    private static string? Text(SettingSpec spec, JsonElement value) => (spec.Kind, value.ValueKind) switch
    {
        (_, JsonValueKind.String) => value.GetString(),
        (SettingKind.Number, JsonValueKind.Number) => value.GetRawText(),
        (SettingKind.Flag, JsonValueKind.True) => "true",
        (SettingKind.Flag, JsonValueKind.False) => "false",
        (SettingKind.List, JsonValueKind.Array) when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
            string.Join(',', value.EnumerateArray().Select(item => item.GetString())),
        _ => null,
    };
}
