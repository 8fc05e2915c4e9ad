using Ledger.Api.Ledgers;
using Npgsql;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Requests;

/// <summary>A request's text that PostgreSQL takes in no column: its caller's fault, wherever it stands.</summary>
internal static class UnstorableText
{
    /// <summary>What the caller is told; null for any other failure.</summary>
    public static Error? Describe(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter }
            ? LedgerErrors.BadRequest("A text of the request holds the character U+0000, which is not stored.")
            : null;
}
