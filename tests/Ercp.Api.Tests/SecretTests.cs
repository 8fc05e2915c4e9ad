using Platform.Tests.Shared;

namespace Ercp.Api.Tests;

public sealed class SecretTests() : PlantedSecretTests<Program>("ERCP_API_KEYS");
