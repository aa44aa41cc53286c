using System;
using System.IO;

namespace P2PNet
{
    /// <summary>A stream that is sent; it stays its owner's.</summary>
    internal sealed class StreamSource : ITransferSource
    {
        private readonly Stream _stream;

        public StreamSource(Stream stream, long? length)
        {
            _stream = stream;
            Length = length;
        }

        public long? Length { get; }

        public bool HasChecksum => true;

        public void Open()
        {
        }

        public int Read(Span<byte> destination) => _stream.Read(destination);

        public string? FindChange() => null;

        public void Close()
        {
        }
    }
}
