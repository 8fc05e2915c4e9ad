using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Tests.ApplicationModel;

public sealed class ReferenceExpressionTests
{
    private static readonly ParameterResource Password = new("pw", _ => "p@ss word", secret: true);

    [Fact]
    public async Task Value_TextAndReferences_AreJoined()
    {
        var expression = ReferenceExpression.Create($"Host={"db"};Password={Password}");
        Assert.Equal("Host=db;Password=p@ss word", await expression.GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("Host=db;Password={pw.value}", expression.ValueExpression);
    }

    [Fact]
    public async Task Value_UriFormat_IsEscaped()
    {
        var expression = ReferenceExpression.Create($"redis://:{Password:uri}@host");
        Assert.Equal("redis://:p%40ss%20word@host", await expression.GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("redis://:{pw-uri-encoded.value}@host", expression.ValueExpression);
    }

    [Fact]
    public async Task Value_LiteralBraces_StayLiteral()
    {
        var expression = ReferenceExpression.Create($"{{\"key\":\"{Password}\"}}");
        Assert.Equal("{\"key\":\"p@ss word\"}", await expression.GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("{{\"key\":\"{pw.value}\"}}", expression.ValueExpression);
    }

    [Fact]
    public async Task Builder_Appended_KeepsReferences()
    {
        var builder = new ReferenceExpressionBuilder();
        Assert.True(builder.IsEmpty);
        builder.Append($"a={Password}");
        builder.AppendLiteral(";b={c}");
        var expression = builder.Build();
        Assert.Equal("a=p@ss word;b={c}", await expression.GetValueAsync(TestContext.Current.CancellationToken));
        Assert.Equal("a={pw.value};b={{c}}", expression.ValueExpression);
    }

    [Fact]
    public async Task Value_Empty_IsNull() =>
        Assert.Null(await ReferenceExpression.Empty.GetValueAsync(TestContext.Current.CancellationToken));
}
