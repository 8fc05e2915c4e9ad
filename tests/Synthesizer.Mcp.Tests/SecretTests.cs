using Platform.Tests.Shared;

namespace Synthesizer.Mcp.Tests;

public sealed class SecretTests() : PlantedSecretTests<Program>("SYNTH_API_KEY");
