namespace Platform.ServiceDefaults.Errors;

/// <summary>Rule codes of the faults that ServiceDefaults itself finds; services rename them in their problem options.</summary>
public static class FaultCodes
{
    /// <summary>The body is no JSON.</summary>
    public const string Json = "json_invalid";

    /// <summary>The field has another type.</summary>
    public const string Type = "type";

    /// <summary>The field is missing.</summary>
    public const string Required = "required";

    /// <summary>A validation attribute of the request type refused the value.</summary>
    public const string Rule = "rule";
}
