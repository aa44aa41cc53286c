using System;
using P2PNet.Rtc.DataChannels;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// A <see cref="PeerLink"/> at the seam. Callbacks come from <see cref="PeerConnectionFactory.DispatchEvents"/>, never within a call.
    /// </summary>
    internal sealed class PeerConnection : IPeerConnection
    {
        private readonly PeerConnectionFactory _factory;
        private readonly PeerLink _link;
        private readonly Func<Timestamp> _clock;
        private readonly IPeerConnectionObserver _observer;
        private bool _ended;

        public PeerConnection(PeerConnectionFactory factory, PeerLink link, Func<Timestamp> clock, IPeerConnectionObserver observer)
        {
            _factory = factory;
            _link = link;
            _clock = clock;
            _observer = observer;
            link.Tag = this;
        }

        /// <inheritdoc/>
        public PeerConnectionState State => _link.State;

        /// <inheritdoc/>
        public PathStatistics Statistics => _link.Statistics;

        /// <inheritdoc/>
        public void CreateOffer(bool iceRestart = false) => _link.CreateOffer(_clock(), iceRestart);

        /// <inheritdoc/>
        public void SetRemoteDescription(SessionDescription description) => _link.SetRemoteDescription(_clock(), description);

        /// <inheritdoc/>
        public void AddIceCandidate(string candidate) => _link.AddIceCandidate(_clock(), candidate);

        /// <inheritdoc/>
        public IDataChannel CreateDataChannel(DataChannelOptions options) => Wrap(_link.CreateDataChannel(_clock(), options));

        /// <inheritdoc/>
        public void Close() => _link.Close(_clock());

        /// <inheritdoc/>
        public void Dispose()
        {
            if (!_ended) _link.Close(_clock());
            End();
        }

        internal void Dispatch(in LinkEvent e)
        {
            if (_ended)
            {
                e.Payload?.Dispose();
                return;
            }

            switch (e.Kind)
            {
                case LinkEventKind.LocalDescription:
                    _observer.OnLocalDescription(e.Description!);
                    break;
                case LinkEventKind.LocalCandidate:
                    _observer.OnLocalCandidate(e.Candidate!);
                    break;
                case LinkEventKind.StateChanged:
                    if (e.State == PeerConnectionState.Closed || e.State == PeerConnectionState.Failed) End();
                    _observer.OnStateChanged(e.State, e.Failure);
                    break;
                case LinkEventKind.ChannelOpenedByPeer:
                    _observer.OnDataChannel(Wrap(e.Channel!));
                    break;
                case LinkEventKind.ChannelStateChanged:
                    _observer.OnDataChannelStateChanged(Wrap(e.Channel!));
                    break;
                case LinkEventKind.Message:
                    _observer.OnMessage(Wrap(e.Channel!), e.IsString, e.Payload!);
                    break;
                case LinkEventKind.BufferedAmountLow:
                    _observer.OnBufferedAmountLow(Wrap(e.Channel!));
                    break;
            }
        }

        private void End()
        {
            if (_ended) return;
            _ended = true;
            _link.Tag = null;
            _factory.Forget(this);
        }

        private IDataChannel Wrap(DataChannel channel)
        {
            if (channel.Tag is Channel known) return known;
            var wrapped = new Channel(this, channel);
            channel.Tag = wrapped;
            return wrapped;
        }

        private sealed class Channel : IDataChannel
        {
            private readonly PeerConnection _connection;
            private readonly DataChannel _channel;

            public Channel(PeerConnection connection, DataChannel channel)
            {
                _connection = connection;
                _channel = channel;
            }

            public int Id => _channel.Id;

            public DataChannelOptions Options => _channel.Options;

            public DataChannelState State => _channel.State;

            public long BufferedAmount => _connection._link.BufferedAmountOf(_channel);

            public long UnacknowledgedBytes => _connection._link.UnacknowledgedBytesOf(_channel);

            public SendStatus Send(PooledBuffer payload, bool isString = false) =>
                _connection._link.Send(_connection._clock(), _channel, payload, isString);

            public void Close() => _connection._link.CloseDataChannel(_connection._clock(), _channel);

            public override string ToString() => "channel " + Id + " " + Options.Label;
        }
    }
}
