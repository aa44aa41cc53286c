using System;
using P2PNet.Rtc;

namespace P2PNet
{
    /// <summary>A message that was written into one buffer. It needs no checksum: it never leaves memory, and DTLS keeps it on its way.</summary>
    internal sealed class MessageSource : ITransferSource
    {
        private readonly PooledBuffer _message;
        private int _position;

        /// <summary>Takes the buffer.</summary>
        public MessageSource(PooledBuffer message)
        {
            _message = message;
            Length = message.Length;
        }

        public long? Length { get; }

        public bool HasChecksum => false;

        public void Open()
        {
        }

        public int Read(Span<byte> destination)
        {
            int count = Math.Min(destination.Length, _message.Length - _position);
            _message.Span.Slice(_position, count).CopyTo(destination);
            _position += count;
            return count;
        }

        public string? FindChange() => null;

        public void Close() => _message.Dispose();
    }
}
