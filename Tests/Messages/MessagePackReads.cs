using System.Collections.Generic;
using P2PNet.Messages;

namespace P2PNet.Tests.Messages
{
    /// <summary>Every way to read a value, for tests that try them all on the same bytes.</summary>
    internal static class MessagePackReads
    {
        public delegate object? Read(ref MessagePackReader reader);

        public static readonly IReadOnlyList<Read> All = new Read[]
        {
            (ref MessagePackReader r) => r.ReadBoolean(),
            (ref MessagePackReader r) => r.ReadByte(),
            (ref MessagePackReader r) => r.ReadSByte(),
            (ref MessagePackReader r) => r.ReadUInt16(),
            (ref MessagePackReader r) => r.ReadInt16(),
            (ref MessagePackReader r) => r.ReadChar(),
            (ref MessagePackReader r) => r.ReadUInt32(),
            (ref MessagePackReader r) => r.ReadInt32(),
            (ref MessagePackReader r) => r.ReadUInt64(),
            (ref MessagePackReader r) => r.ReadInt64(),
            (ref MessagePackReader r) => r.ReadSingle(),
            (ref MessagePackReader r) => r.ReadDouble(),
            (ref MessagePackReader r) => r.ReadString(),
            (ref MessagePackReader r) => r.ReadNullableString(),
            (ref MessagePackReader r) => r.ReadUtf8().Length,
            (ref MessagePackReader r) => r.ReadByteArray(),
            (ref MessagePackReader r) => r.ReadNullableByteArray(),
            (ref MessagePackReader r) => r.ReadBinary().Length,
            (ref MessagePackReader r) => r.ReadArrayHeader(),
            (ref MessagePackReader r) => r.ReadMapHeader(),
            (ref MessagePackReader r) => r.ReadExtension(out _).Length,
            (ref MessagePackReader r) => r.ReadExtension(5).Length,
            (ref MessagePackReader r) => r.ReadExtension(),
            (ref MessagePackReader r) => r.ReadTimestamp(),
            (ref MessagePackReader r) => r.ReadDateTime(),
            (ref MessagePackReader r) => r.ReadDateTimeOffset(),
            (ref MessagePackReader r) => r.ReadGuid(),
            (ref MessagePackReader r) => r.ReadTimeSpan(),
            (ref MessagePackReader r) => r.ReadDecimal(),
            (ref MessagePackReader r) => r.ReadBitArray(),
            (ref MessagePackReader r) => r.ReadNullableBitArray(),
            (ref MessagePackReader r) => r.ReadBitVector32(),
            (ref MessagePackReader r) => r.ReadRaw().Length,
        };
    }
}
