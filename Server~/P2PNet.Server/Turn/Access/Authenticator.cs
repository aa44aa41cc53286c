using System;
using System.Text;
using P2PNet.Rtc;
using P2PNet.Rtc.Stun;

namespace P2PNet.Server.Turn;

/// <summary>
/// The long-term credential mechanism (RFC 8489 §9.2.4) over <see cref="RestCredentials"/>. The nonce is looked at before the integrity,
/// other than in the RFC's order: so whoever forges a source address makes the server compute one MAC and not four.
/// </summary>
internal sealed class Authenticator
{
    private readonly ICryptoProvider _crypto;
    private readonly byte[] _secret;

    public Authenticator(TurnServerOptions options, ICryptoProvider crypto)
    {
        _crypto = crypto;
        _secret = options.Secret;
        Realm = Encoding.UTF8.GetBytes(options.Realm);
        Nonces = new NonceMint(crypto, options.Secret, options.NonceLifetime);
    }

    /// <summary>What keys may be derived by, the better one first.</summary>
    public static ReadOnlySpan<PasswordAlgorithm> Algorithms => [PasswordAlgorithm.Sha256, PasswordAlgorithm.Md5];

    public byte[] Realm { get; }

    public NonceMint Nonces { get; }

    /// <summary>Checks a request; where it is authentic, <paramref name="caller"/> says whose it is.</summary>
    public Verdict Check(in StunMessage request, in ClientTuple client, long unixTime, Caller caller)
    {
        bool hasSha256 = request.IntegritySha256Offset >= 0;
        if (!hasSha256 && request.IntegrityOffset < 0) return Verdict.Unauthenticated;
        bool hasName = TextAttribute.TryRead(request, StunAttributeType.Username, out TextAttribute name);
        if (!TextAttribute.TryRead(request, StunAttributeType.Nonce, out TextAttribute nonce) || !request.Contains(StunAttributeType.Realm)
            || !(hasName || request.Contains(StunAttributeType.UserHash))) return Verdict.Incomplete;
        if (!TryChooseAlgorithm(request, nonce.Utf8, caller, out PasswordAlgorithm algorithm)) return Verdict.Incomplete;
        // USERHASH hides the name, and the names of this convention are not listed anywhere to compare with: it is nobody's.
        if (!hasName || !caller.TrySetName(name.Utf8)) return Verdict.Unauthenticated;
        if (!Nonces.IsValid(nonce.Utf8, client, caller.Name, unixTime)) return Verdict.StaleNonce;
        caller.SetKeyLength(RestCredentials.WriteKey(_crypto, _secret, caller.Name, Realm, algorithm, caller.KeyBuffer));
        bool matches = hasSha256 ? MessageIntegritySha256.Matches(request, _crypto, caller.Key) : MessageIntegrity.Matches(request, _crypto, caller.Key);
        return matches ? Verdict.Authentic : Verdict.Unauthenticated;
    }

    /// <summary>
    /// PASSWORD-ALGORITHM must be one that was offered, and come with the list as it was offered, or somebody on the way shortened it.
    /// Neither means a client that knows MD5 alone.
    /// </summary>
    private static bool TryChooseAlgorithm(in StunMessage request, ReadOnlySpan<byte> nonce, Caller caller, out PasswordAlgorithm algorithm)
    {
        algorithm = PasswordAlgorithm.Md5;
        caller.WantsSha256 = false;
        bool announced = NonceCookie.TryRead(nonce, out uint features) && (features & NonceCookie.PasswordAlgorithms) != 0;
        if (!announced || !(request.Contains(StunAttributeType.PasswordAlgorithm) || request.Contains(StunAttributeType.PasswordAlgorithms))) return true;
        Span<PasswordAlgorithm> listed = stackalloc PasswordAlgorithm[4];
        if (!PasswordAlgorithmAttribute.TryReadAll(request, listed, out int count) || !listed[..count].SequenceEqual(Algorithms)) return false;
        caller.WantsSha256 = true;
        return PasswordAlgorithmAttribute.TryReadOne(request, out algorithm) && Algorithms.Contains(algorithm);
    }
}
