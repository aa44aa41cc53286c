using System.Collections.Generic;
using System.Globalization;

namespace P2PNet.Rtc.Ice
{
    /// <summary>Numbers the foundations: candidates of the same type, base address and server share one (RFC 8445 §5.1.1.3).</summary>
    internal sealed class FoundationTable
    {
        private readonly List<Key> _keys = new List<Key>();

        /// <param name="type">The candidate's type.</param>
        /// <param name="host">Its base; the port does not count.</param>
        /// <param name="server">The STUN or TURN server; invalid where there is none.</param>
        public string Of(CandidateType type, in TransportAddress host, in TransportAddress server)
        {
            for (int i = 0; i < _keys.Count; i++)
            {
                if (_keys[i].Type == type && _keys[i].Host.SameAddress(host) && _keys[i].Server.SameAddress(server)) return Name(i);
            }

            _keys.Add(new Key { Type = type, Host = host, Server = server });
            return Name(_keys.Count - 1);
        }

        private static string Name(int index) => (index + 1).ToString(CultureInfo.InvariantCulture);

        private struct Key
        {
            public CandidateType Type;
            public TransportAddress Host;
            public TransportAddress Server;
        }
    }
}
