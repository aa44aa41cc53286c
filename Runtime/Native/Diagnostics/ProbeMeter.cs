using System;
using P2PNet.Rtc.Discovery;

namespace P2PNet.Native
{
    /// <summary>Adds up how far the parts of a probe are and tells whoever wants to know. Thread: any.</summary>
    internal sealed class ProbeMeter
    {
        // Of the whole way, asking the lobby server is the first tenth, and the relays have the last third.
        private const double Begin = 0.1;
        private const double DiscoveryShare = 0.6;
        private const double RelayShare = 0.3;

        private readonly object _gate = new object();
        private readonly IProgress<NatProbeProgress>? _progress;
        private readonly int _relayWays;
        private double _discovery;
        private int _relayWaysDone;

        public ProbeMeter(IProgress<NatProbeProgress>? progress, int relayWays)
        {
            _progress = progress;
            _relayWays = relayWays;
        }

        public void Report(DiscoveryState state)
        {
            switch (state)
            {
                case DiscoveryState.Connecting:
                    Report("Asking how the Internet sees this machine", 0);
                    break;
                case DiscoveryState.Filtering:
                    Report("Trying whose packets are let in", 0.2);
                    break;
                case DiscoveryState.Mapping:
                    Report("Comparing what different servers see", 0.8);
                    break;
                default:
                    Report(_relayWaysDone < _relayWays ? "Trying the relays" : "Done", 1);
                    break;
            }
        }

        public void ReportRelayWay(string url)
        {
            lock (_gate)
            {
                _relayWaysDone++;
                Tell("Tried " + url);
            }
        }

        private void Report(string text, double discovery)
        {
            lock (_gate)
            {
                // Of two families the one that is ahead counts.
                if (discovery < _discovery || (discovery == _discovery && discovery > 0)) return;
                _discovery = discovery;
                Tell(text);
            }
        }

        private void Tell(string text)
        {
            double relays = _relayWays == 0 ? 1 : (double)_relayWaysDone / _relayWays;
            _progress?.Report(new NatProbeProgress(Begin + (DiscoveryShare * _discovery) + (RelayShare * relays * (_relayWays == 0 ? _discovery : 1)), text));
        }
    }
}
