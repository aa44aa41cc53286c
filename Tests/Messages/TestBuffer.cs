using System;
using System.Buffers;

namespace P2PNet.Tests.Messages
{
    /// <summary>A buffer writer over one array that is used again and again. It can hand out spans as small as asked for.</summary>
    internal sealed class TestBuffer : IBufferWriter<byte>
    {
        private readonly byte[] _bytes;
        private readonly bool _exactSpans;

        public TestBuffer(int capacity = 1 << 20, bool exactSpans = false)
        {
            _bytes = new byte[capacity];
            _exactSpans = exactSpans;
        }

        public int Length { get; private set; }

        public Span<byte> Written => _bytes.AsSpan(0, Length);

        public void Clear() => Length = 0;

        public void Advance(int count) => Length += count;

        public Span<byte> GetSpan(int sizeHint = 0) => _exactSpans ? _bytes.AsSpan(Length, Math.Max(1, sizeHint)) : _bytes.AsSpan(Length);

        public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(Length);
    }
}
