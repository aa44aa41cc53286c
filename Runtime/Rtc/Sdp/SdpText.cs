using System;
using System.Globalization;
using System.Text;

namespace P2PNet.Rtc.Sdp
{
    /// <summary>The tokens of RFC 8866 §9 and RFC 8839 §5.1 that both codecs read.</summary>
    internal static class SdpText
    {
        /// <summary>Cuts the next word off; empty at the end. Several spaces count as one.</summary>
        public static ReadOnlySpan<char> NextWord(ReadOnlySpan<char> text, out ReadOnlySpan<char> rest)
        {
            text = text.TrimStart(' ');
            int end = text.IndexOf(' ');
            rest = end < 0 ? default : text.Slice(end + 1);
            return end < 0 ? text : text.Slice(0, end);
        }

        /// <summary>Decimal digits and nothing else.</summary>
        public static bool TryParse(ReadOnlySpan<char> text, out uint value) =>
            uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

        /// <summary>At least one of letters, digits, <c>+</c> and <c>/</c>.</summary>
        public static bool IsIceChars(ReadOnlySpan<char> text)
        {
            foreach (char c in text)
            {
                if (!IsLetterOrDigit(c) && c != '+' && c != '/') return false;
            }

            return !text.IsEmpty;
        }

        public static bool IsHostName(ReadOnlySpan<char> text)
        {
            foreach (char c in text)
            {
                if (!IsLetterOrDigit(c) && c != '-' && c != '.' && c != '_') return false;
            }

            return !text.IsEmpty;
        }

        /// <summary>RFC 8866's token: printable ASCII without the separators.</summary>
        public static bool IsToken(ReadOnlySpan<char> text)
        {
            foreach (char c in text)
            {
                if (c <= ' ' || c >= 0x7F || "\"(),/:;<=>?@[\\]".IndexOf(c) >= 0) return false;
            }

            return !text.IsEmpty;
        }

        /// <summary>Something from the peer that is safe in a message: printable ASCII, and not much of it.</summary>
        public static string Quote(ReadOnlySpan<char> text)
        {
            const int Shown = 32;
            var quoted = new StringBuilder("\"");
            for (int i = 0; i < text.Length && i < Shown; i++) quoted.Append(text[i] >= ' ' && text[i] < 0x7F ? text[i] : '?');
            return quoted.Append(text.Length > Shown ? "…\"" : "\"").ToString();
        }

        private static bool IsLetterOrDigit(char c) => (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }
}
