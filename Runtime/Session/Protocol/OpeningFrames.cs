using System;
using System.Collections.Generic;

namespace P2PNet.Protocol
{
    /// <summary>
    /// A client's first frames within the WebSocket's upgrade request, so that their answers come with the server's and not a round trip
    /// later. They travel as names of subprotocols (RFC 6455 §1.9), which is all that a page in a browser can say in that request, and
    /// which unlike a URL nobody writes into a log.
    /// </summary>
    internal static class OpeningFrames
    {
        /// <summary>The subprotocol that a server chooses which takes them; else they count as not sent.</summary>
        public const string Subprotocol = ProtocolLimits.Subprotocol + ".opening";

        /// <summary>What the name of each begins with; its UTF-8 in base64url without padding (RFC 4648 §5) follows.</summary>
        public const string Prefix = "p2pnet.frame.";

        /// <summary>Frames in one request.</summary>
        public const int MaxFrames = 8;

        /// <summary>Characters of all names together. Proxies take 8 KiB for the whole request, some of which is theirs.</summary>
        public const int MaxLength = 4096;

        private static readonly char[] NotOfBase64Url = { '+', '/', '=', ' ', '\t', '\r', '\n' };

        /// <summary>The names for frames in their order. False where these are too much for a request: they follow when the connection is open.</summary>
        public static bool TryEncode(IReadOnlyList<byte[]> frames, out List<string> names)
        {
            names = new List<string>();
            int length = 0;
            foreach (byte[] frame in frames)
            {
                string name = Prefix + Convert.ToBase64String(frame).TrimEnd('=').Replace('+', '-').Replace('/', '_');
                length += name.Length;
                names.Add(name);
            }

            return frames.Count > 0 && frames.Count <= MaxFrames && length <= MaxLength;
        }

        /// <summary>The frames among the names of a request. False where one is no base64url, or they are too much.</summary>
        public static bool TryDecode(IEnumerable<string> names, out List<byte[]> frames)
        {
            frames = new List<byte[]>();
            int length = 0;
            foreach (string name in names)
            {
                if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
                length += name.Length;
                if (length > MaxLength || frames.Count == MaxFrames || !TryDecode(name, out byte[] frame)) return false;
                frames.Add(frame);
            }

            return true;
        }

        private static bool TryDecode(string name, out byte[] frame)
        {
            frame = Array.Empty<byte>();
            string text = name.Substring(Prefix.Length);
            if (text.IndexOfAny(NotOfBase64Url) >= 0) return false;
            text = text.Replace('-', '+').Replace('_', '/');
            text = text.PadRight((text.Length + 3) & ~3, '=');
            Span<byte> bytes = stackalloc byte[MaxLength];
            if (!Convert.TryFromBase64String(text, bytes, out int length)) return false;
            frame = bytes.Slice(0, length).ToArray();
            return true;
        }
    }
}
