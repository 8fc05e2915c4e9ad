using System.Diagnostics.CodeAnalysis;

namespace Platform.ServiceDefaults.Errors;

/// <summary>A result or the <see cref="Errors.Error"/> that took its place.</summary>
/// <typeparam name="T">Type of the result.</typeparam>
public readonly struct Outcome<T>
{
    private readonly T? _value;

    private Outcome(T? value, Error? error)
    {
        _value = value;
        Error = error;
    }

    /// <summary>The failure; null on success.</summary>
    public Error? Error { get; }

    /// <summary>True when there is a result, then in <paramref name="value"/>; else <paramref name="error"/> says why not.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Error? error)
    {
        value = _value;
        error = Error;
        return error is null;
    }

    /// <summary>A success.</summary>
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Outcome<T>(Error error) => new(default, error);
}
