using System;
using System.IO;
using System.Security.Cryptography;

namespace P2PNet
{
    /// <summary>Writes a stream that stays its owner's.</summary>
    internal sealed class StreamSink : ITransferSink
    {
        private readonly Stream _stream;

        public StreamSink(Stream stream) => _stream = stream;

        public long Open(long? length, IncrementalHash? checksum) => 0;

        public void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

        public void Commit() => _stream.Flush();

        public void Abandon(bool keep)
        {
        }
    }
}
