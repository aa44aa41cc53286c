using System;
using System.Text;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>
    /// The client's side of the long-term credential mechanism (RFC 8489 §9.2): takes challenges, authenticates requests, checks
    /// responses. From a server that names password algorithms it takes the first one it knows and speaks HMAC-SHA256 alone.
    /// </summary>
    internal sealed class LongTermCredentials
    {
        // RFC 8489 §14.9, §14.10: 763 bytes each at most. Requests have to fit a datagram.
        private const int MaxTextLength = 763;
        private const int MaxAlgorithms = 8;

        private readonly ICryptoProvider _crypto;
        private readonly string? _username;
        private readonly string? _password;
        private readonly byte[] _usernameUtf8;
        private readonly byte[] _key = new byte[LongTermKey.Sha256Length];
        private readonly byte[] _nonce = new byte[MaxTextLength];
        private readonly PasswordAlgorithm[] _algorithms = new PasswordAlgorithm[MaxAlgorithms];
        private readonly PasswordAlgorithm[] _chosen = new PasswordAlgorithm[1];
        private byte[]? _realm;
        private int _keyLength;
        private int _nonceLength;
        private int _algorithmCount;
        private bool _wasChallenged;

        /// <param name="crypto">The primitives.</param>
        /// <param name="options">Name and password; realm and nonce where they are known beforehand.</param>
        public LongTermCredentials(ICryptoProvider crypto, TurnClientOptions options)
        {
            _crypto = crypto;
            _username = options.Username;
            _password = options.Credential;
            _usernameUtf8 = Encoding.UTF8.GetBytes(options.Username ?? string.Empty);
            if (options.Realm == null || options.Nonce == null || !HasSecret) return;
            byte[] realm = Encoding.UTF8.GetBytes(options.Realm);
            byte[] nonce = Encoding.UTF8.GetBytes(options.Nonce);
            if (realm.Length > MaxTextLength || nonce.Length > MaxTextLength) return;
            SetNonce(nonce);
            SetKey(realm, PasswordAlgorithm.Md5);
        }

        /// <summary>Whether requests can be authenticated.</summary>
        public bool IsReady => _keyLength > 0 && _nonceLength > 0;

        private bool HasSecret => _username != null && _password != null;

        private bool UsesSha256 => _algorithmCount > 0;

        /// <summary>Adds what authenticates a request; nothing may follow but FINGERPRINT.</summary>
        public void AddTo(ref StunWriter writer)
        {
            TextAttribute.Username(_usernameUtf8).AddTo(ref writer);
            TextAttribute.Realm(_realm).AddTo(ref writer);
            TextAttribute.Nonce(new ReadOnlySpan<byte>(_nonce, 0, _nonceLength)).AddTo(ref writer);
            var key = new ReadOnlySpan<byte>(_key, 0, _keyLength);
            if (!UsesSha256)
            {
                MessageIntegrity.AddTo(ref writer, _crypto, key);
                return;
            }

            // The list goes back, so that a server sees if somebody has shortened it on the way (RFC 8489 §9.2.1).
            PasswordAlgorithmAttribute.AddTo(ref writer, StunAttributeType.PasswordAlgorithms, new ReadOnlySpan<PasswordAlgorithm>(_algorithms, 0, _algorithmCount));
            PasswordAlgorithmAttribute.AddTo(ref writer, StunAttributeType.PasswordAlgorithm, _chosen);
            MessageIntegritySha256.AddTo(ref writer, _crypto, key);
        }

        /// <summary>Whether a response to an authenticated request is the server's.</summary>
        public bool Matches(in StunMessage response)
        {
            var key = new ReadOnlySpan<byte>(_key, 0, _keyLength);
            return UsesSha256 ? MessageIntegritySha256.Matches(response, _crypto, key) : MessageIntegrity.Matches(response, _crypto, key);
        }

        /// <summary>Hears a 401 or 438.</summary>
        /// <param name="challenge">The response.</param>
        /// <param name="isStaleNonce">438: the credentials are right, the nonce is not.</param>
        /// <param name="wasAuthenticated">Whether the request carried credentials.</param>
        public ChallengeOutcome Take(in StunMessage challenge, bool isStaleNonce, bool wasAuthenticated)
        {
            if (!HasSecret) return ChallengeOutcome.Refused;
            if (!TextAttribute.TryRead(challenge, StunAttributeType.Nonce, out TextAttribute nonce) || nonce.Utf8.Length == 0) return ChallengeOutcome.Malformed;
            bool hasRealm = TextAttribute.TryRead(challenge, StunAttributeType.Realm, out TextAttribute realm);
            if (!hasRealm && (!isStaleNonce || _realm == null)) return ChallengeOutcome.Malformed;
            // What we came with may be out of date; what the server has just named cannot be.
            if (!isStaleNonce && wasAuthenticated && _wasChallenged) return ChallengeOutcome.Refused;

            Span<PasswordAlgorithm> list = stackalloc PasswordAlgorithm[MaxAlgorithms];
            bool hasList = PasswordAlgorithmAttribute.TryReadAll(challenge, list, out int count);
            list = list.Slice(0, count);
            bool promisesList = NonceCookie.TryRead(nonce.Utf8, out uint features) && (features & NonceCookie.PasswordAlgorithms) != 0;
            if (promisesList != hasList || (UsesSha256 && !hasList)) return ChallengeOutcome.Downgraded;
            PasswordAlgorithm algorithm = PasswordAlgorithm.Md5;
            if (hasList && !TryChoose(list, out algorithm)) return ChallengeOutcome.Downgraded;

            list.CopyTo(_algorithms);
            _algorithmCount = hasList ? count : 0;
            _wasChallenged = true;
            SetNonce(nonce.Utf8);
            bool isSameRealm = !hasRealm || (_realm != null && realm.Utf8.SequenceEqual(_realm));
            if (!isSameRealm || _keyLength == 0 || algorithm != _chosen[0]) SetKey(isSameRealm ? _realm! : realm.Utf8.ToArray(), algorithm);
            return ChallengeOutcome.Retry;
        }

        private static bool TryChoose(ReadOnlySpan<PasswordAlgorithm> offered, out PasswordAlgorithm algorithm)
        {
            foreach (PasswordAlgorithm candidate in offered)
            {
                algorithm = candidate;
                if (candidate == PasswordAlgorithm.Md5 || candidate == PasswordAlgorithm.Sha256) return true;
            }

            algorithm = default;
            return false;
        }

        private void SetNonce(ReadOnlySpan<byte> nonce)
        {
            nonce.CopyTo(_nonce);
            _nonceLength = nonce.Length;
        }

        private void SetKey(byte[] realm, PasswordAlgorithm algorithm)
        {
            _realm = realm;
            _chosen[0] = algorithm;
            string realmText = Encoding.UTF8.GetString(realm);
            _keyLength = algorithm == PasswordAlgorithm.Sha256 ? LongTermKey.Sha256Length : LongTermKey.Length;
            Span<byte> key = new Span<byte>(_key, 0, _keyLength);
            if (algorithm == PasswordAlgorithm.Sha256) LongTermKey.DeriveSha256(_crypto, _username!, realmText, _password!, key);
            else LongTermKey.Derive(_crypto, _username!, realmText, _password!, key);
        }
    }
}
