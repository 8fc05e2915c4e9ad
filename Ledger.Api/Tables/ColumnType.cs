using System.Text.Json.Serialization;

namespace Ledger.Api.Tables;

/// <summary>What a column's cells are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ColumnType>))]
public enum ColumnType
{
    /// <summary>Integer of at most 2^62 in size.</summary>
    [JsonStringEnumMemberName("int64")]
    Whole,

    /// <summary>Decimal number with a fixed count of fraction digits; committed as value·10^scale.</summary>
    [JsonStringEnumMemberName("decimal")]
    Fixed,

    /// <summary><c>true</c> or <c>false</c>; committed as 1 or 0.</summary>
    [JsonStringEnumMemberName("bool")]
    Bool,

    /// <summary><c>yyyy-MM-dd</c>; committed as days since 1970-01-01.</summary>
    [JsonStringEnumMemberName("date")]
    Date,

    /// <summary>ISO 8601 instant with zone; committed as milliseconds since 1970-01-01T00:00:00Z.</summary>
    [JsonStringEnumMemberName("timestamp")]
    Timestamp,

    /// <summary>Text; in the row leaves, never committed as an integer.</summary>
    [JsonStringEnumMemberName("string")]
    Text,
}
