namespace Aspire.Hosting.Testing;

/// <summary>The model of an application under test. Disposing it ends what it started and removes its data folder.</summary>
public interface IDistributedApplicationTestingBuilder : IDistributedApplicationBuilder, IAsyncDisposable, IDisposable
{
    /// <summary>Ends the model and makes the application; nothing is started yet.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}
