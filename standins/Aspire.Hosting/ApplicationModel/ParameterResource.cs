using Aspire.Hosting.Publishing;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that comes from outside the model: a setting, a secret.</summary>
public class ParameterResource : Resource, IResourceWithoutLifetime, IExpressionValue
{
    private readonly Lazy<string> _value;

    /// <summary>A parameter.</summary>
    /// <param name="name">Name of the resource.</param>
    /// <param name="callback">Finds the value, given the default; called once. Throws <see cref="MissingParameterValueException"/>.</param>
    /// <param name="secret">True: the value is never shown.</param>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false) : base(name)
    {
        ArgumentNullException.ThrowIfNull(callback);
        _value = new Lazy<string>(() => callback(Default));
        Secret = secret;
    }

    /// <summary>True: the value is never shown.</summary>
    public bool Secret { get; }

    /// <summary>Where a value comes from that was not given.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>True: the value is a whole connection string.</summary>
    public bool IsConnectionString { get; set; }

    /// <summary>What the value is for.</summary>
    public string? Description { get; set; }

    /// <summary>True: <see cref="Description"/> is Markdown.</summary>
    public bool EnableDescriptionMarkdown { get; set; }

    /// <inheritdoc/>
    public string ValueExpression => IsConnectionString ? $"{{{Name}.connectionString}}" : $"{{{Name}.value}}";

    /// <summary>The value; throws <see cref="MissingParameterValueException"/> saying which setting to give.</summary>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(_value.Value);
}

/// <summary>Where a parameter's value comes from when none is given.</summary>
public abstract class ParameterDefault
{
    /// <summary>Makes the value.</summary>
    public abstract string GetDefaultValue();

    /// <summary>Writes the <c>default</c> object's members into the manifest.</summary>
    public abstract void WriteToManifest(ManifestPublishingContext context);
}

/// <summary>A default that is written out as it is.</summary>
/// <param name="value">The value.</param>
internal sealed class ConstantParameterDefault(Func<string> value) : ParameterDefault
{
    public override string GetDefaultValue() => value();

    public override void WriteToManifest(ManifestPublishingContext context) =>
        context.Writer.WriteString("value", GetDefaultValue());
}
