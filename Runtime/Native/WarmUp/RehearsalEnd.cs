using System;
using P2PNet.Rtc;
using P2PNet.Rtc.Link;

namespace P2PNet.Native
{
    /// <summary>One of the two ends of a <see cref="LinkRehearsal"/>. It sends one message on each channel as soon as it is open.</summary>
    internal sealed class RehearsalEnd : IPeerConnectionObserver
    {
        // Reliable ordered, reliable unordered, unreliable; one more message than fits a datagram.
        private const int Channels = 3;
        private static readonly int[] Sizes = { 3000, 16, 16 };

        private int _received;

        public RehearsalEnd(in TransportAddress address, Func<Timestamp> clock)
        {
            Address = address;
            Endpoint = new RtcEndpoint(new RtcEndpointOptions(), NativeCrypto.Create(), SystemRandom.Instance, new BufferPool());
            Factory = new PeerConnectionFactory(Endpoint, clock);
            Endpoint.AddHostAddress(clock(), SocketId.IPv4, address);
            Connection = Factory.Create(new PeerConnectionOptions(), this);
            for (int i = 0; i < Channels; i++)
            {
                Connection.CreateDataChannel(new DataChannelOptions
                {
                    Label = "rehearsal",
                    NegotiatedId = i,
                    Ordered = i == 0,
                    MaxRetransmits = i == 2 ? 0 : (int?)null,
                });
            }
        }

        public TransportAddress Address { get; }

        public RtcEndpoint Endpoint { get; }

        public PeerConnectionFactory Factory { get; }

        public IPeerConnection Connection { get; }

        public RehearsalEnd? Other { get; set; }

        /// <summary>Whether every message of the other end arrived.</summary>
        public bool IsDone => _received >= Channels;

        public void OnLocalDescription(SessionDescription description) => Other!.Connection.SetRemoteDescription(description);

        public void OnLocalCandidate(string candidate) => Other!.Connection.AddIceCandidate(candidate);

        public void OnDataChannelStateChanged(IDataChannel channel)
        {
            if (channel.State != DataChannelState.Open) return;
            PooledBuffer payload = Factory.Buffers.Rent(Sizes[channel.Id]);
            payload.Length = Sizes[channel.Id];
            if (channel.Send(payload) != SendStatus.Accepted) payload.Dispose();
        }

        public void OnMessage(IDataChannel channel, bool isString, PooledBuffer payload)
        {
            payload.Dispose();
            _received++;
        }

        public void OnStateChanged(PeerConnectionState state, LinkFailure? failure)
        {
        }

        public void OnDataChannel(IDataChannel channel)
        {
        }

        public void OnBufferedAmountLow(IDataChannel channel)
        {
        }
    }
}
