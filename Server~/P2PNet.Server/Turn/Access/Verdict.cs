namespace P2PNet.Server.Turn;

/// <summary>What <see cref="Authenticator"/> finds.</summary>
internal enum Verdict
{
    Authentic,

    /// <summary>400: integrity, but not what it needs.</summary>
    Incomplete,

    /// <summary>401: no integrity, an unknown name, or the wrong password.</summary>
    Unauthenticated,

    /// <summary>438: the nonce is not, or no longer, this client's.</summary>
    StaleNonce,
}
