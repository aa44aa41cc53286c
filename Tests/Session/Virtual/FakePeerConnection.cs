using System;
using System.Collections.Generic;
using System.Globalization;
using P2PNet.Rtc;

namespace P2PNet.Tests.Sessions
{
    /// <summary>One end of a link of a <see cref="FakeLinkNetwork"/>. Callbacks never come within a call.</summary>
    internal sealed class FakePeerConnection : IPeerConnection
    {
        private readonly VirtualWorld _world;
        private readonly IPeerConnectionObserver _observer;
        private readonly PeerConnectionOptions _options;
        private readonly List<FakeDataChannel> _channels = new List<FakeDataChannel>();
        private readonly int _number;
        private FakePeerConnection? _other;
        private bool _ended;
        private int _cuts;

        public FakePeerConnection(VirtualWorld world, VirtualLoop loop, PeerConnectionOptions options, IPeerConnectionObserver observer)
        {
            _world = world;
            Loop = loop;
            _options = options;
            _observer = observer;
            _number = world.Links.Add(this);
        }

        public VirtualLoop Loop { get; }

        public PeerConnectionOptions Options => _options;

        public PeerConnectionState State { get; private set; }

        public PathStatistics Statistics => new PathStatistics { HasPath = State == PeerConnectionState.Connected, RoundTripTime = TimeSpan.FromMilliseconds(2 * _world.Links.Latency) };

        /// <summary>Candidates that the peer's signals brought.</summary>
        public int RemoteCandidates { get; private set; }

        public FakePeerConnection? Other => _other;

        public long Buffered { get; private set; }

        /// <summary>In the order of their ids.</summary>
        public IReadOnlyList<FakeDataChannel> Channels => _channels;

        /// <summary>ICE restarts that were offered from here.</summary>
        public int Restarts { get; private set; }

        public void CreateOffer(bool iceRestart = false)
        {
            if (iceRestart)
            {
                Restarts++;
                Callback(0, () => _observer.OnLocalDescription(new SessionDescription(SessionDescriptionType.Offer, "fake " + _number.ToString(CultureInfo.InvariantCulture))));
                return;
            }

            Describe(SessionDescriptionType.Offer);
            StartConnectTimer();
        }

        public void SetRemoteDescription(SessionDescription description)
        {
            if (!description.Sdp.StartsWith("fake ", StringComparison.Ordinal)) throw new FormatException("Line 1 is not of a fake description.");
            if (IsStanding)
            {
                TakeRestart(description.Type);
                return;
            }

            _other = _world.Links.Connections[int.Parse(description.Sdp.Substring(5), CultureInfo.InvariantCulture)];
            if (description.Type == SessionDescriptionType.Offer)
            {
                Describe(SessionDescriptionType.Answer);
                StartConnectTimer();
                return;
            }

            FakePeerConnection other = _other;
            if (_world.Links.FailingStage is LinkStage) return;
            _world.After(_world.Links.SetUpTime, () =>
            {
                if (_ended || other._ended) return;
                Connect();
                other.Connect();
            });
        }

        public void AddIceCandidate(string candidate)
        {
            if (candidate.Length > 0 && !candidate.StartsWith("candidate:", StringComparison.Ordinal)) throw new FormatException("Not a candidate.");
            RemoteCandidates++;
        }

        public IDataChannel CreateDataChannel(DataChannelOptions options)
        {
            var channel = new FakeDataChannel(this, options);
            _channels.Add(channel);
            return channel;
        }

        public void Close()
        {
            if (_ended) return;
            Dispose();
        }

        public void Dispose()
        {
            if (_ended) return;
            End();
            FakePeerConnection? other = _other;
            // Close notify: the other end hears of it if there is a path.
            if (State == PeerConnectionState.Connected) _world.After(_world.Links.Latency, () => other!.OnClosedByPeer());
            State = PeerConnectionState.Closed;
        }

        /// <summary>The path is silent for good, or for a while.</summary>
        public void Cut(double milliseconds = double.MaxValue)
        {
            double suspectAfter = _options.SuspectAfter.TotalMilliseconds, lostAfter = _options.LostAfter.TotalMilliseconds;
            int cut = ++_cuts;
            if (milliseconds > suspectAfter) Unless(suspectAfter, () => Report(PeerConnectionState.Disconnected, null));
            if (milliseconds > lostAfter) Unless(lostAfter, () => Fail(LinkStage.Established, "Nothing was heard for too long."));
            else Unless(milliseconds, () => Report(PeerConnectionState.Connected, null));

            void Unless(double time, Action action) => Callback(time, () =>
            {
                if (_cuts == cut) action();
            });
        }

        /// <summary>This end gives the link up at once, with everything that is on its way to it.</summary>
        public void Break() => Callback(0, () => Fail(LinkStage.Established, "The link was cut."));

