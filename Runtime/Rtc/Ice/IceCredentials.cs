using System;
using System.Text;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Ice
{
    /// <summary>
    /// Username fragments and passwords of one generation (RFC 8445 §5.3), as the bytes that checks need. Never shown anywhere.
    /// </summary>
    internal sealed class IceCredentials
    {
        private const string IceCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

        // RFC 8445 §5.3 asks for 24 and 128 random bits. The fragment has 48, because it also tells apart the links that share a socket.
        private const int UfragLength = 8;
        private const int PasswordLength = 24;

        private readonly byte[] _localUfrag;

        public IceCredentials(IRandom random)
        {
            LocalUfrag = Make(random, UfragLength);
            LocalPassword = Make(random, PasswordLength);
            _localUfrag = Encoding.ASCII.GetBytes(LocalUfrag);
            LocalKey = Encoding.ASCII.GetBytes(LocalPassword);
        }

        public string LocalUfrag { get; }

        public string LocalPassword { get; }

        /// <summary>Key of requests that come in and of our responses to them.</summary>
        public byte[] LocalKey { get; }

        public bool HasRemote => RemoteKey.Length > 0;

        public string RemoteUfrag { get; private set; } = string.Empty;

        /// <summary>Key of our requests and of the responses to them.</summary>
        public byte[] RemoteKey { get; private set; } = Array.Empty<byte>();

        /// <summary>The USERNAME of our requests: the peer's fragment first (RFC 8445 §7.2.2).</summary>
        public byte[] OutgoingUsername { get; private set; } = Array.Empty<byte>();

        public void SetRemote(string ufrag, string password)
        {
            if (!IsIceText(ufrag, 4)) throw new ArgumentException("A username fragment has 4 to 256 letters, digits, + or /.", nameof(ufrag));
            if (!IsIceText(password, 22)) throw new ArgumentException("An ICE password has 22 to 256 letters, digits, + or /.", nameof(password));
            RemoteUfrag = ufrag;
            RemoteKey = Encoding.ASCII.GetBytes(password);
            OutgoingUsername = Encoding.ASCII.GetBytes(ufrag + ":" + LocalUfrag);
        }

        public bool IsRemote(string ufrag, string password)
            => string.Equals(ufrag, RemoteUfrag, StringComparison.Ordinal) && Encoding.ASCII.GetBytes(password).AsSpan().SequenceEqual(RemoteKey);

        /// <summary>The fragment of whom a request is for: USERNAME is that, a colon, the sender's (RFC 8445 §7.2.2). Empty where there is none.</summary>
        public static ReadOnlySpan<byte> ReceiverIn(in StunMessage request)
        {
            if (!TextAttribute.TryRead(request, StunAttributeType.Username, out TextAttribute username)) return default;
            int colon = username.Utf8.IndexOf((byte)':');
            return colon < 0 ? default : username.Utf8.Slice(0, colon);
        }

        /// <summary>Whether these are the bytes of our fragment.</summary>
        public bool IsLocalUfrag(ReadOnlySpan<byte> ufrag) => ufrag.SequenceEqual(_localUfrag);

        /// <summary>Whether a USERNAME starts with our fragment and, where the peer's is known, ends with that (RFC 8445 §7.3).</summary>
        public bool IsForUs(ReadOnlySpan<byte> username)
        {
            int ours = _localUfrag.Length;
            if (username.Length <= ours || username[ours] != ':' || !username.Slice(0, ours).SequenceEqual(_localUfrag)) return false;
            if (!HasRemote) return true;
            return username.Slice(ours + 1).SequenceEqual(OutgoingUsername.AsSpan(0, OutgoingUsername.Length - 1 - ours));
        }

        private static string Make(IRandom random, int length)
        {
            Span<byte> bytes = stackalloc byte[length];
            Span<char> text = stackalloc char[length];
            random.Fill(bytes);
            for (int i = 0; i < length; i++) text[i] = IceCharacters[bytes[i] & 63];
            return new string(text);
        }

        private static bool IsIceText(string text, int minLength)
        {
            if (text == null || text.Length < minLength || text.Length > 256) return false;
            foreach (char c in text)
            {
                // libwebrtc before M80 and some gateways also used '-' and '_' here: harmless.
                if (IceCharacters.IndexOf(c) < 0 && c != '-' && c != '_') return false;
            }

            return true;
        }
    }
}
