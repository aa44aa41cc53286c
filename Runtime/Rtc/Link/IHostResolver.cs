using System.Collections.Generic;

namespace P2PNet.Rtc.Link
{
    /// <summary>Hears the answer of an <see cref="IHostResolver"/>, on the endpoint's thread; the addresses carry port 0 and may be none.</summary>
    internal delegate void HostResolved(Timestamp now, IReadOnlyList<TransportAddress> addresses);

    /// <summary>
    /// Looks up names for an <see cref="RtcEndpoint"/>, which does no I/O: STUN servers by DNS, browsers' <c>.local</c> names by mDNS.
    /// </summary>
    internal interface IHostResolver
    {
        /// <summary>Starts to look up a name and answers once, within the call or later, but only on the endpoint's thread.</summary>
        void Resolve(string host, HostResolved answer);
    }
}