        /// <summary>Puts bytes onto a channel that no game sent.</summary>
        public void Inject(int channel, byte[] bytes, bool isString = false) => Receive(channel, isString, bytes);

        public SendStatus Send(FakeDataChannel channel, PooledBuffer payload, bool isString)
        {
            if (State != PeerConnectionState.Connected && State != PeerConnectionState.Disconnected) return SendStatus.NotOpen;
            if (payload.Length > 262144) return SendStatus.TooLarge;
            if (Buffered + payload.Length > _world.Links.SendBufferLimit && Buffered > 0)
            {
                channel.IsBlocked = true;
                return SendStatus.WouldBlock;
            }

            Buffered += payload.Length;
            channel.Sent = (channel.Sent.Messages + 1, channel.Sent.Bytes + payload.Length);
            channel.Queue.Enqueue((payload, isString));
            if (!_world.Links.IsStalled) _world.After(0.5, Drain);
            return SendStatus.Accepted;
        }

        /// <summary>What is buffered goes on its way.</summary>
        public void Drain()
        {
            if (_ended || _world.Links.IsStalled) return;
            foreach (FakeDataChannel channel in _channels)
            {
                while (channel.Queue.Count > 0)
                {
                    (PooledBuffer payload, bool isString) = channel.Queue.Dequeue();
                    Buffered -= payload.Length;
                    byte[] bytes = payload.Span.ToArray();
                    payload.Dispose();
                    if (channel.Options.MaxRetransmits == 0 && _world.Random.NextDouble() < _world.Links.Loss) continue;
                    int id = channel.Id;
                    // Unordered ones may overtake each other.
                    double jitter = channel.Options.Ordered ? 0 : _world.Links.Latency * _world.Random.NextDouble();
                    _world.After(_world.Links.Latency + jitter, () => _other!.Receive(id, isString, bytes));
                }
            }

            foreach (FakeDataChannel channel in _channels)
            {
                if (!channel.IsBlocked) continue;
                channel.IsBlocked = false;
                Callback(0, () => _observer.OnBufferedAmountLow(channel));
            }
        }

        private bool IsStanding => State == PeerConnectionState.Connected || State == PeerConnectionState.Disconnected;

        /// <summary>Both descriptions of a restart were exchanged: both ends have a path again.</summary>
        private void TakeRestart(SessionDescriptionType type)
        {
            if (type == SessionDescriptionType.Offer)
            {
                Callback(0, () => _observer.OnLocalDescription(new SessionDescription(SessionDescriptionType.Answer, "fake " + _number.ToString(CultureInfo.InvariantCulture))));
                return;
            }

            Heal();
            _other!.Heal();
        }

        private void Heal()
        {
            if (!_world.Links.RestartHeals) return;
            _cuts++;
            if (State == PeerConnectionState.Disconnected) Callback(0, () => Report(PeerConnectionState.Connected, null));
        }

        private void Describe(SessionDescriptionType type)
        {
            State = PeerConnectionState.Connecting;
            Callback(0, () =>
            {
                _observer.OnLocalDescription(new SessionDescription(type, "fake " + _number.ToString(CultureInfo.InvariantCulture)));
                _observer.OnLocalCandidate("candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host");
                _observer.OnLocalCandidate(string.Empty);
            });
        }

        private void StartConnectTimer()
        {
            LinkStage stage = _world.Links.FailingStage ?? LinkStage.Ice;
            Callback(_options.ConnectTimeout.TotalMilliseconds, () =>
            {
                if (State == PeerConnectionState.Connecting) Fail(stage, "The link was not set up in time.");
            });
        }

        private void Connect()
        {
            Callback(0, () =>
            {
                Report(PeerConnectionState.Connected, null);
                foreach (FakeDataChannel channel in _channels) _observer.OnDataChannelStateChanged(channel);
            });
        }

        private void OnClosedByPeer() => Callback(0, () =>
        {
            End();
            Report(PeerConnectionState.Closed, null);
        });

        private void Fail(LinkStage stage, string reason)
        {
            End();
            Report(PeerConnectionState.Failed, new LinkFailure(stage, reason));
        }

        private void Receive(int id, bool isString, byte[] bytes)
        {
            if (_ended) return;
            PooledBuffer payload = Loop.Pool.Rent(bytes.Length);
            payload.Write(bytes);
            _observer.OnMessage(_channels.Find(c => c.Id == id)!, isString, payload);
            Loop.Wake();
        }

        private void Report(PeerConnectionState state, LinkFailure? failure)
        {
            State = state;
            _observer.OnStateChanged(state, failure);
        }

        private void End()
        {
            _ended = true;
            foreach (FakeDataChannel channel in _channels)
                while (channel.Queue.Count > 0)
                    channel.Queue.Dequeue().Payload.Dispose();
        }

        private void Callback(double milliseconds, Action action) => _world.After(milliseconds, () =>
        {
            if (_ended) return;
            action();
            Loop.Wake();
        });
    }
}
