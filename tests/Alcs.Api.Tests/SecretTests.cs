using Platform.Tests.Shared;

namespace Alcs.Api.Tests;

public sealed class SecretTests() : PlantedSecretTests<Program>("API_KEYS");
