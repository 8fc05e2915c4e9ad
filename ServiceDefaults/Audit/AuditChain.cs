using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.ServiceDefaults.Audit;

/// <summary>
/// Chains audit rows: hash = SHA-256(previous hash ‖ fields), where each field is its length in bytes (4 bytes, little
/// endian, −1 for null) and its UTF-8 text, in the order of <see cref="HashOf"/>. A changed, removed or exchanged row
/// breaks the chain at its place; rows cut off at the end show only against a head kept elsewhere.
/// </summary>
public static class AuditChain
{
    /// <summary>The hash before the first row: 32 zero bytes.</summary>
    public static byte[] Start => new byte[SHA256.HashSizeInBytes];

    /// <summary>Hash of a row.</summary>
    /// <param name="previous">Hash of the row before, 32 bytes.</param>
    /// <param name="seq">Number of the row.</param>
    /// <param name="entry">What it says.</param>
    public static byte[] HashOf(byte[] previous, long seq, AuditEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        Span<byte> length = stackalloc byte[4];
        string?[] fields =
        [
            seq.ToString(CultureInfo.InvariantCulture),
            Microseconds(entry.At).ToString(CultureInfo.InvariantCulture),
            entry.Type, entry.Actor, entry.Ip, entry.Client, entry.Method, entry.Path,
            entry.Status?.ToString(CultureInfo.InvariantCulture), entry.CorrelationId, entry.Detail,
        ];
        foreach (var field in fields)
        {
            var bytes = field is null ? null : Encoding.UTF8.GetBytes(field);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes?.Length ?? -1);
            hash.AppendData(length);
            hash.AppendData(bytes ?? []);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>Checks rows in ascending order, where the first one's previous hash is taken as it is.</summary>
    /// <returns>The number of the first row that is wrong or missing; null when all hold.</returns>
    public static long? FirstBad(IEnumerable<AuditRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        AuditRow? before = null;
        foreach (var row in rows)
        {
            if (before is not null && row.Seq != before.Seq + 1)
            {
                return before.Seq + 1;
            }

            var previous = before?.Hash ?? row.PrevHash;
            if (previous is null || row.PrevHash is null || row.Hash is null
                || !previous.AsSpan().SequenceEqual(row.PrevHash)
                || !HashOf(previous, row.Seq, row.Entry).AsSpan().SequenceEqual(row.Hash))
            {
                return row.Seq;
            }

            before = row;
        }

        return null;
    }

    private static long Microseconds(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
