using System.Collections.Generic;
using P2PNet.Rtc;
using P2PNet.Rtc.Turn;

namespace P2PNet.Native
{
    /// <summary>One URL of a relay, looked up. Immutable.</summary>
    internal sealed class RelayWay
    {
        public RelayWay(IceServer server, string text, in TurnUrl url, IReadOnlyList<TransportAddress> addresses)
        {
            Server = server;
            Text = text;
            Url = url;
            Addresses = addresses;
        }

        /// <summary>Has the credentials.</summary>
        public IceServer Server { get; }

        public string Text { get; }

        public TurnUrl Url { get; }

        /// <summary>IPv4 first; empty where the name is not known.</summary>
        public IReadOnlyList<TransportAddress> Addresses { get; }
    }
}
