using System;
using System.Buffers;

namespace P2PNet.Messages
{
    /// <summary>A number that changes when a message does, by what it is on the wire. For messages in a pool, where leases are tracked.</summary>
    internal sealed class MessageFingerprint : IBufferWriter<byte>
    {
        private const ulong Basis = 0xcbf29ce484222325;
        private const ulong Prime = 0x100000001b3;

        [ThreadStatic]
        private static MessageFingerprint? _ofThread;

        private byte[] _bytes = new byte[4096];
        private int _used;

        /// <summary>Never 0.</summary>
        public static ulong Of<T>(IMessageFormatter<T> formatter, in T message)
        {
            MessageFingerprint fingerprint = _ofThread ??= new MessageFingerprint();
            fingerprint._used = 0;
            var writer = new MessagePackWriter(fingerprint);
            try
            {
                formatter.Write(ref writer, in message);
            }
            catch (MessagePackException)
            {
                // A new instance may hold nulls that can't be sent; what stands before them still counts.
            }

            writer.Flush();

            // FNV-1a, 64 bits.
            ulong hash = Basis;
            foreach (byte b in fingerprint._bytes.AsSpan(0, fingerprint._used)) hash = unchecked((hash ^ b) * Prime);
            return hash | 1;
        }

        void IBufferWriter<byte>.Advance(int count) => _used += count;

        Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint) => Room(sizeHint).AsSpan(_used);

        Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint) => Room(sizeHint).AsMemory(_used);

        private byte[] Room(int sizeHint)
        {
            int needed = _used + Math.Max(1, sizeHint);
            if (needed > _bytes.Length) Array.Resize(ref _bytes, Math.Max(needed, 2 * _bytes.Length));
            return _bytes;
        }
    }
}
