using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>A channel of a <see cref="FakePeerConnection"/>.</summary>
    internal sealed class FakeDataChannel : IDataChannel
    {
        private readonly FakePeerConnection _connection;

        public FakeDataChannel(FakePeerConnection connection, DataChannelOptions options)
        {
            _connection = connection;
            Options = options;
        }

        public int Id => Options.NegotiatedId ?? -1;

        public DataChannelOptions Options { get; }

        public DataChannelState State => _connection.State switch
        {
            PeerConnectionState.Connected => DataChannelState.Open,
            PeerConnectionState.Disconnected => DataChannelState.Open,
            PeerConnectionState.New => DataChannelState.Connecting,
            PeerConnectionState.Connecting => DataChannelState.Connecting,
            _ => DataChannelState.Closed,
        };

        public long BufferedAmount
        {
            get
            {
                long bytes = 0;
                foreach ((PooledBuffer payload, bool _) in Queue) bytes += payload.Length;
                return bytes;
            }
        }

        public long UnacknowledgedBytes => BufferedAmount;

        public bool IsBlocked { get; set; }

        /// <summary>Messages that were taken since the beginning, and their bytes.</summary>
        public (int Messages, long Bytes) Sent { get; set; }

        public Queue<(PooledBuffer Payload, bool IsString)> Queue { get; } = new Queue<(PooledBuffer Payload, bool IsString)>();

        public SendStatus Send(PooledBuffer payload, bool isString = false) => _connection.Send(this, payload, isString);

        public void Close()
        {
        }
    }
}
