namespace Platform.ServiceDefaults.Redaction;

/// <summary>Stands in for an exception whose text holds a secret: the same text, masked.</summary>
internal sealed class RedactedException : Exception
{
    private readonly string _text;

    private RedactedException(Exception original, string text)
        : base($"{original.GetType().FullName}: {Redactor.Redact(original.Message)}") => _text = text;

    public override string? StackTrace => null;

    public override string ToString() => _text;

    /// <summary>The exception itself when its text holds no secret.</summary>
    internal static Exception? Of(Exception? original)
    {
        if (original is null)
        {
            return null;
        }

        var text = original.ToString();
        var redacted = Redactor.Redact(text);
        return ReferenceEquals(redacted, text) ? original : new RedactedException(original, redacted);
    }
}
