namespace Platform.ServiceDefaults.Auth;

/// <summary>Why a caller was not recognised; a label of the failure counter.</summary>
public enum AuthFailure
{
    /// <summary>Nothing was presented.</summary>
    Missing,

    /// <summary>The key is none of ours.</summary>
    UnknownKey,

    /// <summary>Credentials in no form that is taken: another scheme, two keys, a token that is none.</summary>
    Malformed,

    /// <summary>The token names another algorithm than the one configured.</summary>
    WrongAlgorithm,

    /// <summary>The token was not signed with our key.</summary>
    BadSignature,

    /// <summary>The token lacks a claim that is needed, or has it in the wrong type.</summary>
    BadClaim,

    /// <summary>The token was good once.</summary>
    Expired,

    /// <summary>The token is not good yet.</summary>
    NotYetValid,

    /// <summary>The token is from another issuer.</summary>
    WrongIssuer,

    /// <summary>The token is for another service.</summary>
    WrongAudience,
}
