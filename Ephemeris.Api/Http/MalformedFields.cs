namespace Ephemeris.Api.Http;

/// <summary>Marks routes of v1.1, whose clients expect 400 for every field that cannot be used, of a wrong type too.</summary>
internal sealed class MalformedFields;
