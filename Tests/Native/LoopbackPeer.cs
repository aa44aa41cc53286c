using System;
using System.Threading;
using P2PNet.Native;
using P2PNet.Rtc;

namespace P2PNet.Tests.Native
{
    /// <summary>One end of a link between two network threads: passes descriptions and candidates straight to the other's thread.</summary>
    internal sealed class LoopbackPeer : IPeerConnectionObserver, IDisposable
    {
        public const int Channels = 4;

        private readonly IDataChannel[] _channels = new IDataChannel[Channels];
        private int _openChannels;
        private int _echoesLeft;
        private int _echoSize;

        public LoopbackPeer()
        {
            Client = new TestLoopClient();
            Thread = NetworkThreadTests.Start(Client);
            Client.WaitUntilStarted();
        }

        public TestLoopClient Client { get; }

        public NetworkThread Thread { get; }

        public LoopbackPeer? Other { get; set; }

        public IPeerConnection Connection { get; private set; } = null!;

        public ManualResetEventSlim AllOpen { get; } = new ManualResetEventSlim();

        public ManualResetEventSlim Closed { get; } = new ManualResetEventSlim();

        public ManualResetEventSlim Arrived { get; } = new ManualResetEventSlim();

        public ManualResetEventSlim EchoDone { get; } = new ManualResetEventSlim();

        public PeerConnectionState State { get; private set; }

        public string? Failure { get; private set; }

        public byte[]? LastMessage { get; private set; }

        public int LastChannel { get; private set; }

        /// <summary>Whether messages are sent back instead of remembered.</summary>
        public bool Echoes { get; set; }

        /// <summary>Makes the connection with its four negotiated channels.</summary>
        public void Open() => Client.Ask(() =>
        {
            Connection = Client.Loop.PeerConnections.Create(new PeerConnectionOptions(), this);
            for (int i = 0; i < Channels; i++)
                _channels[i] = Connection.CreateDataChannel(new DataChannelOptions { NegotiatedId = i, Ordered = i == 0, MaxRetransmits = i < 2 ? (int?)null : 0 });
            return true;
        });

        public void Expect() => Arrived.Reset();

        public void Send(int channel, ReadOnlySpan<byte> bytes)
        {
            PooledBuffer payload = Client.Loop.PeerConnections.Buffers.Rent(bytes.Length);
            payload.Write(bytes);
            if (_channels[channel].Send(payload) != SendStatus.Accepted) payload.Dispose();
        }

        public void StartEcho(int count, int size)
        {
            EchoDone.Reset();
            Client.Ask(() =>
            {
                _echoesLeft = count;
                _echoSize = size;
                SendEcho();
                return true;
            });
        }

        public void OnLocalDescription(SessionDescription description) => Other!.Client.Post(() => Other.Connection.SetRemoteDescription(description));

        public void OnLocalCandidate(string candidate) => Other!.Client.Post(() => Other.Connection.AddIceCandidate(candidate));

        public void OnStateChanged(PeerConnectionState state, LinkFailure? failure)
        {
            State = state;
            Failure = failure?.ToString();
            if (state == PeerConnectionState.Closed || state == PeerConnectionState.Failed) Closed.Set();
        }

        public void OnDataChannel(IDataChannel channel) => throw new InvalidOperationException("Every channel is negotiated.");

        public void OnDataChannelStateChanged(IDataChannel channel)
        {
            if (channel.State == DataChannelState.Open && ++_openChannels == Channels) AllOpen.Set();
        }

        public void OnMessage(IDataChannel channel, bool isString, PooledBuffer payload)
        {
            if (Echoes)
            {
                if (channel.Send(payload) != SendStatus.Accepted) payload.Dispose();
                return;
            }

            using (payload)
            {
                if (_echoesLeft > 0)
                {
                    if (--_echoesLeft > 0) SendEcho();
                    else EchoDone.Set();
                    return;
                }

                LastMessage = payload.Span.ToArray();
                LastChannel = channel.Id;
                Arrived.Set();
            }
        }

        public void OnBufferedAmountLow(IDataChannel channel)
        {
        }

        public void Dispose() => Thread.Dispose();

        private void SendEcho()
        {
            PooledBuffer payload = Client.Loop.PeerConnections.Buffers.Rent(_echoSize);
            payload.Length = _echoSize;
            if (_channels[0].Send(payload) != SendStatus.Accepted) payload.Dispose();
        }
    }
}
