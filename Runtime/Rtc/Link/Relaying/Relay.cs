using System;
using System.Collections.Generic;
using System.Text;
using P2PNet.Rtc.Ice;
using P2PNet.Rtc.Turn;

namespace P2PNet.Rtc.Link
{
    /// <summary>
    /// One TURN server and the allocation on it that serves every link. Its ways are tried in the order of preference, each a moment after
    /// the one before, unless that has failed or the server has answered on it; the first that yields an allocation is kept.
    /// </summary>
    internal sealed class Relay
    {
        /// <summary>
        /// What a blocked UDP costs: more than a round trip to a server nearby, so that no connection is opened for nothing; as RFC 8305 §5
        /// does for the families, but shorter, since here everything else waits. Where STUN was asked before and did not answer, UDP is most likely
        /// blocked, and TCP with it where only the web's port is open: then all ways are tried at once, and the first one counts as ever.
        /// </summary>
        public static readonly TimeSpan Stagger = TimeSpan.FromMilliseconds(80);

        private const int MaxWays = 8;
        private const int MaxRedirections = 3;
        private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
        private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

        // RFC 8656 §7.4: at least one minute after 486 or 508.
        private static readonly TimeSpan PauseWhenBusy = TimeSpan.FromSeconds(60);

        private readonly LinkResources _resources;
        private readonly IceGatherer _gatherer;
        private readonly RelayedPeers _peers;
        private readonly LinkCounters _counters;
        private readonly int _ordinal;
        private readonly List<RelayWay> _ways = new List<RelayWay>();
        private readonly List<Candidate> _candidates = new List<Candidate>(2);
        private IceServer _server;
        private RelayWay? _winner;
        private Timestamp _startedAt;
        private Timestamp _nextStartAt;
        private Timestamp _retryAt = Timestamp.Never;
        private TimeSpan _pause = FirstPause;
        private int _unresolved;
        private int _redirections;
        private int _attempt;
        private bool _isPending;
        private bool _isLost;
        private bool _isUdpInDoubt;

        public Relay(LinkResources resources, IceGatherer gatherer, RelayedPeers peers, LinkCounters counters, IceServer server, int ordinal)
        {
            _resources = resources;
            _gatherer = gatherer;
            _peers = peers;
            _counters = counters;
            _server = server;
            _ordinal = ordinal;
        }

        public IReadOnlyList<RelayWay> Ways => _ways;

        /// <summary>The client that has the allocation; null while there is none.</summary>
        public TurnClient? Client => _winner?.Client;

        /// <summary>The name or address of the server that has given the allocation.</summary>
        public string? Host => _winner?.Host;

        /// <summary>Whether every way has failed.</summary>
        public bool HasFailed => !_isPending && _winner == null;

        public Timestamp NextTimeout
        {
            get
            {
                Timestamp next = _retryAt;
                if (CanStartNext) next = Timestamp.Min(next, _nextStartAt);
                foreach (RelayWay way in _ways) next = Timestamp.Min(next, way.NextTimeout);
                return next;
            }
        }

        private bool CanStartNext => _winner == null && NextWaiting() != null && !IsAnyPromising();

        /// <summary>The socket that stands for its relayed address of a family.</summary>
        public SocketId SocketFor(bool isIPv6) => new SocketId((byte)(SocketId.FirstRelay + (_ordinal * 2) + (isIPv6 ? 1 : 0)));

        public bool IsFor(IceServer server)
        {
            if (server.Urls.Count != _server.Urls.Count) return false;
            for (int i = 0; i < server.Urls.Count; i++)
            {
                if (!string.Equals(server.Urls[i], _server.Urls[i], StringComparison.OrdinalIgnoreCase)) return false;
            }

            return true;
        }

        /// <summary>
        /// A link names this server again. Newer credentials serve the next attempt, since an allocation keeps its own; a relay that had
        /// failed is tried once more.
        /// </summary>
        public void Renew(Timestamp now, IceServer server)
        {
            bool isNew = server.Username != _server.Username || server.Credential != _server.Credential;
            _server = server;
            if (HasFailed && (isNew || _retryAt != Timestamp.Never)) Start(now);
        }

