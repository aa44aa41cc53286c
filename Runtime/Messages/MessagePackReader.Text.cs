using System;
using System.Diagnostics.CodeAnalysis;
#if NET
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;
#endif
using System.Text;

namespace P2PNet.Messages
{
    public ref partial struct MessagePackReader
    {
        private static readonly UTF8Encoding StrictUtf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

#if NET
        // As names and chat lines are. Longer texts are worth counting first.
        private const int ShortText = 128;

        private static bool TryDecode(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text) =>
            utf8.Length <= ShortText ? TryDecodeShort(utf8, out text) : TryDecodeLong(utf8, out text);

        /// <summary>Decodes in one pass, where the encoding would make one to count and one to decode.</summary>
        [SkipLocalsInit]
        private static bool TryDecodeShort(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text)
        {
            Span<char> chars = stackalloc char[ShortText];
            OperationStatus status = Utf8.ToUtf16(utf8, chars, out _, out int length, replaceInvalidSequences: false);
            text = status == OperationStatus.Done ? new string(chars.Slice(0, length)) : null;
            return text is object;
        }
#else
        private static bool TryDecode(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text) => TryDecodeLong(utf8, out text);
#endif

        private static bool TryDecodeLong(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? text)
        {
            try
            {
                text = StrictUtf8.GetString(utf8);
                return true;
            }
            catch (DecoderFallbackException)
            {
                text = null;
                return false;
            }
        }
    }
}
