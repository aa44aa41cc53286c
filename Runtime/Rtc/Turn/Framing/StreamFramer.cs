using System;
using System.Buffers.Binary;
using P2PNet.Rtc.Stun;

namespace P2PNet.Rtc.Turn
{
    /// <summary>
    /// Cuts what comes over TCP or TLS into STUN messages (RFC 8489 §6.2.2) and ChannelData messages (RFC 8656 §12.5). Bytes are read
    /// into <see cref="GetSpan"/> and counted by <see cref="Advance"/>; then <see cref="TryRead"/> gives each whole message.
    /// </summary>
    /// <remarks>
    /// A peer decides how long a relayed datagram is, so a message that is longer than the limit is no reason to end the connection,
    /// which serves every link: it is skipped and counted. Memory is bounded by the limit given.
    /// </remarks>
    internal sealed class StreamFramer
    {
        private readonly byte[] _buffer;
        private readonly int _maxMessageLength;
        private int _start;
        private int _end;
        private int _skip;

        /// <param name="maxMessageLength">The longest message that is wanted, in bytes; at least 64.</param>
        public StreamFramer(int maxMessageLength = 4096)
        {
            if (maxMessageLength < 64) throw new ArgumentOutOfRangeException(nameof(maxMessageLength), maxMessageLength, "A message takes 64 bytes at least.");
            _maxMessageLength = maxMessageLength;
            // Room for one unfinished message, its padding, and a read behind it.
            _buffer = new byte[maxMessageLength + 3 + 4096];
        }

        /// <summary>The bytes are neither STUN nor ChannelData: the stream cannot be followed any further and is to be closed.</summary>
        public bool IsBroken { get; private set; }

        /// <summary>Messages that were longer than the limit.</summary>
        public long Skipped { get; private set; }

        /// <summary>Where to read the next bytes into; never empty once <see cref="TryRead"/> has returned false.</summary>
        public Span<byte> GetSpan()
        {
            if (_start > 0)
            {
                Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
                _end -= _start;
                _start = 0;
            }

            return new Span<byte>(_buffer, _end, _buffer.Length - _end);
        }

        /// <summary>As <see cref="GetSpan"/>, for calls that take arrays.</summary>
        public ArraySegment<byte> GetSegment()
        {
            int length = GetSpan().Length;
            return new ArraySegment<byte>(_buffer, _end, length);
        }

        /// <summary>So many bytes were read into <see cref="GetSpan"/>.</summary>
        public void Advance(int count)
        {
            if ((uint)count > (uint)(_buffer.Length - _end)) throw new ArgumentOutOfRangeException(nameof(count), count, "More than the span holds.");
            _end += count;
        }

        /// <summary>
        /// Gives the next whole message, a ChannelData message without its padding. Valid until the next <see cref="GetSpan"/>; the
        /// reader may change it in place.
        /// </summary>
        public bool TryRead(out Span<byte> message)
        {
            message = default;
            while (!IsBroken)
            {
                int skipped = Math.Min(_skip, _end - _start);
                _start += skipped;
                _skip -= skipped;
                if (_skip > 0) return false;
                switch (Measure(new ReadOnlySpan<byte>(_buffer, _start, _end - _start), out int length, out int withPadding))
                {
                    case StreamFrame.Incomplete when length <= _maxMessageLength:
                        return false;
                    case StreamFrame.Broken:
                        IsBroken = true;
                        return false;
                    case StreamFrame.Complete when length <= _maxMessageLength:
                        message = new Span<byte>(_buffer, _start, length);
                        _start += withPadding;
                        return true;
                    default:
                        _skip = withPadding;
                        Skipped++;
                        break;
                }
            }

            return false;
        }

        /// <summary>Measures the message that the bytes begin with; a server that keeps buffers of its own needs no more.</summary>
        /// <param name="bytes">What has come so far.</param>
        /// <param name="length">The message's length without padding, 0 while not even that is known.</param>
        /// <param name="withPadding">What it takes up on the stream.</param>
        public static StreamFrame Measure(ReadOnlySpan<byte> bytes, out int length, out int withPadding)
        {
            length = 0;
            withPadding = 0;
            if (bytes.Length == 0) return StreamFrame.Incomplete;
            bool isChannelData = ChannelDataHeader.IsFirstByte(bytes[0]);
            if (!isChannelData && bytes[0] > 3) return StreamFrame.Broken;
            if (bytes.Length < 4) return StreamFrame.Incomplete;
            int body = BinaryPrimitives.ReadUInt16BigEndian(bytes.Slice(2));
            if (isChannelData)
            {
                length = ChannelDataHeader.Length + body;
                withPadding = length + ChannelDataHeader.PaddingFor(body);
            }
            else
            {
                // The cookie guards against reading a stream from its middle.
                if ((body & 3) != 0 || (bytes.Length >= 8 && BinaryPrimitives.ReadUInt32BigEndian(bytes.Slice(4)) != StunHeader.MagicCookie)) return StreamFrame.Broken;
                length = withPadding = StunHeader.Length + body;
            }

            return bytes.Length >= withPadding ? StreamFrame.Complete : StreamFrame.Incomplete;
        }
    }
}