        /// <summary>Tries every way.</summary>
        public void Start(Timestamp now)
        {
            CloseAll(now);
            _isLost = false;
            _attempt++;
            _redirections = 0;
            _retryAt = Timestamp.Never;
            _startedAt = _nextStartAt = now;
            _isUdpInDoubt = _gatherer.IsUnheard;
            if (!_isPending) _gatherer.BeginRelay();
            _isPending = true;
            foreach (string url in _server.Urls)
            {
                if (TurnUrl.TryParse(url, out TurnUrl parsed)) AddWays(now, parsed);
                else if (TurnUrl.HasScheme(url)) _counters.ServersPassedOver++;
            }

            Advance(now);
        }

        /// <summary>The device may be in another network; or a path is in doubt, and nobody knows why. An attempt that has just begun stays, but for the ways that failed.</summary>
        public void OnNetworkChanged(Timestamp now)
        {
            if (_winner != null) _winner.Client!.OnNetworkChanged(now);
            else if (!_isPending || now - _startedAt > FirstPause) Start(now);
            else foreach (RelayWay way in _ways) way.TryAgain();
            Advance(now);
        }

        public void HandleTimeout(Timestamp now)
        {
            if (_retryAt <= now) Start(now);
            for (int i = 0; i < _ways.Count; i++)
            {
                if (_ways[i].NextTimeout <= now) _ways[i].HandleTimeout(now);
            }

            Advance(now);
        }

        /// <summary>Hears the clients, and starts the way whose turn it is.</summary>
        public void Advance(Timestamp now)
        {
            for (int i = 0; i < _ways.Count; i++)
            {
                while (_ways[i].Client is TurnClient client && client.TryPollEvent(out TurnEvent e)) OnEvent(now, _ways[i], e);
            }

            // Where it comes back, the paths over it are still there for it to serve.
            if (_isLost) Start(now);
            while (_winner == null && NextWaiting() is RelayWay next && !IsAnyPromising() && (now >= _nextStartAt || !IsAnyTrying()))
            {
                _nextStartAt = _isUdpInDoubt ? now : now + Stagger;
                next.Start(now);
            }

            SettleIfDone(now);
        }

        /// <summary>Gives everything back: the session ends.</summary>
        public void Release(Timestamp now)
        {
            _retryAt = Timestamp.Never;
            foreach (RelayWay way in _ways) way.GiveBack(now);
        }

        /// <summary>Whether a server has still to hear that an allocation is free.</summary>
        public bool IsReleasing
        {
            get
            {
                foreach (RelayWay way in _ways)
                {
                    if (way.Client is TurnClient client && client.IsReleasing) return true;
                }

                return false;
            }
        }

        /// <summary>Why there is no allocation, way by way.</summary>
        public void Explain(StringBuilder text)
        {
            foreach (RelayWay way in _ways) way.Explain(text);
        }

        private void AddWays(Timestamp now, TurnUrl url)
        {
            if (url.Transport != TurnTransport.Udp && _resources.Streams == null)
            {
                _counters.ServersPassedOver++;
            }
            else if (TransportAddress.TryParse(url.Host.AsSpan(), url.Port, out TransportAddress numeric))
            {
                AddWay(url.Host, numeric, url.Transport);
            }
            else if (_resources.Resolver == null)
            {
                _counters.ServersPassedOver++;
            }
            else
            {
                Resolve(url, _resources.Resolver);
            }
        }

        private void Resolve(TurnUrl url, IHostResolver resolver)
        {
            int attempt = _attempt;
            _unresolved++;
            resolver.Resolve(url.Host, (now, addresses) =>
            {
                if (attempt != _attempt) return;
                _unresolved--;
                if (addresses.Count == 0) _counters.ServersPassedOver++;
                for (int i = 0; i < addresses.Count; i++) AddWay(url.Host, addresses[i].WithPort(url.Port), url.Transport);
                Advance(now);
            });
        }

        /// <summary>The most preferred transport first; within one in the order in which the addresses came.</summary>
        private void AddWay(string host, in TransportAddress address, TurnTransport transport, bool isFirst = false)
        {
            if (_ways.Count >= MaxWays) return;
            int at = 0;
            while (!isFirst && at < _ways.Count && _ways[at].Transport <= transport) at++;
            _ways.Insert(at, new RelayWay(_resources, _server, host, address, transport));
        }

        private void OnEvent(Timestamp now, RelayWay way, in TurnEvent e)
        {
            if (e.Kind == TurnEventKind.Allocated)
            {
                if (way.State == RelayWayState.Abandoned) way.GiveBack(now);
                else OnAllocated(now, way);
            }
            else if (e.Kind == TurnEventKind.Failed)
            {
                OnFailed(now, way, e.Failure!);
            }
        }

