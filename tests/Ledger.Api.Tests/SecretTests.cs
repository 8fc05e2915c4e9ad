using Platform.Tests.Shared;

namespace Ledger.Api.Tests;

public sealed class SecretTests() : PlantedSecretTests<Program>("LEDGER_API_KEYS");
