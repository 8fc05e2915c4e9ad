using Platform.Tests.Shared;

namespace Ephemeris.Api.Tests;

public sealed class SecretTests() : PlantedSecretTests<Program>("EPHEMERIS_API_KEYS");