        private void OnAllocated(Timestamp now, RelayWay way)
        {
            if (_winner == null)
            {
                _winner = way;
                way.OnAllocated();
                _pause = FirstPause;
                foreach (RelayWay other in _ways)
                {
                    if (other != way) other.Abandon(now);
                }
            }

            TurnClient client = way.Client!;
            if (way.Transport == TurnTransport.Udp) _gatherer.OnSeenAt(now, client.Options.Socket, client.Allocation.Mapped);
            ReplaceCandidates(now, client);
            _peers.AddTo(now, client);
        }

        private void OnFailed(Timestamp now, RelayWay way, TurnFailure failure)
        {
            way.Fail(failure);
            if (failure.Kind == TurnFailureKind.Redirected && _redirections++ < MaxRedirections && _winner == null)
                AddWay(failure.AlternateDomain ?? way.Host, failure.Alternate, way.Transport, isFirst: true);
            if (way != _winner) return;
            _winner = null;
            _isLost = true;
        }

        /// <summary>A connection that the relay used is gone.</summary>
        public void OnStreamClosed(Timestamp now, RelayWay way, string reason)
        {
            way.OnStreamClosed(reason);
            _isLost = way == _winner;
            if (_isLost) _winner = null;
            Advance(now);
        }

        /// <summary>New ones first: a base that keeps a candidate keeps its pairs, which the new address serves as well.</summary>
        private void ReplaceCandidates(Timestamp now, TurnClient client)
        {
            int before = _candidates.Count;
            AddCandidate(now, client, client.Allocation.RelayedIPv4);
            AddCandidate(now, client, client.Allocation.RelayedIPv6);
            for (int i = 0; i < before; i++) _gatherer.RemoveCandidate(now, _candidates[i]);
            _candidates.RemoveRange(0, before);
        }

        private void AddCandidate(Timestamp now, TurnClient client, in TransportAddress relayed)
        {
            if (!relayed.IsValid) return;
            _candidates.Add(_gatherer.AddRelayed(now, SocketFor(relayed.IsIPv6), relayed, client.Allocation.Mapped, client.Options.Server, Preference(relayed)));
        }

        /// <summary>
        /// UDP before TCP before TLS, then the servers in their order, then the family that this machine speaks, IPv4 where it speaks both. A pair's priority is that
        /// of its worse end: where both players speak one family alone, two relays that spoke the other to each other would stand above the one relay that they need.
        /// </summary>
        private int Preference(in TransportAddress relayed)
            => ushort.MaxValue - ((int)_winner!.Transport * 0x4000) - (_ordinal * 2) - (relayed.IsIPv4 == _gatherer.HasHost(SocketId.IPv4) ? 0 : 1);

        private void SettleIfDone(Timestamp now)
        {
            bool isOpen = _winner == null && (_unresolved > 0 || NextWaiting() != null || IsAnyTrying());
            if (!_isPending || isOpen) return;
            _isPending = false;
            if (_winner == null) GiveUp(now);
            _gatherer.EndRelay(now);
        }

        private void GiveUp(Timestamp now)
        {
            foreach (Candidate candidate in _candidates) _gatherer.RemoveCandidate(now, candidate);
            _candidates.Clear();
            _counters.RelaysFailed++;
            _retryAt = Timestamp.Never;
            foreach (RelayWay way in _ways)
            {
                if (way.Failure?.Kind == TurnFailureKind.NoAnswer) _retryAt = Timestamp.Min(_retryAt, now + _pause);
                else if (way.Failure?.Kind == TurnFailureKind.Busy) _retryAt = Timestamp.Min(_retryAt, now + PauseWhenBusy);
            }

            if (_ways.Count == 0) _retryAt = now + _pause; // a name that was not resolved
            TimeSpan doubled = _pause * 2;
            _pause = doubled < LongestPause ? doubled : LongestPause;
        }

        private void CloseAll(Timestamp now)
        {
            foreach (RelayWay way in _ways) way.Abandon(now);
            _ways.Clear();
            _winner = null;
            _unresolved = 0;
        }

        private RelayWay? NextWaiting()
        {
            foreach (RelayWay way in _ways)
            {
                if (way.State == RelayWayState.Waiting) return way;
            }

            return null;
        }

        private bool IsAnyTrying()
        {
            foreach (RelayWay way in _ways)
            {
                if (way.IsTrying) return true;
            }

            return false;
        }

        private bool IsAnyPromising()
        {
            foreach (RelayWay way in _ways)
            {
                if (way.IsPromising) return true;
            }

            return false;
        }
    }
}
