using System;
using System.Text;
using P2PNet.Messages;

namespace P2PNet
{
    /// <summary>Tells frames of the library from messages of the game, by their first byte.</summary>
    internal static class LinkFrame
    {
        /// <summary>Bytes of the kind, which everything else follows.</summary>
        public const int HeaderLength = 1;

        public static bool TryReadKind(ReadOnlySpan<byte> payload, out LinkFrameKind kind)
        {
            bool isFrame = payload.Length > 0 && payload[0] >= MessagePackCode.MinNegativeFixInt;
            kind = isFrame ? (LinkFrameKind)(sbyte)payload[0] : 0;
            return isFrame;
        }

        /// <summary>Reads a whole number and goes behind it. False: something else comes next, and nothing was read.</summary>
        public static bool TryReadUInt32(ref ReadOnlySpan<byte> rest, out uint value)
        {
            bool isRead = MessagePackFormat.TryReadInteger(rest, out ulong bits, out bool isNegative, out int length) && !isNegative && bits <= uint.MaxValue;
            value = isRead ? (uint)bits : 0;
            if (isRead) rest = rest.Slice(length);
            return isRead;
        }

        /// <summary>As the other, up to 65535.</summary>
        public static bool TryReadUInt16(ref ReadOnlySpan<byte> rest, out ushort value)
        {
            ReadOnlySpan<byte> start = rest;
            bool isRead = TryReadUInt32(ref rest, out uint wide) && wide <= ushort.MaxValue;
            value = isRead ? (ushort)wide : (ushort)0;
            if (!isRead) rest = start;
            return isRead;
        }

        /// <summary>Reads text of a peer that a player may be shown, and goes behind it: no longer than is allowed, and nothing in it that moves the cursor.</summary>
        public static bool TryReadString(ref ReadOnlySpan<byte> rest, int maxLength, out string value)
        {
            value = string.Empty;
            var reader = new MessagePackReader(rest);
            try
            {
                ReadOnlySpan<byte> utf8 = reader.ReadUtf8();
                // Four bytes a code point at most, which is two characters.
                if (utf8.Length > 4 * maxLength) return false;
                value = Printable(Encoding.UTF8.GetString(utf8), maxLength);
            }
            catch (MessagePackException)
            {
                return false;
            }

            rest = rest.Slice(reader.Position);
            return true;
        }

        /// <summary>Text as it may be shown: cut, and with a space for each control character.</summary>
        public static string Printable(string text, int maxLength)
        {
            if (text.Length > maxLength) text = text.Substring(0, char.IsHighSurrogate(text[maxLength - 1]) ? maxLength - 1 : maxLength);
            foreach (char c in text)
                if (char.IsControl(c))
                    return Replace(text);
            return text;
        }

        public static void WriteKind(ref MessagePackWriter writer, LinkFrameKind kind) => writer.WriteSByte((sbyte)kind);

        private static string Replace(string text)
        {
            char[] characters = text.ToCharArray();
            for (int i = 0; i < characters.Length; i++)
                if (char.IsControl(characters[i]))
                    characters[i] = ' ';
            return new string(characters);
        }
    }
}
