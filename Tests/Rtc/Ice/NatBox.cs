using System.Collections.Generic;
using P2PNet.Rtc;

namespace P2PNet.Tests.Rtc.Ice
{
    /// <summary>A NAT (RFC 4787): it maps by inside address alone or for each destination anew, and lets in whom the inside has sent to.</summary>
    internal sealed class NatBox
    {
        private readonly string _publicIp;
        private readonly bool _mapsEachDestination;
        private readonly bool _letsAnybodyIn;
        private readonly Dictionary<(TransportAddress Inside, TransportAddress To), ushort> _mappings = new Dictionary<(TransportAddress, TransportAddress), ushort>();
        private readonly Dictionary<ushort, TransportAddress> _inside = new Dictionary<ushort, TransportAddress>();
        private readonly HashSet<(ushort Port, TransportAddress Remote)> _holes = new HashSet<(ushort, TransportAddress)>();
        private ushort _nextPort = 40000;

        public NatBox(string publicIp, bool mapsEachDestination = false, bool letsAnybodyIn = false)
        {
            _publicIp = publicIp;
            _mapsEachDestination = mapsEachDestination;
            _letsAnybodyIn = letsAnybodyIn;
        }

        public TransportAddress Translate(in TransportAddress inside, in TransportAddress to)
        {
            var key = (inside, _mapsEachDestination ? to : default);
            if (!_mappings.TryGetValue(key, out ushort port))
            {
                port = _nextPort++;
                _mappings[key] = port;
                _inside[port] = inside;
            }

            _holes.Add((port, to));
            return IceNetwork.Address(_publicIp, port);
        }

        public bool TryEnter(in TransportAddress from, in TransportAddress to, out TransportAddress inside)
        {
            inside = default;
            return to.SameAddress(IceNetwork.Address(_publicIp, 1)) && _inside.TryGetValue(to.Port, out inside) && (_letsAnybodyIn || _holes.Contains((to.Port, from)));
        }

        /// <summary>Forgets everything, as after a restart.</summary>
        public void Reboot()
        {
            _mappings.Clear();
            _inside.Clear();
            _holes.Clear();
        }
    }
}
