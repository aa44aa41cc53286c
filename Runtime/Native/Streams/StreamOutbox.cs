using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;

namespace P2PNet.Native
{
    /// <summary>
    /// Messages on their way into a connection: the loop appends, the writing task takes all there is at once, so that a round's messages
    /// leave in one packet and one TLS record. Bounded; a message goes in whole or not at all. Allocates nothing.
    /// </summary>
    internal sealed class StreamOutbox
    {
        private readonly object _gate = new object();
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
        private byte[] _filling;
        private byte[] _leaving;
        private int _length;

        public StreamOutbox(int capacity)
        {
            _filling = new byte[capacity];
            _leaving = new byte[capacity];
        }

        /// <summary>Appends a message, which leaves at the next <see cref="Flush"/>. False where it does not fit.</summary>
        public bool TryAdd(ReadOnlySpan<byte> message)
        {
            lock (_gate)
            {
                if (message.Length > _filling.Length - _length) return false;
                message.CopyTo(new Span<byte>(_filling, _length, message.Length));
                _length += message.Length;
                return true;
            }
        }

        /// <summary>Wakes the writing task.</summary>
        public void Flush() => _signal.Writer.TryWrite(true);

        /// <summary>Nothing more comes; what is there is still taken.</summary>
        public void Complete() => _signal.Writer.TryComplete();

        /// <summary>Waits for a flush; false when there will be no more. One task calls.</summary>
        public ValueTask<bool> WaitAsync() => _signal.Reader.WaitToReadAsync(CancellationToken.None);

        /// <summary>Gives all messages there are, maybe none. Valid until the next call. One task calls.</summary>
        public ReadOnlyMemory<byte> TakeAll()
        {
            _signal.Reader.TryRead(out _);
            lock (_gate)
            {
                (_filling, _leaving) = (_leaving, _filling);
                var all = new ReadOnlyMemory<byte>(_leaving, 0, _length);
                _length = 0;
                return all;
            }
        }
    }
}
