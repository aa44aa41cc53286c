using System;
using System.Security.Cryptography;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>Puts a message together. It takes memory as the bytes arrive: a length that is only claimed costs nothing.</summary>
    internal sealed class MessageSink : ITransferSink
    {
        private readonly BufferPool _pool;
        private PooledBuffer? _message;

        public MessageSink(BufferPool pool) => _pool = pool;

        public long Open(long? length, IncrementalHash? checksum)
        {
            _message = _pool.Rent((int)Math.Min(length ?? 0, BulkFrames.ChunkLength * 16));
            return 0;
        }

        public void Write(ReadOnlySpan<byte> bytes) => _message!.Write(bytes);

        public void Commit()
        {
        }

        /// <summary>After <see cref="Commit"/>: the message, which is the caller's now.</summary>
        public PooledBuffer Take()
        {
            PooledBuffer message = _message!;
            _message = null;
            return message;
        }

        public void Abandon(bool keep)
        {
            _message?.Dispose();
            _message = null;
        }
    }
}
