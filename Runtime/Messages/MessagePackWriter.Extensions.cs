using System;

namespace P2PNet.Messages
{
    /// <content>Extension values, and the one type of them that the specification gives a meaning: the timestamp.</content>
    public ref partial struct MessagePackWriter
    {
        /// <summary>Writes an extension value.</summary>
        /// <param name="type">0 to 127: the application's; negative: the specification's.</param>
        /// <param name="content">Its bytes.</param>
        public void WriteExtension(sbyte type, ReadOnlySpan<byte> content)
        {
            WriteExtensionHeader(type, content.Length);
            WriteRaw(content);
        }

        /// <summary>Writes an extension value.</summary>
        public void WriteExtension(in MessagePackExtension value) => WriteExtension(value.Type, value.Data.Span);

        /// <summary>Writes an extension value whose content the caller fills in, before the writer is used again.</summary>
        /// <param name="type">0 to 127: the application's; negative: the specification's.</param>
        /// <param name="length">Bytes of its content, 0 or more.</param>
        /// <returns>The content, all zero.</returns>
        public Span<byte> WriteExtension(sbyte type, int length)
        {
            RequireNotNegative(length);
            WriteExtensionHeader(type, length);
            Span<byte> content = Reserve(length);
            content.Clear();
            return content;
        }

        /// <summary>Writes a timestamp in the shortest of its three forms: 6, 10 or 15 bytes.</summary>
        public void WriteTimestamp(MessagePackTimestamp value)
        {
            int length = value.ContentLength;
            WriteExtensionHeader(MessagePackTimestamp.ExtensionType, length);
            value.Write(Reserve(length));
        }

        /// <summary>
        /// Writes a time as a timestamp: 6 bytes for whole seconds from 1970 to 2106, else 10 up to the year 2514, else 15. Local time is
        /// converted to UTC; a time whose <see cref="DateTime.Kind"/> is unspecified counts as UTC.
        /// </summary>
        public void WriteDateTime(DateTime value) => WriteTimestamp(MessagePackTimestamp.FromDateTime(value));

        private void WriteExtensionHeader(sbyte type, int length)
        {
            switch (length)
            {
                case 1: Reserve(1)[0] = MessagePackCode.FixExt1; break;
                case 2: Reserve(1)[0] = MessagePackCode.FixExt2; break;
                case 4: Reserve(1)[0] = MessagePackCode.FixExt4; break;
                case 8: Reserve(1)[0] = MessagePackCode.FixExt8; break;
                case 16: Reserve(1)[0] = MessagePackCode.FixExt16; break;
                default:
                    if (length <= byte.MaxValue) WriteCode8(MessagePackCode.Ext8, (byte)length);
                    else if (length <= ushort.MaxValue) WriteCode16(MessagePackCode.Ext16, (ushort)length);
                    else WriteCode32(MessagePackCode.Ext32, (uint)length);
                    break;
            }

            Reserve(1)[0] = (byte)type;
        }
    }
}
