using System;
using System.Collections.Generic;
using System.Text;
using P2PNet.Rtc;

namespace P2PNet.Tests.Network
{
    /// <summary>One side of a link at the seam: passes its descriptions and candidates to the other side and remembers what it hears.</summary>
    internal sealed class TestPeer : IPeerConnectionObserver
    {
        private readonly VirtualNetwork _network;
        private readonly BufferPool _pool;

        public TestPeer(string name, VirtualNetwork network, IPeerConnectionFactory factory, PeerConnectionOptions options)
        {
            Name = name;
            _network = network;
            _pool = factory.Buffers;
            Connection = factory.Create(options, this);
        }

        public string Name { get; }

        public IPeerConnection Connection { get; }

        public PeerConnectionState State => Connection.State;

        /// <summary>Where descriptions and candidates go; null: nowhere.</summary>
        public TestPeer? Other { get; set; }

        /// <summary>How long a description takes through the lobby server.</summary>
        public TimeSpan SignalingDelay { get; set; } = TimeSpan.FromMilliseconds(30);

        /// <summary>How long a candidate takes, if not as long as a description.</summary>
        public TimeSpan? CandidateDelay { get; set; }

        /// <summary>Its connection to the lobby server is broken until then: what it says waits, and arrives in order.</summary>
        public Timestamp HeldUntil { get; set; }

        /// <summary>Changes a description on its way.</summary>
        public Func<string, string>? Rewrite { get; set; }

        public List<SessionDescription> Descriptions { get; } = new List<SessionDescription>();

        public List<string> Candidates { get; } = new List<string>();

        public List<PeerConnectionState> States { get; } = new List<PeerConnectionState>();

        public List<IDataChannel> Channels { get; } = new List<IDataChannel>();

        public List<string> ChannelStates { get; } = new List<string>();

        public List<(IDataChannel Channel, bool IsString, byte[] Bytes)> Messages { get; } = new List<(IDataChannel, bool, byte[])>();

        /// <summary>Called for each message, when it is in <see cref="Messages"/>.</summary>
        public Action? OnHeard { get; set; }

        public LinkFailure? Failure { get; private set; }

        public int BufferedAmountLows { get; private set; }

        public SendStatus Send(IDataChannel channel, ReadOnlySpan<byte> bytes, bool isString = false)
        {
            PooledBuffer payload = _pool.Rent(bytes.Length);
            payload.Write(bytes);
            SendStatus status = channel.Send(payload, isString);
            if (status != SendStatus.Accepted) payload.Dispose();
            return status;
        }

        public SendStatus Send(IDataChannel channel, string text) => Send(channel, Encoding.UTF8.GetBytes(text), isString: true);

        public void OnLocalDescription(SessionDescription description)
        {
            Descriptions.Add(description);
            TestPeer? other = Other;
            if (other == null) return;
            if (Rewrite != null) description = new SessionDescription(description.Type, Rewrite(description.Sdp));
            Signal(SignalingDelay, () => other.Connection.SetRemoteDescription(description));
        }

        public void OnLocalCandidate(string candidate)
        {
            Candidates.Add(candidate);
            TestPeer? other = Other;
            if (other != null) Signal(CandidateDelay ?? SignalingDelay, () => other.Connection.AddIceCandidate(candidate));
        }

        public void OnStateChanged(PeerConnectionState state, LinkFailure? failure)
        {
            States.Add(state);
            Failure = failure ?? Failure;
        }

        public void OnDataChannel(IDataChannel channel) => Channels.Add(channel);

        public void OnDataChannelStateChanged(IDataChannel channel) => ChannelStates.Add(channel.Id + " " + channel.State);

        public void OnMessage(IDataChannel channel, bool isString, PooledBuffer payload)
        {
            Messages.Add((channel, isString, payload.Span.ToArray()));
            payload.Dispose();
            OnHeard?.Invoke();
        }

        public void OnBufferedAmountLow(IDataChannel channel) => BufferedAmountLows++;

        private void Signal(TimeSpan delay, Action deliver) => _network.After(Timestamp.Max(_network.Now, HeldUntil) - _network.Now + delay, deliver);

        public override string ToString() => Name + " " + State + (Failure == null ? string.Empty : " (" + Failure + ")");
    }
}
