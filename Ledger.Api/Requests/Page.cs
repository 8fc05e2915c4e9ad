using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Ledger.Api.Ledgers;
using Platform.ServiceDefaults.Errors;

namespace Ledger.Api.Requests;

/// <summary>A list's page.</summary>
/// <param name="Items">At most <c>limit</c> items.</param>
/// <param name="Next">Cursor of the next page; absent on the last.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Where a page starts: <c>limit</c> 1–500, default 100, and <c>cursor</c> from the page before.</summary>
internal readonly record struct PageRequest(int Limit, string? After)
{
    /// <summary>Reads both.</summary>
    public static Outcome<PageRequest> Read(int? limit, string? cursor)
    {
        if (limit is < 1 or > 500)
        {
            return LedgerErrors.BadRequest("limit: 1–500 is wanted.");
        }

        if (string.IsNullOrEmpty(cursor))
        {
            return new PageRequest(limit ?? 100, null);
        }

        return Base64Url.IsValid(cursor) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor)) is ['a', ':', .. var after]
            ? new PageRequest(limit ?? 100, after)
            : LedgerErrors.BadCursor();
    }

    /// <summary>A page of a list that was asked for one item more than fits.</summary>
    public Page<T> Of<T>(IReadOnlyList<T> items, Func<T, string> position) => items.Count <= Limit
        ? new Page<T>(items, null)
        : new Page<T>([.. items.Take(Limit)], Base64Url.EncodeToString(Encoding.UTF8.GetBytes("a:" + position(items[Limit - 1]))));

    /// <summary>The position as a number; the error when the cursor is of another list.</summary>
    public Outcome<long> Number(long first) => After is null ? first
        : long.TryParse(After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : LedgerErrors.BadCursor();
}
